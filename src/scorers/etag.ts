import type { Scorer } from './scorer.ts';
import { endpointsIn, isOperational } from '../answers/http/endpoints.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { codeMentions, remarksOn } from '../answers/mentions.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

const CONDITIONAL =
  /\bETags?\b|\bIf-(?:None-)?Match\b|\b(?:if_none_match|ifNoneMatch|if_match)\b|\bconditional (?:GETs?|requests?)\b/i;

/**
 * Kept if reads can be validated by ETag or a conditional request: in code, in a contract, or in a sentence that does not
 * put it off. Not applicable if the answer defines no REST endpoint that reads a resource; redirects and sockets are none.
 */
export const etag: Scorer = {
  id: 'etag',
  version: 1,
  score(answer) {
    if (httpInterface(answer).kind === 'none') return notApplicable('The answer has no HTTP interface.');
    const found = [...codeMentions(answer, CONDITIONAL), ...remarksOn(answer, CONDITIONAL)];
    if (found.length > 0)
      return kept(
        'Clients can validate what they hold by an ETag.',
        found.map(({ span }) => evidenceAt(span, 'an ETag or a conditional request')),
      );
    const redirects =
      codeMentions(
        answer,
        /\b(?:RedirectResponse|http\.Redirect|StatusFound|StatusMovedPermanently)\b|\.redirect\(|\b30[1278]\b/,
        ['implementation'],
      ).length > 0;
    const reads = endpointsIn(answer).filter(
      ({ method, path, hypothetical, source }) =>
        method === 'GET' &&
        !hypothetical &&
        source !== 'mention' &&
        !isOperational(path) &&
        !/\/(?:ws|socket|stream|events|sse)\b/i.test(path) &&
        !(redirects && /^\/[{:<][^/]*$/.test(path)),
    );
    if (reads.length === 0)
      return notApplicable('The answer defines no REST endpoint that reads a resource.');
    return broken(
      `\`GET ${reads[0]?.path ?? ''}\` offers no ETag.`,
      reads.map((read) => evidenceAt(read, 'a read without ETag')),
    );
  },
};
