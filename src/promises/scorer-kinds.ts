import { z } from 'zod';
import { compilePattern } from './pattern.ts';
import { messageOf } from '../input/user-error.ts';

/** A regular expression as text; compiled when the catalogue is loaded. */
export const patternSchema = z
  .string()
  .min(1)
  .transform((source, context) => {
    try {
      return compilePattern(source);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `not a usable regular expression: ${messageOf(error)}`,
        input: source,
      });
      return z.NEVER;
    }
  });

const turn = z.enum(['first', 'last', 'any']).default('any').describe('Which assistant turn is judged.');
const means = z.enum(['kept', 'broken']).default('kept').describe('What finding it means for the promise.');

/**
 * The kinds of scorer that a catalogue can define besides naming a built-in one. A new kind is a new entry here; its key
 * is what the catalogue writes.
 */
const KINDS = {
  regex: z.strictObject({
    pattern: patternSchema.describe('A regular expression, whatever the case of letters.'),
    in: z.enum(['answer', 'code', 'prose']).default('answer'),
    turn,
    means,
  }),
  section: z.strictObject({
    title: patternSchema.describe('A regular expression for the heading, whatever the case of letters.'),
    turn,
    means,
  }),
  'ast-grep': z.strictObject({ language: z.string().min(1), rule: z.record(z.string(), z.unknown()), means }),
  'json-schema': z.record(z.string(), z.unknown()),
  promptfoo: z.looseObject({ type: z.string().min(1) }),
  rubric: z.string().min(1),
  file: z.string().min(1),
} as const;

type Kinds = typeof KINDS;

/** A scorer that the catalogue itself defines: which kind, and with what. */
export type DefinedScorer = {
  [Kind in keyof Kinds]: { readonly kind: Kind; readonly with: z.output<Kinds[Kind]> };
}[keyof Kinds];

/** What a catalogue writes for one kind, once read. */
export type KindOf<Kind extends keyof Kinds> = z.output<Kinds[Kind]>;

const EXPECTED = `the id of a built-in scorer, or one of ${Object.keys(KINDS).join(', ')} with its definition`;

const definedSchema = z
  .strictObject(KINDS)
  .partial()
  .transform((definition, context) => {
    const [entry, ...others] = Object.entries(definition).filter(([, value]) => value !== undefined);
    if (entry === undefined || others.length > 0) {
      context.addIssue({ code: 'custom', message: `expected ${EXPECTED}`, input: definition });
      return z.NEVER;
    }
    return { kind: entry[0], with: entry[1] } as DefinedScorer;
  });

/** What `scorer:` of a promise may be. */
export const scorerSchema = z.union([z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), definedSchema], {
  error: (issue) => explainUnion(issue.errors, `expected ${EXPECTED}`),
});

/** The fault of the alternative that was meant: the one whose fault lies deepest in the value. */
export function explainUnion(alternatives: unknown, expected: string): string {
  const faults = (Array.isArray(alternatives) ? alternatives : []).flat() as z.core.$ZodIssue[];
  const fault = faults.find(
    ({ path, code }) => path.length > 0 || code === 'unrecognized_keys' || code === 'custom',
  );
  if (fault === undefined) return expected;
  const place = fault.path.length > 0 ? `${fault.path.map(String).join('.')}: ` : '';
  return `${place}${fault.message}${fault.code === 'custom' || fault.code === 'invalid_union' ? '' : `; ${expected}`}`;
}
