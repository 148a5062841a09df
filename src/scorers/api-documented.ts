import type { Scorer } from './scorer.ts';
import { apiExamplesIn } from '../answers/http/api-examples.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the answer holds an OpenAPI or GraphQL schema, or shows for an endpoint an example of a request or a response.
 * Tests and models in code are no documentation. Not applicable if the answer has no HTTP or GraphQL interface.
 */
export const apiDocumented: Scorer = {
  id: 'api-documented',
  version: 2,
  score(answer) {
    const offered = httpInterface(answer);
    if (offered.kind === 'none') return notApplicable('The answer has no HTTP or GraphQL interface.');
    const examples = apiExamplesIn(answer);
    const schemas = examples.filter(({ kind }) => kind !== 'example');
    const evidence = [...schemas, ...examples.filter(({ kind }) => kind === 'example')].map(
      ({ span, what }) => evidenceAt(span, what),
    );
    const [first] = evidence;
    if (first !== undefined) return kept(`The API is documented by ${first.why}.`, evidence);
    const undocumented = offered.endpoints
      .slice(0, 3)
      .map((endpoint) => evidenceAt(endpoint, 'an endpoint without an example'));
    return broken('There is neither an API schema nor an example of a request or a response.', undocumented);
  },
};
