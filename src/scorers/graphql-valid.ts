import type { Scorer } from './scorer.ts';
import { schemaFaults, schemaTexts } from '../answers/http/graphql-schema.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if all GraphQL SDL of the answer parses and builds one schema without errors; pieces may be spread over several
 * blocks, may extend root types that exist already, and may use directives of the server. Not applicable without SDL.
 */
export const graphqlValid: Scorer = {
  id: 'graphql-valid',
  version: 1,
  score(answer) {
    const texts = schemaTexts(answer);
    if (texts.length === 0) return notApplicable('The answer holds no GraphQL schema.');
    const faults = schemaFaults(texts);
    const [first] = faults;
    if (first !== undefined)
      return broken(
        `The GraphQL schema is not valid: ${first.why.replace(/\.$/, '')}.`,
        faults.map(({ span, why }) => evidenceAt(span, why)),
      );
    return kept(
      'The GraphQL schema is valid.',
      texts.map(({ span }) => evidenceAt(span, 'a valid GraphQL schema')),
    );
  },
};
