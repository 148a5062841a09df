import { z } from 'zod';
import { readYaml } from '../input/yaml.ts';
import { explainUnion, patternSchema, scorerSchema } from './scorer-kinds.ts';

const patterns = z
  .union([patternSchema, z.array(patternSchema).min(1)], {
    error: (issue) => explainUnion(issue.errors, 'expected one regular expression, or a list of them'),
  })
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** How a pattern has to be met. */
const HOW = {
  says: patterns.optional().describe('All are found in one statement, none of them negated.'),
  never: patterns
    .optional()
    .describe('All are found in one statement, at least one of them negated: "never log secrets".'),
  either: patterns
    .optional()
    .describe('All are found in one statement, negated or not: "avoid N+1", "N+1 prevention".'),
  shows: patterns.optional().describe('All are found in one code block of the prompt.'),
  lists: patterns.optional().describe('At least four fifths are found in the items of one list.'),
};

const EXPECTED_STATED = `expected a regular expression, or one of ${Object.keys(HOW).join(', ')} with its patterns`;

const statedObject = z
  .strictObject({
    ...HOW,
    under: patternSchema.optional().describe('Found in a heading or lead-in above the statement.'),
    unless: patternSchema.optional().describe('Not found in the statement.'),
  })
  .transform(({ under, unless, ...how }, context): StatedPattern => {
    const given = Object.entries(how).filter(([, all]) => all !== undefined);
    const [only] = given;
    if (only?.[1] === undefined || given.length > 1) {
      context.addIssue({ code: 'custom', message: EXPECTED_STATED, input: how });
      return z.NEVER;
    }
    return { how: only[0] as StatedPattern['how'], all: only[1], under, unless };
  });

const statedText = patternSchema.transform((pattern): StatedPattern => ({
  how: 'says',
  all: [pattern],
  under: undefined,
  unless: undefined,
}));

const stated = z.union([statedText, statedObject], {
  error: (issue) => explainUnion(issue.errors, EXPECTED_STATED),
});

/** One way in which prompts state a promise. */
export interface StatedPattern {
  readonly how: keyof typeof HOW;
  readonly all: readonly RegExp[];
  readonly under: RegExp | undefined;
  readonly unless: RegExp | undefined;
}

const oneOrMore = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
    error: 'expected one value, or a list of values',
  })
  .transform((value): string[] => (typeof value === 'string' ? [value] : value));

const promise = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters and digits with hyphens between words'),
  title: z.string().min(1).describe('What is promised, as a short sentence.'),
  about: z.string().min(1).optional().describe('When the promise is kept, for people and judges.'),
  stated: z
    .array(stated)
    .min(1)
    .describe('Patterns that find the promise in a prompt, whatever the case of letters; one is enough.'),
  applies: z
    .record(z.string(), oneOrMore)
    .optional()
    .describe('Only tasks whose column has one of these values.'),
  scorer: scorerSchema
    .optional()
    .describe('What scores it; without one the promise is known and not scored.'),
  rubric: z
    .string()
    .min(1)
    .optional()
    .describe('How a judge decides instead of the scorer, in suites whose `judge.prefer` names the promise.'),
  params: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('What the scorer may look at besides the answer.'),
  severity: z.enum(['block', 'warn', 'info']).default('warn'),
});

/** What a promise catalogue may say; unknown keys are errors. The source of the JSON Schema for editors. */
export const catalogueSchema = z.strictObject({
  promises: z
    .array(promise)
    .min(1)
    .superRefine((promises, context) => {
      const seen = new Set<string>();
      for (const [index, { id, scorer, rubric }] of promises.entries()) {
        if (rubric !== undefined && typeof scorer !== 'string') {
          const message =
            'a rubric beside the scorer needs the id of a built-in scorer; expected `scorer: { rubric: … }`';
          context.addIssue({ code: 'custom', path: [index, 'rubric'], message, input: rubric });
        }
        const message = `a second promise "${id}"; expected another id`;
        if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message, input: id });
        seen.add(id);
      }
    }),
});

/** One promise of the catalogue, its patterns compiled. */
export type PromiseDefinition = z.output<typeof promise>;

/** All promises that are known. */
export interface Catalogue {
  /** The path as the user would type it. */
  readonly path: string;
  readonly promises: readonly PromiseDefinition[];
}

/**
 * Reads a promise catalogue.
 * @throws {UserError} naming file, line and key of whatever does not fit, bad regular expressions included.
 */
export async function loadCatalogue(path: string): Promise<Catalogue> {
  const { promises } = await readYaml(path, catalogueSchema);
  return { path, promises };
}
