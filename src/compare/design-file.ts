import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../input/user-error.ts';
import { runFolders } from '../runs/run-folders.ts';

const FILE = 'comparison.json';

const designFile = z.object({
  format: z.literal(1),
  a: z.string(),
  b: z.string(),
  seed: z.string(),
  slots: z.int().positive(),
  /** Planned looks; the usual ten by default. */
  looks: z.int().positive().optional(),
  /** Slots at most, where a rerun went on beyond the planned ones. */
  budget: z.int().positive().optional(),
  failFast: z.boolean(),
  alpha: z.number().optional(),
  clearAlpha: z.number().optional(),
  margin: z.number().optional(),
  overallMargin: z.number().optional(),
  family: z.array(z.string()).optional(),
  /** SHA-256 over all of the above and the prompts, tasks and promises. */
  hash: z.string(),
});

/** What a live comparison fixed before its first call; stands beside the run file. */
export type DesignFile = z.output<typeof designFile>;

/** Writes the design of a live comparison into its run folder. */
export async function writeDesign(folder: string, design: DesignFile): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify(design, null, 2)}\n`);
}

/**
 * The design of the live comparison that a run folder holds, or undefined if the run was none.
 * @throws {UserError} if the file is damaged.
 */
export async function readDesign(folder: string): Promise<DesignFile | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return designFile.parse(JSON.parse(text));
  } catch (error) {
    throw UserError.at(
      join(folder, FILE),
      'is not what this version of Vouch writes; the run can still be reported',
      { cause: error },
    );
  }
}

/**
 * The slots over which the looks of a pair were planned when it was first compared; undefined if it never was. A rerun keeps
 * them: planning the looks anew would test the all-clear again.
 */
export async function firstPlannedSlots(output: string, seed: string): Promise<number | undefined> {
  for (const folder of await runFolders(output)) {
    const design = await readDesign(folder).catch(() => undefined);
    if (design?.seed === seed) return design.slots;
  }
  return undefined;
}
