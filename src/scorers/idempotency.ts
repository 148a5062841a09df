import type { Answer } from '../answers/answer.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { endpointsIn, isOperational } from '../answers/http/endpoints.ts';
import { codeMentions, remarksOn } from '../answers/mentions.ts';
import { batchesIn, jobsIn, remoteCallsIn } from '../answers/http/services.ts';
import { firstMatch, matches } from '../answers/prefilter/match.ts';
import { sqlOf, type SqlStatement } from '../answers/sql.ts';
import { replacedRows } from './shared/replaced-rows.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if an operation that must not happen twice (creating something by POST, mutation or gRPC, a webhook, a background job,
 * a program that fills tables) is guarded: an idempotency key, a unique event, an upsert, a conditional write, rows that are
 * replaced, work that stops where it is done already, a deterministic key, or a sentence that says how a repeat is harmless.
 * Not applicable if the answer has no such operation; PUT and DELETE repeat safely by themselves.
 */
export const idempotency: Scorer = {
  id: 'idempotency',
  version: 2,
  score(answer) {
    const remarks = remarksOn(answer, IN_TEXT);
    const operations = criticalOperations(answer);
    const [first] = operations;
    // What a design says of its messages counts, though it shows no operation.
    if (first === undefined && !remarks.some(({ statement }) => matches(SENT, statement.text)))
      return notApplicable('The answer has no operation that must not happen twice.');
    const guards = [
      ...remarks.map(({ span }) => evidenceAt(span, 'says how a repeat is harmless')),
      ...codeMentions(answer, IN_CODE, ['implementation', 'data', 'shell']).map(({ span, text }) =>
        evidenceAt(span, `guards against repeats: ${text.slice(0, 40)}`),
      ),
      ...sqlOf(answer)
        .filter(isConditional)
        .map(({ span }) => evidenceAt(span, 'changes only what is not changed yet')),
      ...replacedRows(answer).map(({ removal }) =>
        evidenceAt(removal.span, 'replaces the rows of a former run'),
      ),
      ...codePlaces(answer, STOPS, ['implementation']).map(({ span }) =>
        evidenceAt(span, 'stops where it is done already'),
      ),
    ];
    if (guards.length > 0) return kept('A repeated operation takes effect once.', guards);
    return broken(`Nothing keeps ${first?.why ?? 'it'} from taking effect twice.`, operations);
  },
};

const IN_CODE =
  /\bidempoten\w*|\bON CONFLICT\b|\bINSERT (?:OR )?IGNORE\b|\bON DUPLICATE KEY\b|\bMERGE INTO\b|\bon_?conflict_?(?:do_?(?:nothing|update)|columns)?\b|\bunique_by:|\b(?:insert_?or_?ignore|(?:first|update|find)_?or_?(?:create|insert)\w*|create_or_find_by|ignoreDuplicates|(?:put|set)IfAbsent|NotExists|ShouldBeUnique)\b|\bWHERE NOT EXISTS\b|\bupsert\w*\b|\bget_or_create\b|\bcreateOrUpdate\b|\battribute_not_exists\b|\bnx\s*=\s*True\b|\bSETNX\b|["']NX["']|\bignore_conflicts\s*=\s*True|\bskipDuplicates\b|\b(?:processed|seen|handled|received)_(?:events?|messages?|ids?)\b|\bdedup\w*|\bMessageDeduplicationId\b|\b_job_id\s*=|\bjobId\s*:|\bunique_job\b|\buuid5\(|\bUNIQUE\s*(?:KEY\s*\w*\s*)?\([^)\n]{0,120}\b(?:client|event|message|request|external|provider|dedup\w*)_?(?:id|key|ref)\b/i;
const DONE =
  'ready|done|sent|paid|processed|finished|completed?|succeeded|success|delivered|handled|applied|published|imported|confirmed|used';
const IN_TEXT =
  /\bidempoten\w*|\bexactly[- ]once\b|\b(?:processed|handled|applied|charged|paid|created|counted|sent|stored|executed|delivered|effect|happens?|runs?) (?:at most|only|just) once\b|\bde-?duplicat\w*|\bdedup\w*|\b(?:repeat(?:ed|ing)?|second|same|duplicate|resent|replayed)\b.{0,60}\b(?:changes nothing|has no effect|no effect|is (?:ignored|harmless|a no-?op)|ignored|no-?op|one row|overwrit\w+|inserts nothing|answers? `?duplicate)\b|\bno duplicates?\b|\b(?:repeat\w*|resen[dt]\w*|retr(?:y|ies|ied)|again)\b.{0,80}\b(?:n['’]t|not|never|cannot|no)\b.{0,30}\b(?:twice|again|second|double|duplicates?|another)\b|\b(?:twice|zweimal|doppelt|deux fois|dos veces|duas vezes)\b[^.;]{0,80}\b(?:the same|no harm|harmless|nothing|dasselbe|derselbe|dieselbe|denselben|niemand\w*|nichts|même|rien|mismo|misma|nada|mesmo|mesma)\b/i;

/** The state that the work leads to ends it at its beginning: `if (export.status === 'ready') return;`. */
const STOPS = new RegExp(
  [
    `\\bif\\b(?!\\s*\\(?\\s*(?:!|not\\b))[^\\n;{]{0,60}?(?:\\b(?:status|state)\\b[^\\n;{!]{0,12}["'.:](?:${DONE})\\b|\\b(?:${DONE})(?:_at|At|_on)\\b(?!\\s*(?:is None|={2,3}\\s*(?:null|nil|undefined))))[^\\n;{]{0,40}?[{:]?\\s*(?:return|continue)\\s*(?:;|\\n|\\}|None\\b|nil\\b|null\\b)`,
    `\\b(?:return|next) if \\w[\\w.]{0,40}\\.(?:${DONE})(?:_at|_on)?\\?`,
  ].join('|'),
  'i',
);

/** What may come again. */
const SENT =
  /\b(?:messages?|events?|deliver\w*|requests?|calls?|retr(?:y|ies|ied|ying)|webhooks?|jobs?|runs?|re-?run\w*|POST|PUT|DELETE|Nachricht\w*|Aufruf\w*|Anfrage\w*|mensajes?|mensage[mn]s?|requêtes?|appels?)\b/i;

/** True of an UPDATE that looks at what it sets, as `SET used_at = now() WHERE used_at IS NULL` does; counting on is none. */
function isConditional({ kind, text }: SqlStatement): boolean {
  if (kind !== 'update') return false;
  const [, set = '', where = ''] = firstMatch(SET_WHERE, text) ?? [];
  return [...set.matchAll(/(?:^|,)\s*([\w"]+)\s*=\s*([^,]*)/g)].some(([, column = '', value = '']) => {
    const isLookedAt = new RegExp(`\\b${column}\\s*(?:=|<>|!=|<|is\\b|in\\b|not\\b)`, 'i').test(where);
    return isLookedAt && (/^"?(?:row_?)?version/i.test(column) || !new RegExp(`\\b${column}\\b`).test(value));
  });
}
const SET_WHERE = /\bset\b([\s\S]{1,1000}?)\bwhere\b([\s\S]{1,1000})/i;

/** Paths that answer a question or open a session: sending them twice does no harm. */
const HARMLESS =
  /\b(?:log-?in|sign-?in|log-?out|sign-?out|tokens?|auth\w*|refresh|session\w*|search|query|queries|predict\w*|prediction\w*|recommend\w*|rank\w*|score\w*|scoring|inference|infer|classify|embed\w*|validate|preview|estimate|quote|calculate|tickets?|graphql|verify|check\w*|ping|read|seen|suggest\w*)\b/i;

function criticalOperations(answer: Answer): Evidence[] {
  const posts = endpointsIn(answer).filter(
    ({ method, path, source, hypothetical }) =>
      method === 'POST' &&
      !hypothetical &&
      source !== 'mention' &&
      source !== 'graphql' &&
      !isOperational(path) &&
      !HARMLESS.test(lastWords(path)),
  );
  return [
    ...posts.map((post) => evidenceAt(post, `\`POST ${post.path}\``)),
    ...codeMentions(answer, /\btype Mutation\b|\bMutation\s*:\s*\{/).map(({ span }) =>
      evidenceAt(span, 'a mutation'),
    ),
    ...remoteCallsIn(answer)
      .filter(({ name }) => !REPEATABLE_CALL.test(name))
      .map(({ name, span }) => evidenceAt(span, `\`${name}\``)),
    ...jobsIn(answer).map(({ span }) => evidenceAt(span, 'the background job')),
    ...(fillsTables(answer) ? batchesIn(answer) : []).map(({ span }) => evidenceAt(span, 'the program')),
  ];
}

/** Reads, and writes that set given values. */
const REPEATABLE_CALL =
  /^(?:Get|List|Watch|Stream|Subscribe|Search|Find|Read|Check|Count|Query|Describe|Predict|Score|Rank|Health|Validate|Estimate|Set|Update|Delete|Login|Log[IO]|Sign|Auth|Refresh)/;

/** True if code adds rows. */
const fillsTables = (answer: Answer): boolean =>
  sqlOf(answer).some(
    ({ source, kind, text }) =>
      source === 'code' &&
      (kind === 'insert' || kind === 'merge' || (kind === 'copy' && /\bfrom\b/i.test(text))),
  ) ||
  codeMentions(answer, /\b(?:insert_?many|insertMany|bulk_create|copy_records_to_table|\.to_sql)\(/, [
    'implementation',
  ]).length > 0;

const lastWords = (path: string): string =>
  path
    .split('/')
    .filter((part) => !/^[:{<]/.test(part))
    .slice(-1)
    .join(' ')
    .replaceAll(/[-_]/g, ' ');
