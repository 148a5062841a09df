import { z } from 'zod';
import { catalogueSchema } from '../promises/catalogue.ts';
import { suiteSchema } from './suite.ts';

/** The JSON Schemas that editors check suites and catalogues with, by file name under `evals/schema/`. */
export function jsonSchemas(): Record<string, object> {
  return {
    'suite.schema.json': schemaOf(suiteSchema, 'A suite of Vouch: what is run, on what, with what.'),
    'promises.schema.json': schemaOf(
      catalogueSchema,
      'A promise catalogue of Vouch: what agents promise and what scores it.',
    ),
  };
}

function schemaOf(schema: z.ZodType, description: string): object {
  return { ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), description };
}
