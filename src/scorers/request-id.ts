import type { Scorer } from './scorer.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { codeMentions, remarksOn } from '../answers/mentions.ts';
import { TRACE_ID } from './shared/trace-ids.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if requests carry an id to trace them by (request, correlation or trace id): in code, in a header or body that is
 * shown, or in a sentence that does not put it off. Not applicable without an HTTP or GraphQL interface.
 */
export const requestId: Scorer = {
  id: 'request-id',
  version: 2,
  score(answer) {
    const offered = httpInterface(answer);
    if (offered.kind === 'none') return notApplicable('The answer has no HTTP or GraphQL interface.');
    const found = [...codeMentions(answer, TRACE_ID), ...remarksOn(answer, TRACE_ID)];
    const [first] = found;
    if (first === undefined)
      return broken(
        'No request is given an id to trace it by.',
        offered.endpoints.slice(0, 1).map((span) => evidenceAt(span, 'an endpoint')),
      );
    return kept(
      `Requests are traced by \`${first.text}\`.`,
      found.map(({ span }) => evidenceAt(span, 'an id to trace a request by')),
    );
  },
};
