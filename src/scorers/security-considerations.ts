import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/** Prose, not only a comment in code, names at least one security point. */
export const securityConsiderations: Scorer = {
  id: 'security-considerations',
  version: 1,
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
  /\b(?:secur(?:ity|e[ds]?|ing|ely)|insecure|attack(?:er|s|ing|ed)?|adversar\w+|malicious|hostile|abus(?:e|es|ed|er|ing|ive)|exploit\w*|vulnerab\w+|inject(?:ion|ions|able)|XSS|CSRF|SSRF|OWASP|brute[- ]forc\w*|credential stuffing|enumerat\w+|oracle|guess(?:able|es|ed)|forg(?:e|es|ed|ery|ing)|spoof\w*|tamper\w*|impersonat\w*|hijack\w*|take ?over|stolen|steal(?:s|ing)?|leaks? (?:to|into|the|a|data|rows|across|between|existence)|leak(?:s|ed|ing)?|phishing|malware|safe browsing|replay(?:s|ed)? (?:attack|protection|window)|replay protection|constant[- ]time|timing|HMAC|bcrypt|argon2(?:id)?|scrypt|salt(?:ed|ing)|plain[- ]text|encrypt\w*|decrypt\w*|TLS|mTLS|https only|httponly|samesite|row[- ]level security|RLS|least[- ]privilege|privileges?|zip[- ]?bombs?|decompression bombs?|path traversal|directory traversal|arbitrary code|runs? (?:any|arbitrary) code|pickle is code|untrusted|sanitis\w+|sanitiz\w+|cross[- ]tenant|one (?:user|customer|tenant|company|client)['’]s \w+ (?:never|cannot|can['’]t|must not|to|for) \w+ (?:another|others?)|between (?:users|tenants|customers|companies)|tenant (?:isolation|barrier|leak\w*)|other tenants?|another (?:tenant|organi[sz]ation|company|customer|user)(?:['’]s)? |personal data|personally identifi\w*|PII|GDPR|(?:customer|sensitive|private) data|customer emails|prob(?:e|ed|ing) (?:for|ids?|whether)?|be probed|reveal(?:s|ed|ing)?|disclos\w+|expos(?:e|es|ed|ing|ure)|denial[- ]of[- ]service|D?DoS|WAF|flood(?:s|ing)?|random keys?|audit (?:log|trail)|unauthori[sz]ed|no auth\w*|(?:limit|cap) the (?:request |upload )?(?:body|bodies|upload size|payload)|body (?:size )?limit (?:at|in|on)|IDOR|object[- ]level|mass assignment|open redirect|scan (?:the|uploads?|for viruses)|virus|revoke[ds]?|secret rotation|rotate (?:the|your)? ?(?:\w+ )?(?:secret|key|token)s?|Sicherheit\w*|Angreif\w+|Angriff\w*|Zugriffsrecht\w*|seguridad|segurança|sécurité|sicurezza|atacante|attaquant|безопасн\w*|атак\w*)\b|安全|攻击|攻撃|セキュリティ|漏洞|보안/iu;
/** Words that become a security point where something is forbidden, required or checked. */
const GUARDED =
  /\b(?:tokens?|secrets?|passwords?|credentials?|signatures?|signed|hash(?:es|ed)?|checksum|api[- ]keys?|auth(?:entication|enticated|ori[sz]ation|ori[sz]ed|z|n)?|permissions?|ownership|owns?|owned|owner|caller|access|members?(?:hip)?|compan(?:y|ies)|organi[sz]ations?|roles?|tenants?|org_id|company_id|tenant_id|user_id|ids?|presigned|cors|cookies?|log(?:s|ged)?|e-?mails?|input|escape[sd]?|bodies|body (?:size )?limit|rate[- ]limit\w*|per[- ]IP|policies|policy)\b/i;
const STANCE =
  /\b(?:must(?:n['’]t| not)?|never|only|nobody|no one|(?:somebody|someone|anyone|anybody) (?:else|who)|don['’]t|do not|doesn['’]t|cannot|can['’]t|so that (?:nobody|no)|verif(?:y|ies|ied)|check(?:s|ed)?|validat\w+|protect\w*|reject\w*|refuse[ds]?|restrict\w*|require[ds]?|forbid\w*|forbidden|deny|denies|scoped?|bound to|limit(?:s|ed)?|enforce[ds]?|redact\w*|mask\w*|escape[ds]?|comes? from the|from the (?:token|session|jwt|claims?)|guard\w*|isolat\w*|(?:instead of|without|rather than|never|not) trust(?:ing)?|hide|hides|hidden|bypass\w*|instead of (?:ids|404|403))\b/i;
/** What a sentence about a guarded thing must fear or promise, too. */
const AIM =
  /\b(?:anyone|anybody|someone|somebody|nobody|no one|others?|else|every(?:one|body)|caller|client|public|user input|from outside|trust(?:ed|s)?|safe(?:ly)?|compan(?:y|ies)|tenants?|organi[sz]ations?|whose|own(?:er|ed)?|signature|raw (?:body|bytes)|checksum|hash(?:ed)?|in the logs?|into (?:the |a )?(?:logs?|url)|out of the logs?|don['’]t log|do not log|not log|never log|ip\b|non-members|proxy|gateway|ingress)\b/i;
const ENDPOINT_ROW = /(?:^|\|)\s*(?:`?[1-5]\d\d`?\s*(?:[,|`{]|$)|`?(?:GET|POST|PUT|PATCH|DELETE)\b)/;

function pointIn({ text, span, block }: Statement): Evidence[] {
  // A row of an endpoint or status table says what the interface does, not why.
  if (block.kind === 'row' && ENDPOINT_ROW.test(text)) return [];
  const strong = STRONG.exec(text);
  if (strong !== null && !NOT_SECURITY.test(text))
    return [evidenceAt(span, `speaks of “${strong[0].trim()}”`)];
  const guarded = GUARDED.exec(text);
  return guarded !== null && STANCE.test(text) && AIM.test(text)
    ? [evidenceAt(span, `guards “${guarded[0]}”`)]
    : [];
}

/** Everyday uses of the strong words. */
const NOT_SECURITY =
  /\b(?:memory leak|leaks? (?:memory|connections?|file|goroutines?)|connection leak|exposes? (?:metrics|an? (?:endpoint|api|method|function)|the same)|timing (?:of|the|out)|leakproof|I (?:would |['’]d )?guess|best guess|rather not guess|guessing)\b/i;
