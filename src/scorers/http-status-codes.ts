import type { Scorer } from './scorer.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { isFailure, isSuccess, statusesIn, type Status } from '../answers/http/statuses.ts';
import { broken, evidenceAt, kept, listed, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the answer gives for its endpoints a specific success status and at least one specific 4xx or 5xx, in code,
 * tests or text; for a middleware its own refusal is enough. Not applicable without HTTP endpoint or middleware.
 */
export const httpStatusCodes: Scorer = {
  id: 'http-status-codes',
  version: 2,
  score(answer) {
    const offered = httpInterface(answer);
    if (offered.kind === 'none')
      return notApplicable('The answer offers no HTTP endpoint and no middleware.');
    const statuses = statusesIn(answer).filter(({ operational }) => !operational);
    const failures = statuses.filter(isFailure);
    const successes = statuses.filter(isSuccess);
    const evidence = [...firstOfEach(successes), ...firstOfEach(failures)];
    if (offered.kind === 'middleware') {
      if (failures.length > 0)
        return kept(`The middleware refuses with ${codesOf(failures)}.`, firstOfEach(failures));
      return broken(
        'The middleware gives no specific status for a refused request.',
        offered.middleware.slice(0, 1).map((span) => evidenceAt(span, 'the middleware')),
      );
    }
    if (successes.length > 0 && failures.length > 0)
      return kept(
        `It gives ${codesOf(successes)} for success and ${codesOf(failures)} for failures.`,
        evidence,
      );
    const endpoint = offered.endpoints.slice(0, 1).map((span) => evidenceAt(span, 'the first endpoint'));
    if (failures.length > 0)
      return broken(`It gives ${codesOf(failures)} for failures, but no specific success status.`, [
        ...endpoint,
        ...evidence,
      ]);
    if (successes.length > 0)
      return broken(`It gives ${codesOf(successes)} for success, but no specific 4xx or 5xx.`, [
        ...endpoint,
        ...evidence,
      ]);
    return broken('It gives no specific status code for its endpoints.', endpoint);
  },
};

const codesOf = (statuses: readonly Status[]): string =>
  listed([...new Set(statuses.map(({ code }) => String(code)))].sort().slice(0, 8));

function firstOfEach(statuses: readonly Status[]) {
  const firsts = new Map(statuses.toReversed().map((status) => [status.code, status]));
  return [...firsts.values()].toReversed().map((status) => evidenceAt(status, `status ${status.code}`));
}
