import { firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer, Span } from '../answers/answer.ts';
import { isFailure, statusesIn } from '../answers/http/statuses.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { queriesOf } from './shared/queries.ts';
import { codePlaces, signsOf } from './shared/signs.ts';
import { routinesIn } from '../answers/routines.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Broken if code that talks to databases, files, queues or other services, or answers requests, handles no failure at all,
 * or drops one: an empty `catch`, `except: pass`, a Go error that goes to `_`. Kept if failures are caught, turned into
 * error responses, passed on with a reason or answered by a handler for all of them. Not applicable if the answer holds no
 * code that can fail in this way.
 */
export const errorHandling: Scorer = {
  id: 'error-handling',
  version: 2,
  score(answer) {
    const fallible = falliblePlaces(answer);
    const handled = signsOf(answer, { why: 'handles a failure', code: HANDLES, roles: ['implementation'] });
    const dropped = codePlaces(answer, DROPS, ['implementation'], isNotAside)
      .filter(({ span }) => !isExplained(span, answer))
      .map(({ span }) => evidenceAt(span, 'drops a failure'));
    const [first] = dropped;
    if (first !== undefined) return broken('A failure is dropped without a trace.', dropped);
    if (handled.length > 0) return kept('Failures are handled.', handled);
    if (fallible.length === 0) return notApplicable('The answer holds no code that can fail in this way.');
    const answered = statusesIn(answer).filter(isFailure);
    if (answered.length > 0)
      return kept(
        'It says what a failure is answered with.',
        answered.map((status) => evidenceAt(status, 'the answer to a failure')),
      );
    return broken('Code that can fail handles no failure.', fallible);
  },
};

const HANDLES =
  /\bexcept\b[^\n]{0,200}:|\bexcept\*|\bcatch\s*(?:\(|\{)|\.catch\(|\bif err\s*(?::=|!=)|\berrors\.(?:Is|As)\(|\bif .{0,80}; err != nil|\braise \w*(?:Exception|Error|HTTPException|Problem|Failure|NotFound|Conflict|Invalid|Denied|Forbidden|Unauthorized)\w*\(|\bthrow new \w+\(|\bexception_handler\b|@(?:ExceptionHandler|ControllerAdvice|RestControllerAdvice|Catch)\b|\bsetErrorHandler\(|\(\s*err\w*(?::[^,()]{1,30})?,\s*_?req|\bHTTPException\(|\bon_?(?:E|e)rror\b|\brescue\b|\bResult<|\bmap_err\(|\bstatus_code\s*=\s*[45]\d\d|\.status\(\s*[45]\d\d|\babort\(\s*[45]\d\d|\bhttp\.Error\(|\bStatusCode\(\s*[45]\d\d|\b(?:RAISE EXCEPTION|EXCEPTION\s+WHEN|WHEN OTHERS)\b|\bResponseEntity\.(?:notFound|badRequest|status)|\.JSON\(\s*(?:[45]\d\d|http\.Status(?:Bad|Not|Un|Forb|Conf|Int|Too|Serv))|\bNextResponse\.json\([^\n]{0,200}status\s*:\s*[45]\d\d|\bstatus\s*:\s*[45]\d\d|\bautoretry_for\b|\bsuppress\(/;
const DROPS =
  /\bexcept(?:\s+(?:Exception|BaseException))?\s*(?:as \w+)?\s*:\s*(?:\n\s*)?(?:pass\b|\.\.\.)|\bcatch\s*(?:\(\s*(?:\w+\s+)?(?:_|e|err|error|ex|ignored)?(?:\s*:\s*\w+)?\s*\))?\s*\{\s*\}|\.catch\(\s*\(\s*\w*\s*\)\s*=>\s*\{\s*\}\s*\)|^[ \t]*(?!_|defer)[\w, ]*\w,\s*_\s*:?=\s*(?:\w+\.)*(?:db|tx|conn|pool|rows?|stmt|client|rdb|q|queries|http|json|io|os|store|repo|s3)\.(?:\w+\.)*[A-Z]\w*\(|^[ \t]*_\s*=\s*(?:\w+\.)*(?:db|tx|pool|store|repo|queries)\.(?:Exec|Query|Save|Insert|Update|Delete)\w*\(/m;
/** Clean-up that may fail unseen is no loss: closing, rolling back, cancelling. */
const CLEANING =
  /\b(?:close|rollback|Rollback|Close|cancel|disconnect|unlink|remove|CancelledError|suppress)\b/;

/** A comment beside it says why the failure may pass. */
const isExplained = ({ turn, end }: Span, answer: Answer): boolean =>
  /^[^\n]*(?:#|\/\/)\s*\S+\s+\S+/.test(answer.turns[turn - 1]?.text.slice(end, end + 200) ?? '');

const isNotAside = ({ code }: { readonly code: string }): boolean => {
  const match = firstMatch(DROPS, code);
  return (
    match !== null &&
    !CLEANING.test(code.slice(Math.max(0, match.index - 120), match.index + match[0].length))
  );
};

const TALKS =
  /\b(?:httpx|requests|aiohttp|axios|urllib|boto3|s3|smtplib|kafka|redis|rdb)\b\.\w+|\bfetch\(|\bopen\(|\bhttp\.(?:Get|Post|NewRequest|Do)\(|\bclient\.(?:get|post|put|send|publish|Do)\(|\bRestTemplate\b|\bWebClient\b|\bos\.(?:Open|ReadFile|Create)\(|\bfs\.\w+\(/;

function falliblePlaces(answer: Answer): Evidence[] {
  const inRoutines = routinesIn(answer).filter(
    (routine) => queriesOf(routine).length > 0 || matches(TALKS, routine.own),
  );
  return [
    ...inRoutines.map(({ span }) => ({ ...span, end: Math.min(span.end, span.start + 200) })),
    ...(inRoutines.length > 0 ? [] : codePlaces(answer, TALKS, ['implementation']).map(({ span }) => span)),
  ].map((span) => evidenceAt(span, 'can fail, and nothing handles it'));
}
