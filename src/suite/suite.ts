import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readText } from '../input/read.ts';
import { parseYaml } from '../input/yaml.ts';
import { gatePolicySchema } from './gate-policy.ts';

const oneOrMore = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((value) => (typeof value === 'string' ? [value] : value));

const promiseIds = z.array(z.string().min(1)).default([]);

const dollars = z.number().min(0);

/** What a suite file may say; unknown keys are errors. The source of the JSON Schema for editors. */
export const suiteSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .optional()
    .describe('What reports call this suite; the file name without .yaml by default.'),
  agents: oneOrMore.describe('Agent definition files or globs, relative to this file.'),
  datasets: oneOrMore.describe('Task files (CSV, JSONL, YAML) or globs, relative to this file.'),
  promises: z.string().min(1).describe('The promise catalogue, relative to this file.'),
  model: z
    .string()
    .min(1)
    .default('replay')
    .describe(
      'Where answers come from: "replay", "anthropic" (each agent\'s own model), "anthropic:<model>", "openai-compatible:<base URL>#<model>" or "promptfoo:<provider id>".',
    ),
  replay: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of recorded transcripts, relative to this file; for model "replay".'),
  models: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Model aliases to add or replace: alias -> full model id.'),
  defaultModel: z.string().min(1).optional().describe('Model for agents that name none, or "inherit".'),
  params: z
    .strictObject({
      maxTokens: z.int().positive().optional().describe('Upper limit of one answer, in tokens.'),
      temperature: z.number().min(0).max(1).optional(),
    })
    .default({})
    .describe('Sampling parameters; what is not set is left to the provider.'),
  prices: z
    .record(
      z.string(),
      z.strictObject({
        input: dollars,
        output: dollars,
        cacheRead: dollars.optional().describe('As input, if it is not given.'),
        cacheWrite: dollars.optional().describe('As input, if it is not given.'),
      }),
    )
    .default({})
    .describe(
      'Dollars for a million tokens, by full model id, where the built-in price list knows none or another one.',
    ),
  repeats: z.int().min(1).max(1000).default(1).describe('How often each agent gets each task.'),
  concurrency: z
    .int()
    .min(1)
    .max(1000)
    .default(8)
    .describe('Calls to the model that are in flight at the same time, at most.'),
  conversation: z
    .strictObject({
      maxTurns: z.int().min(1).max(3).default(3).describe('Assistant turns a trial may take.'),
    })
    .prefault({})
    .describe('Limits of one conversation.'),
  filter: z
    .record(z.string(), oneOrMore)
    .default({})
    .describe('Only tasks whose column has one of these values, for example kind: [endpoint, webhook].'),
  perAgent: z
    .record(z.string(), z.strictObject({ add: promiseIds, drop: promiseIds }))
    .default({})
    .describe("Promises to add to, or drop from, what an agent's prompt is found to make."),
  sentinel: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Agent that is never edited: where it drops as well, `vouch report --history` says that the model changed.',
    ),
  judge: z
    .strictObject({
      model: z.string().min(1).describe('The judge: a model alias or a full model id.'),
      votes: z
        .int()
        .min(1)
        .max(15)
        .refine((votes) => votes % 2 === 1, 'expected an odd number of votes')
        .default(3)
        .describe('Votes for each verdict; an odd number.'),
      concurrency: z.int().min(1).max(100).default(4).describe('Votes that are asked for at the same time.'),
      prefer: promiseIds.describe('Promises to judge by their `rubric` although code can score them.'),
    })
    .optional()
    .describe('The model that judges promises with a `rubric`; without it they are unscored.'),
  gate: gatePolicySchema.prefault({}).describe('What `vouch gate` lets pass.'),
});

/** A suite as read, with its paths resolved against the folder of the suite file. */
export interface Suite extends Omit<z.output<typeof suiteSchema>, 'name'> {
  readonly name: string;
  /** The path as the user would type it. */
  readonly path: string;
}

/**
 * Reads a suite file.
 * @throws {UserError} naming file, line and key of whatever does not fit.
 */
export async function loadSuite(path: string): Promise<Suite> {
  return parseSuite(await readText(path), path);
}

/** As `loadSuite`, for text that is at hand. */
export function parseSuite(text: string, path: string): Suite {
  const suite = parseYaml(text, path, suiteSchema);
  const folder = dirname(path);
  const here = (relative: string): string => resolve(folder, relative);
  return {
    ...suite,
    name: suite.name ?? path.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, ''),
    path,
    agents: suite.agents.map(here),
    datasets: suite.datasets.map(here),
    promises: here(suite.promises),
    replay: suite.replay === undefined ? undefined : here(suite.replay),
  };
}
