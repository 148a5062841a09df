import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { asTyped } from '../../input/globs.ts';
import { readText } from '../../input/read.ts';
import { messageOf, UserError } from '../../input/user-error.ts';
import type { Answer } from '../../answers/answer.ts';
import type { Scorer, ScorerContext, Verdict } from '../scorer.ts';
import { broken, kept } from '../shared/verdicts.ts';

/** What the default export of a user's scorer file is called as. */
type UserScorer = (answer: Answer, context: ScorerContext) => unknown;

/**
 * A scorer that the user wrote: the default export of a module, called with the parsed answer and the context. It runs as
 * the user's own code; what it throws makes its verdicts unscored.
 * @param named a path relative to the catalogue, with or without `file://`.
 * @throws {UserError} if there is no such file, it cannot be imported, or its default export is no function.
 */
export async function fileScorer(id: string, named: string, cataloguePath: string): Promise<Scorer> {
  const path = scorerPath(named, cataloguePath);
  const shown = asTyped(path);
  await readText(path);
  const userScorer = await importDefault(path, shown);
  return {
    id,
    version: 1,
    inMainThread: true,
    async score(answer, context) {
      return readVerdict(await userScorer(answer, context), shown);
    },
  };
}

/** The text of a scorer file, which is what its verdicts hang on. */
export async function fileSource(named: string, cataloguePath: string): Promise<string> {
  return readText(scorerPath(named, cataloguePath));
}

function scorerPath(named: string, cataloguePath: string): string {
  if (/^file:\/\/\//.test(named)) return fileURLToPath(named);
  return resolve(dirname(cataloguePath), named.replace(/^file:(?:\/\/)?/, ''));
}

async function importDefault(path: string, shown: string): Promise<UserScorer> {
  let found: { readonly default?: unknown };
  try {
    found = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (error) {
    throw UserError.at(shown, `cannot be imported: ${messageOf(error)}`, { cause: error });
  }
  if (typeof found.default !== 'function') {
    throw UserError.at(
      shown,
      `found ${found.default === undefined ? 'no default export' : `a default export of type ${typeof found.default}`}, expected a function: export default (answer, context) => …`,
    );
  }
  return found.default as UserScorer;
}

const verdictSchema = z.object({
  verdict: z.enum(['kept', 'broken', 'not-applicable']),
  why: z.string().min(1),
  evidence: z
    .array(z.object({ turn: z.int().min(1), start: z.int().min(0), end: z.int().min(0), why: z.string() }))
    .default([]),
});

function readVerdict(returned: unknown, shown: string): Verdict {
  if (returned === true) return kept(`${shown} finds the promise kept.`, []);
  if (returned === false) return broken(`${shown} finds the promise broken.`);
  const parsed = verdictSchema.safeParse(returned);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const fault = [issue?.path.join('.'), issue?.message].filter((part) => part).join(': ');
  throw new Error(`${shown} returned neither true, false nor a verdict (${fault})`);
}
