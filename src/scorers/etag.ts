import type { Scorer } from './scorer.ts';
import { endpointsIn, isOperational, servesNoResource } from '../answers/http/endpoints.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { codeMentions, remarksOn } from '../answers/mentions.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

const CONDITIONAL =
  /\bETags?\b|\bIf-(?:None-)?Match\b|\b(?:if_none_match|ifNoneMatch|if_match)\b|\bconditional (?:GETs?|requests?)\b/i;

/**
 * Kept if what is read can be validated by ETag, or what is changed is checked by a conditional request: in code, in a
 * contract, or in a sentence that does not put it off. Not applicable if the answer defines no REST endpoint that reads or
 * changes a resource; redirects, sockets and the steps of a sign-in are none.
 */
export const etag: Scorer = {
  id: 'etag',
  version: 2,
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
    const resources = endpointsIn(answer).filter(
      ({ method, path, hypothetical, source }) =>
        /^(?:GET|PUT|PATCH)$/.test(method) &&
        !hypothetical &&
        source !== 'mention' &&
        !isOperational(path) &&
        !servesNoResource(path) &&
        !(redirects && /^\/[{:<][^/]*$/.test(path)),
    );
    const [first] = resources;
    if (first === undefined)
      return notApplicable('The answer defines no REST endpoint that reads or changes a resource.');
    return broken(
      `\`${first.method} ${first.path}\` offers no ETag.`,
      resources.map((read) => evidenceAt(read, 'an endpoint without ETag')),
    );
  },
};
