import { firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/** Prose, not only a comment in code, names at least one security point. */
export const securityConsiderations: Scorer = {
  id: 'security-considerations',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const found = statementsOf(answer).flatMap(pointIn);
    return found[0] === undefined
      ? broken('No sentence outside the code names a security point.')
      : kept(`A security point is named: ${found[0].why}.`, found);
  },
};

/** Threats and defences that are about security wherever they stand. */
const STRONG =
  /\b(?:secur(?:ity|e[ds]?|ing|ely)|insecure|attack(?:er|s|ing|ed)?|adversar\w+|malicious|hostile|abus(?:e|es|ed|er|ing|ive)|exploit\w*|vulnerab\w+|inject(?:ion|ions|able)|XSS|CSRF|SSRF|OWASP|brute[- ]forc\w*|credential stuffing|enumerat\w+|oracle|guess(?:able|es|ed)|forg(?:e|es|ed|ery|ing)|spoof\w*|tamper\w*|impersonat\w*|hijack\w*|take ?over|stolen|steal(?:s|ing)?|phishing|malware|safe browsing|replay(?:s|ed)? (?:attack|protection|window)|replay protection|constant[- ]time|timing|HMAC|bcrypt|argon2(?:id)?|scrypt|salt(?:ed|ing)|plain[- ]text|encrypt\w*|decrypt\w*|TLS|mTLS|https only|httponly|samesite|row[- ]level security|RLS|least[- ]privilege|privileges?|zip[- ]?bombs?|decompression bombs?|path traversal|directory traversal|arbitrary code|runs? (?:any|arbitrary) code|pickle is code|untrusted|sanitis\w+|sanitiz\w+|cross[- ]tenant|one (?:user|customer|tenant|company|client)['’]s \w+ (?:never|cannot|can['’]t|must not|to|for) \w+ (?:another|others?)|between (?:users|tenants|customers|companies)|tenant (?:isolation|barrier|leak\w*)|other tenants?|another (?:tenant|organi[sz]ation|company|customer|user)(?:['’]s)? |personal data|personally identifi\w*|PII|GDPR|(?:customer|sensitive|private) data|customer emails|prob(?:e|ed|ing) (?:for|ids?|whether)?|be probed|reveal(?:s|ed|ing)?|disclos\w+|expos(?:e|es|ed|ing|ure)|denial[- ]of[- ]service|D?DoS|WAF|flood(?:s|ing)?|random keys?|audit (?:log|trail)|unauthori[sz]ed|no auth\w*|(?:limit|cap) the (?:request |upload )?(?:body|bodies|upload size|payload)|body (?:size )?limit (?:at|in|on)|IDOR|object[- ]level|mass assignment|open redirect|scan (?:the|uploads?|for viruses)|virus|revoke[ds]?|secret rotation|rotate (?:the|your)? ?(?:\w+ )?(?:secret|key|token)s?|Sicherheit\w*|Angreif\w+|Angriff\w*|Zugriffsrecht\w*|unescaped|(?:html|xml|output|shell)[- ]escap\w+|escap(?:e[ds]?|ing) (?:it|them|the (?:html|name|value|title|output|text|markup|user\w*))|DSGVO|RGPD|LGPD|inyección|injeção|suplantar|usurp\w+|malicios[oa]s?|malveillante?s?|moindre privilège|mínimo privilegio|menor privilégio|datos personales|dados pessoais|seguridad|segurança|sicurezza|atacantes?|attaquants?)\b|(?<!\p{L})(?:sécurité|données personnelles|(?:dé)?chiffr(?:é|er|ée|ement)\p{L}*|verschlüssel\p{L}*|unbefugt\p{L}*|personenbezogen\p{L}*|Schadcode|cifrad[oa]s?|criptograf\p{L}*|безопасн\p{L}*|атак\p{L}*)|安全|攻击|攻撃|セキュリティ|漏洞|보안/iu;
/** Words that become a security point where something is forbidden, required or checked. */
/** A leak is one of security where something gets out that somebody must not learn. */
const LEAK =
  /\bleak(?:s|ed|ing)?\b(?=.{0,80}\b(?:tokens?|secrets?|passwords?|keys?|links?|urls?|data|information|existence|exist|e-?mails?|addresses|names?|ids?|rows|details|stack traces?|users?|customers?|tenants?|accounts?|credentials?|which|whether|between|across)\b)|\b(?:tokens?|secrets?|passwords?|keys?|links?|urls?|credentials?|data|dump|backup|ids?|e-?mails?|table|messages?|errors?|timing) (?:\w+ ){0,3}leak(?:s|ed|ing)?\b|\bleaked (?:tokens?|secrets?|passwords?|keys?|links?|urls?|credentials?|dump)/i;
const LEAKED_RESOURCE =
  /\bleak(?:s|ed|ing)?\b.{0,30}\b(?:memory|listeners?|goroutines?|threads?|connections?|handles?|descriptors?|sockets?|closures?|timers?|responses?|buffers?|promises?|tasks?)\b|\b(?:memory|listener|goroutine|thread|connection|handle|descriptor|socket|timer|resource) leak/i;
const GUARDED =
  /\b(?:tokens?|secrets?|passwords?|credentials?|signatures?|signed|hash(?:es|ed)?|checksum|api[- ]keys?|auth(?:entication|enticated|ori[sz]ation|ori[sz]ed|z|n)?|permissions?|ownership|owns?|owned|owner|access|members?(?:hip)?|compan(?:y|ies)|organi[sz]ations?|roles?|tenants?|org_id|company_id|tenant_id|user_id|presigned|cors|cookies?|e-?mails?|input|escape[sd]?|bodies|body (?:size )?limit|rate[- ]limit\w*|per[- ]IP|policies|policy)\b/i;
const STANCE =
  /\b(?:must(?:n['’]t| not)?|never|only|nobody|no one|(?:somebody|someone|anyone|anybody) (?:else|who)|don['’]t|do not|doesn['’]t|cannot|can['’]t|so that (?:nobody|no)|verif(?:y|ies|ied)|check(?:s|ed)?|validat\w+|protect\w*|reject\w*|refuse[ds]?|restrict\w*|require[ds]?|forbid\w*|forbidden|deny|denies|scoped?|bound to|limit(?:s|ed)?|enforce[ds]?|redact\w*|mask\w*|escape[ds]?|comes? from the|from the (?:token|session|jwt|claims?)|guard\w*|isolat\w*|(?:instead of|without|rather than|never|not) trust(?:ing)?|hide|hides|hidden|bypass\w*|instead of (?:ids|404|403))\b/i;
/** What a sentence about a guarded thing must fear or promise, too. */
const AIM =
  /\b(?:anyone|anybody|someone|somebody|nobody|no one|others?|else|every(?:one|body)|caller|client|public|user input|from outside|trust(?:ed|s)?|safe(?:ly)?|compan(?:y|ies)|tenants?|organi[sz]ations?|whose|own(?:er|ed)?|signature|raw (?:body|bytes)|checksum|hash(?:ed)?|in the logs?|into (?:the |a )?(?:logs?|url)|out of the logs?|don['’]t log|do not log|not log|never log|ip\b|non-members|proxy|gateway|ingress)\b/i;
/** What must stay out of logs. */
const UNLOGGED =
  /\b(?:never|not|don['’]t|without|no|nothing|out of|kept from|keep|hide|mask\w*|redact\w*)\b.{0,60}\blog(?:s|ged|ging)?\b|\blog(?:s|ged|ging)?\b.{0,60}\b(?:never|not|without|no|masked|redacted|hashed)\b/i;
const CONFIDENTIAL =
  /\b(?:tokens?|secrets?|passwords?|keys?|credentials?|cards?|e-?mails?|addresses|bod(?:y|ies)|payloads?|headers?|authorization|cookies?|personal|values?|contents?|texts?|urls?|query string|parameters?|names?|phone|iban|ip|message text)\b/i;
/** A guarded thing and what is forbidden or required of it, in other languages. */
const GUARDED_ELSEWHERE =
  /(?<!\p{L})(?:Passw(?:ort|örter)|Token|Geheimnis\p{L}*|Schlüssel|Berechtigung\p{L}*|Mandant\p{L}*|Signatur|Zugriff|contraseñas?|secretos?|tokens?|permisos?|usuarios?|clientes?|firma|mots? de passe|jetons?|secrets?|droits|utilisateurs?|locataires?|signature|senhas?|segredos?|permissões|usuários?|inquilinos?|assinatura)(?!\p{L})(?=.{0,300}(?<!\p{L})(?:nie|niemals|nur|darf|dürfen|fremde\p{L}*|geprüft|gehasht|nunca|jamás|jamais|solo|sólo|seulement|só|apenas|no puede|ne peut|ne doit|não pode|não deve|de otro|d['’]un autre|de outro|vérifi\p{L}*|verifica\p{L}*|hach\p{L}*)(?!\p{L}))(?=.{0,300}(?<!\p{L})(?:Log|Logs|Hash|gehasht|fremde\p{L}*|anderen?|Besitzer|Aufrufer|otros?|ajen[oa]s?|autres?|outros?|propietario|propriétaire|registros?|journaux|firma|signature|assinatura|Signatur|sesión|session|sessão|Sitzung)(?!\p{L}))/iu;
/** Programming talk in which owners, bodies and inputs are no matter of security. */
const PLUMBING =
  /\b(?:buffers?|channel|goroutines?|mutex|borrow\w*|lifetime|pointer|iterator|vec|slices?|allocat\w+|sort(?:s|ed|ing)?|deadlock\w*|event loop|listeners?|lets go)\b/i;
const ENDPOINT_ROW = /(?:^|\|)\s*(?:`?[1-5]\d\d`?\s*(?:[,|`{]|$)|`?(?:GET|POST|PUT|PATCH|DELETE)\b)/;

function pointIn({ text, span, block }: Statement): Evidence[] {
  // A row of an endpoint or status table says what the interface does, not why.
  if (block.kind === 'row' && matches(ENDPOINT_ROW, text)) return [];
  const strong = firstMatch(STRONG, text);
  if (strong !== null && !matches(NOT_SECURITY, text))
    return [evidenceAt(span, `speaks of “${strong[0].trim()}”`)];
  const leak = firstMatch(LEAK, text);
  if (leak !== null && !matches(LEAKED_RESOURCE, text))
    return [evidenceAt(span, `speaks of “${leak[0].trim()}”`)];
  if (matches(UNLOGGED, text) && matches(CONFIDENTIAL, text))
    return [evidenceAt(span, 'keeps something out of the logs')];
  const elsewhere = firstMatch(GUARDED_ELSEWHERE, text);
  if (elsewhere !== null) return [evidenceAt(span, `guards “${elsewhere[0]}”`)];
  if (matches(PLUMBING, text)) return [];
  const guarded = firstMatch(GUARDED, text);
  return guarded !== null && matches(STANCE, text) && matches(AIM, text)
    ? [evidenceAt(span, `guards “${guarded[0]}”`)]
    : [];
}

/** Everyday uses of the strong words. */
const NOT_SECURITY =
  /\b(?:memory leak|leaks? (?:memory|connections?|file|goroutines?)|connection leak|exposes? (?:metrics|an? (?:endpoint|api|method|function)|the same)|timing (?:of|the|out)|leakproof|I (?:would |['’]d )?guess|best guess|rather not guess|guessing)\b/i;
