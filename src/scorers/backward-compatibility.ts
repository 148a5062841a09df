import { matches } from '../answers/prefilter/match.ts';
import type { Answer, CodeBlock, Span } from '../answers/answer.ts';
import { implementationOf } from '../answers/implementation.ts';
import { isPutOff } from '../answers/mentions.ts';
import { sqlOf } from '../answers/sql.ts';
import { statementsOf } from '../answers/statements.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the answer thinks of those who use what is there already: it says what becomes of existing clients, accounts and
 * links, that a change only adds, how an old form goes on working and for how long, or when it is deprecated. Broken if it
 * changes what others rely on (a column dropped, renamed or retyped; an endpoint, field or format replaced; what the task asks
 * to be replaced by something else) without a word on them. Not applicable if nothing that exists is changed.
 */
export const backwardCompatibility: Scorer = {
  id: 'backward-compatibility',
  version: 3,
  score(answer) {
    const found = signsOf(answer, {
      why: 'thinks of existing clients',
      code: IN_CODE,
      text: IN_TEXT,
      isSaid,
    });
    if (found.length > 0) return kept('It thinks of existing clients.', found);
    const changes = [...schemaChanges(answer), ...interfaceChanges(answer), ...askedChanges(answer)];
    if (changes.length === 0) return notApplicable('Nothing that others rely on is changed.');
    return broken('What others rely on is changed without a word on them.', changes);
  },
};

/** "Later" and "would" belong to the matter: an old form is removed later, a change would break clients. */
const isSaid = (clause: string): boolean => !/\bout of scope\b|\bnot (?:considered|covered)\b/i.test(clause);

const IN_CODE = /["'`](?:Deprecation|Sunset)["'`]|\bdeprecated\s*[:=]\s*[tT]rue|@[dD]eprecated\b/;
const WHO = String.raw`(?:existing|old(?:er)?|current|deployed|today['’]s)\s+(?:\w+\s+){0,2}(?:clients?|callers?|consumers?|integrations?|apps?|versions?|bundles?|links?|URLs?|endpoints?|requests?)`;
/** What others use goes on for a time or for good: "REST stays at least a year", "les URL sont résolues par lui". */
const STAYS = [
  String.raw`(?<!\p{L})(?:REST|v1|routes?|endpoints?|paths?|APIs?|URLs?|links?|bookmarks?|` +
    '`[^`]{1,40}`' +
    String.raw`|rotas|rutas|enlaces|liens|Endpunkte|Links)(?!\p{L})[^.;:]{0,40}(?<!\p{L})(?:stays?|remains?|keeps? (?:on )?(?:working|running)|lives? on|ficam?|continuam?|permanecem?|siguen?|quedan?|permanecen?|restent|reste|demeurent?|bleiben|bleibt)(?!\p{L})[^.;:]{0,30}(?<!\p{L})(?:years?|months?|weeks?|days|for (?:ever|good|the old)|because of|as (?:it|they) (?:is|are|was|were)|anos?|meses|semanas|años?|(?:un|deux|trois|\d) ans?|mois|semaines|pour toujours|para sempre|para siempre|Jahre?|Monate?|Wochen|für immer)(?!\p{L})`,
  String.raw`(?<!\p{L})(?:URLs?|links|bookmarks|enlaces|liens)(?!\p{L})[^.;:]{0,60}(?<!\p{L})(?:(?:are|is) (?:still )?(?:resolved|redirected|forwarded|answered)|sont (?:résolue?s|redirigée?s)|se (?:resuelven|redirigen)|são (?:resolvid|redirecionad)\p{L}*|werden (?:weitergeleitet|aufgelöst))`,
  String.raw`\bstill (?:kept up to date|kept current|accepted|honou?red)\b`,
  String.raw`(?<!\p{L})(?:versões antigas|versiones antiguas|anciennes versions|alten? versionen|clientes (?:antigos|antiguos|existentes)|anciens clients|alten? clients)(?!\p{L})`,
].join('|');
/** What becomes of the accounts and passwords that there are. */
const LINKED = [
  String.raw`\b(?:link|keep|convert|migrate|connect|merge|map)\w* (?:the |their |all )?(?:old|existing|current|present) (?:accounts?|users?|logins?|sessions?|passwords?|tokens?|ids?)\b`,
  String.raw`\b(?:who(?:ever)?|anyone|users?|people|clients?) (?:\w+ ){0,4}?still (?:types?|uses?|sends?|calls?|logs? in|signs? in)\b`,
].join('|');
const IN_TEXT = new RegExp(
  String.raw`\bbackwards?[- ]compat\w*|\bback[- ]compat\w*|\bbreaking changes?\b|\bnon-?breaking\b|\bdeprecat\w+|\bsunset\w*\b|\b(?:purely )?additive\b|\b${WHO}\b.{0,100}\b(?:keep\w*|continu\w+|still|unaffected|unchanged|goes? on|work\w*|break\w*|ignore\w*|surviv\w+|stay\w*|untouched)\b|\b(?:breaks?|breaking|affects?|disturbs?|without (?:breaking|touching|changing))\b.{0,30}\b(?:no |any |none of )?(?:${WHO}|clients?|callers?|consumers?)\b|\b(?:no|none of the|not? a single) (?:existing )?(?:clients?|callers?|consumers?)\b.{0,40}\b(?:break\w*|notice\w*|affected|chang\w+)|\b(?:old|previous|existing|v1) (?:\w+ ){0,2}(?:path|route|field|column|format|shape|endpoint|behaviou?r|contract|response)s?\b.{0,60}\b(?:stays?|keeps?|remains?|still|goes? on|continu\w+|until|alias\w*|works?|redirect\w*|unchanged)\b|\b(?:response|request|contract|API|interface|signature|schema)\b.{0,30}\b(?:stays?|remains?|is) (?:the same|unchanged|as it (?:is|was))\b|\bexpand[- ](?:and[- ])?contract\b|\bbehaviou?r(?:al)? changes?\b|\bchanges? (?:in|of) behaviou?r\b|\b(?:old|existing|current|today['’]s|previous) (?:\w+ ){0,2}(?:quer(?:y|ies)|code|tokens?|sessions?|rows?|data|callers?|users?|passwords?|hashes|workers?|replicas?|pods?|results?|semantics)\b.{0,30}\b(?:keeps?|continues?|goes|go|stays?|remains?) (?:on )?(?:working|valid|readable|running|accepted|unchanged|untouched|as (?:it|they))|\bkeeps? (?:\w+ ){0,3}(?:semantics|contract|response shape|signature)\b(?! in\b)|\b(?:existing|current|issued|outstanding)\b.{0,20}\b(?:tokens?|sessions?|links?|cookies?)\b.{0,30}\b(?:(?:become|are|is|be) (?:all )?invalid\w*|dies?|(?:expires?|ends?)(?! (?:after|in|within|when|at)\b)|stops? working|no longer (?:works?|accepted|valid)|keeps? working|stays? valid)\b|\b(?:everybody|everyone|all users)\b.{0,20}\b(?:(?:logged|signed) out|(?:signs?|logs?|sign|log) in again)\b|\b(?:logs?|signs?) (?:everybody|everyone|all users|users|people) out\b|\babwärtskompatib\w*|\bbestehende (?:Clients|Aufrufer)|${STAYS}|${LINKED}`,
  'iu',
);

const BREAKS_SCHEMA =
  /\bdrop\s+column\b|\brename\s+(?:column|to)\b|\balter\s+column\s+\S+\s+(?:set\s+data\s+)?type\b|\balter\s+(?:column\s+)?\S+\s+set\s+not\s+null\b|\bdrop\s+table\s+(?!if\s+exists\s+(?:tmp|temp))/i;

const schemaChanges = (answer: Answer): Evidence[] =>
  sqlOf(answer)
    .filter(
      ({ text, block, span }) =>
        !isUndo(block, span) &&
        matches(BREAKS_SCHEMA, text) &&
        !/_new\b|_old\b|_backup\b|\b(?:tmp|temp)/i.test(text),
    )
    .map(({ span }) => evidenceAt(span, 'changes the schema that running code relies on'));

/** The way back of a migration may drop what the way forth has made; so may a script that has just made it. */
const isUndo = ({ code, headings, span: whole }: CodeBlock, { start }: Span): boolean =>
  /\bdef downgrade\b|\bdown\s*\(|--\s*(?:down|rollback)\b|\bcreate table\b/i.test(
    code.slice(0, Math.max(0, start - whole.start)),
  ) || /\broll(?:ing)?[- ]?back|\bdown\b|\bundo\b|\brevert/i.test(headings.at(-1) ?? '');

const BREAKS_INTERFACE =
  /\b(?:renam\w+|replac\w+|remov\w+|no longer (?:accepts?|returns?|supports?)|chang\w+|now (?:returns?|requires?|rejects?|answers?)|mov\w+)\b.{0,50}\b(?:endpoint|route|path|(?:response|request|error) (?:body|format|shape|field)|response|payload|status code|query parameter|header|field name|contract)s?\b|\b(?:endpoint|route|path|format|field|response|payload|header|contract|column)s?\b.{0,30}\b(?:is|are|was|were|gets?) (?:renamed|replaced|removed|retyped|moved)\b/i;

/** "Replace the passwords of our app by login links": the task itself ends what users have. */
const ENDS =
  /\b(?:replac\w+|remov\w+|retir\w+|get rid of|abolish\w*|switch (?:off|away from)|move (?:away from|off)|drop)\s+(?:(?:the|our|all|this|of) ){0,2}(?:\w+ ){0,2}?(?:passwords?|logins?|API|APIs|endpoints?|routes?|tokens?|sessions?|cookies?|API keys?|ids|URLs?|webhooks?)\b/i;

function askedChanges(answer: Answer): Evidence[] {
  const [first] = answer.turns.flatMap((turn) => implementationOf(turn));
  return first !== undefined && ENDS.test(answer.user[0] ?? '')
    ? [evidenceAt(first.span, 'ends what its users have')]
    : [];
}

const interfaceChanges = (answer: Answer): Evidence[] =>
  statementsOf(answer)
    .filter(
      ({ text }) =>
        matches(BREAKS_INTERFACE, text) &&
        !isPutOff(text) &&
        !/\bnever\b|\bdo(?:es)? not\b|n['’]t\b/i.test(text),
    )
    .map(({ span }) => evidenceAt(span, 'changes the interface'));
