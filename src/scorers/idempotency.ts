import type { Answer } from '../answers/answer.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { endpointsIn, isOperational } from '../answers/http/endpoints.ts';
import { codeMentions, remarksOn } from '../answers/mentions.ts';
import { jobsIn } from '../answers/http/services.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if an operation that must not happen twice (creating something by POST or mutation, a webhook, a background job) is
 * guarded: an idempotency key, a unique event, an upsert, a conditional write, a deterministic key, or a sentence that says
 * how a repeat is harmless. Not applicable if the answer has no such operation; PUT and DELETE repeat safely by themselves.
 */
export const idempotency: Scorer = {
  id: 'idempotency',
  version: 1,
  score(answer) {
    const operations = criticalOperations(answer);
    const [first] = operations;
    if (first === undefined) return notApplicable('The answer has no operation that must not happen twice.');
    const guards = [
      ...codeMentions(answer, IN_CODE, ['implementation', 'data', 'shell']).map(({ span, text }) =>
        evidenceAt(span, `guards against repeats: ${text.slice(0, 40)}`),
      ),
      ...remarksOn(answer, IN_TEXT).map(({ span }) => evidenceAt(span, 'says how a repeat is harmless')),
    ];
    if (guards.length > 0) return kept('A repeated operation takes effect once.', guards);
    return broken(`Nothing keeps ${first.why} from taking effect twice.`, operations);
  },
};

const IN_CODE =
  /\bidempoten\w*|\bON CONFLICT\b|\bINSERT (?:OR )?IGNORE\b|\bON DUPLICATE KEY\b|\bMERGE INTO\b|\bon_conflict_do_(?:nothing|update)\b|\bupsert\w*\b|\b(?:get|update)_or_create\b|\bfindOrCreate\b|\bcreateOrUpdate\b|\battribute_not_exists\b|\bnx\s*=\s*True\b|\bSETNX\b|["']NX["']|\bignore_conflicts\s*=\s*True|\bskipDuplicates\b|\b(?:processed|seen|handled|received)_(?:events?|messages?|ids?)\b|\bdedup\w*|\bMessageDeduplicationId\b|\b_job_id\s*=|\bjobId\s*:|\bunique_job\b|\buuid5\(|\bUNIQUE\s*(?:KEY\s*\w*\s*)?\([^)\n]{0,120}\b(?:client|event|message|request|external|provider|dedup\w*)_?(?:id|key|ref)\b/i;
const IN_TEXT =
  /\bidempoten\w*|\bexactly[- ]once\b|\b(?:processed|handled|applied|charged|paid|created|counted|sent|stored|executed|delivered|effect|happens?|runs?) (?:at most|only|just) once\b|\bde-?duplicat\w*|\bdedup\w*|\b(?:repeat(?:ed|ing)?|second|same|duplicate|resent|replayed)\b.{0,60}\b(?:changes nothing|has no effect|no effect|is (?:ignored|harmless|a no-?op)|ignored|no-?op|one row|overwrit\w+|inserts nothing|answers? `?duplicate)\b|\bno duplicates?\b|\b(?:repeat\w*|resen[dt]\w*|retr(?:y|ies|ied)|again)\b.{0,80}\b(?:n['’]t|not|never|cannot|no)\b.{0,30}\b(?:twice|again|second|double|duplicates?|another)\b/i;

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
    ...jobsIn(answer).map(({ span }) => evidenceAt(span, 'the background job')),
  ];
}

const lastWords = (path: string): string =>
  path
    .split('/')
    .filter((part) => !/^[:{<]/.test(part))
    .slice(-1)
    .join(' ')
    .replaceAll(/[-_]/g, ' ');
