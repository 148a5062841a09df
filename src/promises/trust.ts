import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf, UserError } from '../input/user-error.ts';

const share = z.object({ agree: z.int().min(0), of: z.int().min(0) });

/** How far the scorer of one promise was found to agree with labels. */
export const trustSchema = z.object({
  /** Id and version of the scorer that was measured. */
  scorer: z.string(),
  /** Labels it was compared with, those that the promise does not apply to included. */
  labels: z.int().min(0),
  /** Share of all labels that it agrees with. */
  agreement: z.number().min(0).max(1),
  /** Cohen's kappa of kept against broken; null where one side is empty. */
  kappa: z.number().min(-1).max(1).nullable(),
  /** Labelled kept, and found kept. */
  kept: share,
  /** Labelled broken, and found broken. */
  broken: share,
});

/** How far one scorer can be believed. */
export type Trust = z.output<typeof trustSchema>;

const fileSchema = z.object({ format: z.literal(1), promises: z.record(z.string(), trustSchema) });

/** The file beside a catalogue in which `vouch calibrate --write` keeps what it measured. */
export function trustPath(cataloguePath: string): string {
  return cataloguePath.replace(/(?:\.ya?ml)?$/, '.calibration.json');
}

/**
 * What is known of the scorers of a catalogue, by promise id; empty if nothing was measured.
 * @throws {UserError} if the file is there and damaged.
 */
export async function loadTrust(cataloguePath: string): Promise<ReadonlyMap<string, Trust>> {
  const path = trustPath(cataloguePath);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw UserError.at(path, `cannot be read (${messageOf(error)})`, { cause: error });
  });
  if (text === undefined) return new Map();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw UserError.at(
      path,
      `not valid JSON (${messageOf(error)}); write it anew with \`vouch calibrate --write\``,
      { cause: error },
    );
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return new Map(Object.entries(parsed.data.promises));
  const issue = parsed.error.issues[0];
  throw UserError.at(
    path,
    `${issue?.path.join('.')}: ${issue?.message}; write it anew with \`vouch calibrate --write\``,
  );
}

/** Writes what was measured, one line a promise, so that a change of a scorer shows in a diff. */
export async function writeTrust(cataloguePath: string, trust: ReadonlyMap<string, Trust>): Promise<string> {
  const path = trustPath(cataloguePath);
  const lines = [...trust].map(([id, found]) => `    ${JSON.stringify(id)}: ${JSON.stringify(found)}`);
  await writeFile(path, `{\n  "format": 1,\n  "promises": {\n${lines.join(',\n')}\n  }\n}\n`);
  return path;
}
