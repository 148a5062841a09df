import { z } from 'zod';

const severity = z.enum(['block', 'warn', 'info']);

/** What `gate:` of a suite may say. */
export const gatePolicySchema = z.strictObject({
  alpha: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe(
      'Chance that the whole gate fails though nothing changed, and that a promise is cleared though it dropped by the margin.',
    ),
  margin: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1)
    .describe('Drop of one promise that must not pass: 0.1 is 10 of 100 answers.'),
  overallMargin: z.number().gt(0).lt(1).default(0.05).describe('The same for the mean over promises.'),
  severity: z
    .record(z.string(), severity)
    .default({})
    .describe("Promise -> block, warn or info, instead of the catalogue's. Only blocking promises decide."),
  floors: z
    .record(z.string(), z.number().gt(0).max(1))
    .default({})
    .describe('Promise -> share of answers that must keep it, whatever the base did.'),
  undecided: z
    .enum(['fail', 'warn', 'pass'])
    .default('fail')
    .describe('What a gate that cannot decide does: exit with 3, or with 0 with or without a warning.'),
  waived: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Blocking promises that may be withdrawn, never apply, or be judged in another way than before.',
    ),
});

/** What a suite asks of its gate. */
export type GatePolicy = z.output<typeof gatePolicySchema>;
