import type { ErrorObject, ValidateFunction } from 'ajv';
import { messageOf, UserError } from '../../input/user-error.ts';
import type { KindOf } from '../../promises/scorer-kinds.ts';
import type { Evidence, Scorer } from '../scorer.ts';
import { broken, evidenceAt, kept, notApplicable } from '../shared/verdicts.ts';
import { jsonBodies } from './json-bodies.ts';
import { withinTime } from './within-time.ts';

/**
 * Looks for a JSON body that fits a JSON Schema (draft 7, or 2019-09 and 2020-12 where `$schema` says so).
 * @throws {UserError} if the schema is not one, or refers to a schema elsewhere.
 */
export async function jsonSchemaScorer(id: string, schema: KindOf<'json-schema'>): Promise<Scorer> {
  const validate = await compile(schema);
  return {
    id,
    version: 1,
    truncated: 'kept-if-found',
    score(answer) {
      const bodies = jsonBodies(answer);
      if (bodies.length === 0) return notApplicable('The answer shows no JSON body.');
      const misfits: Evidence[] = [];
      for (const { span, value } of bodies) {
        const fault = value === undefined ? 'it is not JSON' : withinTime(() => faultOf(validate, value));
        if (fault === undefined)
          return kept('A JSON body fits the schema.', [evidenceAt(span, 'This body fits the schema.')]);
        misfits.push(evidenceAt(span, `This body does not fit: ${fault}.`));
      }
      const which =
        misfits.length === 1 ? 'The JSON body does' : `None of the ${misfits.length} JSON bodies does`;
      return broken(`${which}${misfits.length === 1 ? ' not' : ''} fit the schema.`, misfits);
    },
  };
}

async function compile(schema: KindOf<'json-schema'>): Promise<ValidateFunction> {
  const draft = typeof schema['$schema'] === 'string' ? schema['$schema'] : '';
  const options = { strict: false, logger: false, allErrors: false } as const;
  try {
    if (/2020-12/.test(draft)) return new (await import('ajv/dist/2020.js')).Ajv2020(options).compile(schema);
    if (/2019-09/.test(draft)) return new (await import('ajv/dist/2019.js')).Ajv2019(options).compile(schema);
    return new (await import('ajv')).Ajv(options).compile(schema);
  } catch (error) {
    throw new UserError(`json-schema cannot use this schema: ${messageOf(error)}`, { cause: error });
  }
}

function faultOf(validate: ValidateFunction, value: unknown): string | undefined {
  if (validate(value)) return undefined;
  const error: ErrorObject | undefined = validate.errors?.[0];
  const place = error?.instancePath ? `${error.instancePath} ` : 'it ';
  return `${place}${error?.message ?? 'is not valid'}`;
}
