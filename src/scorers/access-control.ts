import { httpInterface } from '../answers/http/http-interface.ts';
import { isUnder, statementsOf } from '../answers/statements.ts';
import type { Scorer } from './scorer.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if it is settled who may call what: a guard, a verified token, key or signature, roles, an ownership check or row
 * policies in code or contract, a sentence that says who may, or that an endpoint is public. Broken if endpoints are
 * offered and nothing says who may call them. Not applicable without an HTTP or GraphQL interface.
 */
export const accessControl: Scorer = {
  id: 'access-control',
  version: 2,
  score(answer) {
    const found = [
      ...signsOf(answer, { why: 'lets in only who may', code: GUARD, text: IN_TEXT }),
      ...signsOf(answer, { why: 'is guarded elsewhere', text: ELSEWHERE, isSaid: isDecided }),
      ...statementsOf(answer)
        .filter((statement) => isUnder(statement, HEADING) && statement.text.length > 40)
        .map(({ span }) => evidenceAt(span, 'says who may do what')),
    ];
    if (found.length > 0) return kept('It is settled who may call what.', found);
    const { kind, endpoints } = httpInterface(answer);
    if (kind === 'none') return notApplicable('The answer has no HTTP interface.');
    return broken(
      'Nothing says who may call the endpoints.',
      endpoints.map((endpoint) => evidenceAt(endpoint, 'an endpoint without access control')),
    );
  },
};

const GUARD =
  /\b(?:Depends|Security)\(\s*\w*(?:user|auth|principal|token|key|role|permission|admin|tenant|org|account|caller|identity|scope|verify|require|signature)\w*|\b(?:OAuth2PasswordBearer|HTTPBearer|APIKeyHeader)\b|\bCurrentUser\b|\bcurrent_?[uU]ser\b|@(?:PreAuthorize|Secured|RolesAllowed|UseGuards|Roles|Authorize|login_required|permission_required|jwt_required|authenticated|requires_auth)\b|\b(?:require|ensure|check|verify|assert|with|is)_?(?:[aA]uth\w*|[uU]ser|[lL]ogin|[rR]oles?|[aA]dmin|[pP]ermission\w*|[sS]cope|[oO]wner\w*|[sS]ignature|[sS]ession|[tT]oken|[aA]pi_?[kK]ey)\b|\bverify(?:Jwt|JWT|Token)\b|\bjwt\.(?:decode|verify|Parse\w*)\(|\bjwtVerify\(|\bpassport\.authenticate\(|\bpermission_classes\b|\bIsAuthenticated\b|\bsecuritySchemes\b|\bbearerAuth\b|\bAuthorization["']?\s*[:=\]),]|\bCREATE POLICY\b|\bcreate policy\b|\bauth\.uid\(\)|\bENABLE ROW LEVEL SECURITY\b|\bhmac\.(?:compare_digest|new|Equal|New)\(|\btimingSafeEqual\(|\bconstruct_?[eE]vent\(|\b(?:req|request|c|ctx|context)\.(?:state\.)?(?:user|auth|principal)\b|\bSecurityFilterChain\b|\bhasRole\(|\bhasAuthority\(|\bx-api-key\b|\bX-API-Key\b|\bapi_key\b|\b(?:owner|user|author|customer|tenant|account|org)_?[iI]d\s*(?:!==?|<>)\s|@auth\b|@authenticated\b|\b(?:find_?[bB]y|where|find(?:One|First|Unique)(?:By)?|get_or_404|filter_by|get_by)!?\(\s*[{:([]{0,2}\s*(?:where:\s*\{\s*)?["']?\w*[tT]oken/;
const IN_TEXT =
  /\b(?:requires?|needs?|behind|with|by|via|through|after|checks?|verif(?:y|ies|ied)|uses?|carr(?:y|ies)|enforc\w+|authenticat\w+)\b[^.;]{0,50}\b(?:auth(?:[nz]|entic\w*|oriz\w*|oris\w*)?|log-?in|sign-?in|signature|jwts?|bearer|api[- ]keys?|tokens?|sessions?|roles?|permissions?|scopes?|ownership)\b|\bonly\b.{0,50}\b(?:owners?|authors?|admins?|users?|members?|customers?|who|staff|service role|the caller)\b.{0,40}\b(?:can|may|sees?|reads?|edits?|delet\w+|calls?|access(?:es)?|chang\w+|updat\w+|reach\w*|gets?)\b|\b(?:public(?! schema|\.)|anonymous(?:ly)?(?! (?:wrappers?|functions?|closures?|class\w*|types?|blocks?|volumes?|structs?|objects?|lambdas?))|unauthenticated|no (?:auth(?:[nz]|entic\w*|oriz\w*|oris\w*)?|log-?in)|open to (?:all|everyone|anyone))\b.{0,80}|\b(?:authoriz|authoris)(?:ed|ation|es?)\b|\b(?:comes?|taken|read|derived) from the (?:\w+ )?(?:session|token|jwt|caller)\b|\brbac\b|\babac\b|\bleast privilege\b|\b(?:401|403)\b/i;
/** Nobody is checked here, because somebody else does or nobody else gets here. */
const ELSEWHERE =
  /\b(?:behind|inside|within|only (?:from|in|inside)|reachable (?:only )?(?:from|in|through))\b[^.;]{0,40}\b(?:gateway|network ?polic\w+|vpn|vpc|private network|internal network|mesh|ingress|proxy|bastion|cluster)\b|\b(?:cluster-internal|internal[- ]only|internal (?:service|endpoint|api)|not exposed to|never exposed to)\b|\b(?:gateway|proxy|mesh|ingress)\b[^.;]{0,40}\b(?:authenticat\w*|authoriz\w*|checks?|verif\w*)\b/i;
const isDecided = (clause: string): boolean =>
  !/\b(?:if|would|could|might|later|consider|should you)\b/i.test(clause);
const HEADING =
  /\bauth(?:[nz]|entic\w*|oriz\w*|oris\w*)?\b|\baccess\b|\bpermissions?\b|\bsign-?in\b|\bwho may\b|\broles?\b|Berechtigung|Anmeldung/i;
