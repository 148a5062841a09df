import type { Scorer } from './scorer.ts';
import { openapiBlocks, openapiFaults } from './shared/openapi.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if every OpenAPI 3 document and excerpt in the answer is valid: YAML or JSON without errors, every part of the
 * required structure, references and security schemes that lead somewhere, path parameters declared. An excerpt without
 * `openapi:` need not be complete; Swagger 2 is checked for its syntax only. Not applicable if the answer holds no OpenAPI.
 */
export const openapiValid: Scorer = {
  id: 'openapi-valid',
  version: 1,
  score(answer) {
    const blocks = openapiBlocks(answer);
    if (blocks.length === 0) return notApplicable('The answer holds no OpenAPI document.');
    const faults = blocks.flatMap(openapiFaults);
    const [first] = faults;
    if (first !== undefined)
      return broken(
        `The OpenAPI document is not valid: ${first.why}.`,
        faults.map(({ span, why }) => evidenceAt(span, why)),
      );
    return kept(
      'The OpenAPI document is valid.',
      blocks.map(({ span }) => evidenceAt(span, 'a valid OpenAPI document')),
    );
  },
};
