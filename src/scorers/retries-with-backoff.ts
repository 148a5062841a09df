import type { Answer } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Scorer } from './scorer.ts';
import { codeMentions, remarksOn, type Mention } from '../answers/mentions.ts';
import { jobsIn } from '../answers/http/services.ts';
import { programs } from '../answers/tokens/program.ts';
import { servicesCalled } from './shared/neighbours.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if what the answer retries waits exponentially longer each time, in code, settings or a sentence; with
 * `params.jitter: true` it must also spread the waits by jitter. Broken if it retries at once, at a fixed or at a linearly
 * growing distance, or tries no call of another service and no job again. Not applicable if it has neither and retries
 * nothing; that somebody else repeats a request does not count.
 */
export const retriesWithBackoff: Scorer = {
  id: 'retries-with-backoff',
  version: 2,
  score(answer, { params }) {
    const growing = [
      ...codeMentions(answer, GROWS, ['implementation', 'data']),
      ...growingLists(answer),
      ...remarksOn(answer, GROWS_IN_TEXT),
    ];
    const places = growing.map(({ span }) => evidenceAt(span, 'a wait that grows exponentially'));
    if (growing.length > 0) {
      const jitter = [
        ...codeMentions(answer, JITTER, ['implementation', 'data']),
        ...remarksOn(answer, /\bjitter\w*|\brandomi[sz]ed (?:delay|wait|back-?off)/i),
      ];
      if (params['jitter'] === true && jitter.length === 0)
        return broken('Retries back off exponentially, but without jitter.', places);
      return kept(`Retries back off exponentially${jitter.length > 0 ? ', with jitter' : ''}.`, [
        ...places,
        ...jitter.map(({ span }) => evidenceAt(span, 'jitter')),
      ]);
    }
    const retries = [...retriesIn(answer), ...remarksOn(answer, OWN_RETRY)];
    if (retries.length === 0) {
      const fallible = [...servicesCalled(answer), ...jobsIn(answer)];
      if (fallible.length === 0) return notApplicable('There is nothing that would have to be tried again.');
      return broken(
        'What can fail for a while is not tried again.',
        fallible.map(({ span }) => evidenceAt(span, 'can fail for a while')),
      );
    }
    return broken(
      'Something is retried, but the waits do not grow exponentially.',
      retries.map(({ span }) => evidenceAt(span, 'a retry without exponential back-off')),
    );
  },
};

const GROWS =
  /\b2(?:\.0)?\s*\*\*\s*\(?\s*[A-Za-z_]|\bMath\.pow\(\s*2|\bmath\.Pow\(\s*2|\bpow\(\s*2\s*,|(?:\b1|\))\s*<<\s*\(?\s*(?:attempt|retr|n|i|try)|\bwait_(?:random_)?exponential\w*|\bbackoff\.(?:on_exception|expo)\b|\bretry_backoff\s*=\s*(?:True|[1-9])|\bbackoff_factor\b|[eE]xponential(?!\w*Bucket)\w*|["']exponential["']|\b(?:delay|wait|sleep|backoff|interval)\w*\s*\*=\s*(?:2|1\.[5-9]|factor|multiplier)|\b(?:delay|wait|sleep|backoff|interval)\w*\s*=\s*(?:(?:[\w.:]*min)?\(\s*)?(?:\w+\s*\*\s*2|2\s*\*\s*(?:delay|wait|backoff|interval))|\bBackoffRate\b|\bexpBackoff\b|\bpower\(\s*2\s*,/;
const GROWS_IN_TEXT =
  /\bexponential(?:ly)?\b|\b(?:attempts?|retr\w+|tries|waits?|pauses?)\b.{0,60}\b\d[\d.,]*\s?(?:ms|s|seconds?|min(?:utes)?)\b.{0,12}\b(?:to|up to|until)\b.{0,12}\d[\d.,]*\s?(?:s|seconds?|min(?:utes)?|h|hours?)\b|\bexponentiell\w*|\bexponencial\w*|\bback-?off(?:s)?\b.{0,60}\b(?:doubl\w+|1,? 2,? (?:and )?4)\b|\b1,\s*2,\s*(?:and\s+)?4\b|\b(?:wait|delay|interval|pause)s?\b.{0,40}\bdoubl(?:es|ed|ing)\b|\bdoubl(?:es|ed|ing) (?:the|its|each) (?:wait|delay|interval|pause)/i;
const JITTER =
  /\bjitter\w*\b|\bwait_random\w*|\bretry_jitter\b|\brandom(?:\.uniform|\.random|\(\))|\bMath\.random\(\)|\brand\.(?:Intn|Int63n|Float64|N)\(/i;

/** Lists of waits of which each is clearly longer than the one before: `interval=[10, 30, 90]`. */
function growingLists(answer: Answer): Mention[] {
  const list =
    /\b(?:retr\w+|intervals?|delays?|back-?offs?|waits?|RETR\w+|DELAYS?|BACKOFFS?|INTERVALS?)\w*\s*(?::\s*[\w[\], .]{1,40})?[=:(]\s*(?:new \w+\s*)?[[({]((?:\s*\d[\d_.]*\s*\w{0,2}\s*,){2,12}\s*\d[\d_.]*\s*\w{0,2}\s*,?)\s*[\])}]/;
  return codeMentions(answer, list, ['implementation', 'data']).filter(({ text }) => {
    const numbers = (text.slice(text.search(/[[({]/)).match(/\d[\d_.]*/g) ?? []).map((digits) =>
      Number(digits.replaceAll('_', '')),
    );
    return numbers.slice(1).every((number, at) => number >= 1.5 * (numbers[at] ?? Infinity));
  });
}

const RETRY_NAME =
  /^(?:retry|retries|retrying|Retry|retryable|max_?[rR]etries|max_?[tT]ries|max_retry\w*|autoretry_for|retry_(?:at|delay|interval|policy|count|kwargs)|retryDelay|retryStrategy|retryAttempts|job_try|next_(?:try|retry|attempt)(?:_at)?|nextAttempt(?:At)?|nextRetry(?:At)?|withRetr\w+|with_retr\w+|default_retry_delay|countdown|tenacity|pRetry|asyncRetry|RetryPolicy|retry_on\w*)$/;
const OWN_RETRY =
  /\b(?:we|it|the (?:worker|job|task|client|service|consumer|sweeper|code)|i) (?:will )?(?:retr(?:y|ies)|tries again|try again)\b|\bretr(?:y|ies|ied) (?:up to )?(?:\d|three|five) times\b|\breconnects?\b.{0,40}\bafter\b/i;

/** Names of retries in program text; comments and strings speak of other people's. */
function retriesIn(answer: Answer): Mention[] {
  return programs(answer, ({ role }) => role === 'implementation').flatMap(({ tokens, block }) => {
    const token = tokens.find(({ kind, text }) => kind === 'word' && RETRY_NAME.test(text));
    return token === undefined
      ? []
      : [{ text: token.text, span: spanInBlock(block, token.start, token.end) }];
  });
}
