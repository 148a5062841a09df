import type { Scorer } from './scorer.ts';
import { openapiBlocks, openapiFaults } from './shared/openapi.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if every OpenAPI document and excerpt in the answer is valid: YAML or JSON without errors, the structure that the
 * published schema of its version asks for (3.0 to 3.2, Swagger 2), references and security schemes that lead somewhere,
 * path parameters declared. An excerpt without `openapi:` need not be complete and has to fit 3.0 or 3.1. Not applicable
 * if the answer holds no OpenAPI.
 */
export const openapiValid: Scorer = {
  id: 'openapi-valid',
  version: 2,
  async score(answer) {
    const blocks = openapiBlocks(answer);
    if (blocks.length === 0) return notApplicable('The answer holds no OpenAPI document.');
    const faults = (await Promise.all(blocks.map(openapiFaults))).flat();
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
