import type { FileHandle } from 'node:fs/promises';
import { parseJson } from '../input/json.ts';
import { UserError } from '../input/user-error.ts';
import { lineChecks, type RunLine } from './format.ts';
import { type LineHead, lineHeads } from './line-heads.ts';
import { type LinePlace, readPlace } from './line-places.ts';

/**
 * The heads of all whole lines of a run file, and the lines that are about no single trial.
 * @throws {UserError} if a line is not JSON, or such a line is not what this version writes.
 */
export async function* checkedHeads(path: string): AsyncGenerator<LineHead, void, undefined> {
  let number = 1;
  try {
    for await (const head of lineHeads(path)) {
      yield 'line' in head ? checked(head, `${path}:${number}`) : head;
      number++;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw UserError.at(`${path}:${number}`, 'not a line of JSON: the run file was damaged', { cause: error });
  }
}

function checked(head: Extract<LineHead, { line: unknown }>, place: string): LineHead {
  const parsed = lineChecks.safeParse(head.line);
  if (parsed.success) return { ...head, line: parsed.data } as LineHead;
  const named = head.type === 'run' ? 'run header' : 'line of a run';
  throw UserError.at(place, `not a ${named} that this version of Vouch reads`);
}

/**
 * The line that was found at a place of a run file.
 * @throws {UserError} if it is no such line.
 */
export function lineIn<Type extends RunLine['type']>(
  text: string,
  type: Type,
  place: LinePlace,
  path: string,
): Extract<RunLine, { type: Type }> {
  const parsed = lineChecks.safeParse(parseJson(text));
  if (parsed.success && parsed.data.type === type) return parsed.data as Extract<RunLine, { type: Type }>;
  throw UserError.at(path, `no ${type} line stands at byte ${place.start}: the run file was damaged`);
}

/**
 * Reads a line again.
 * @throws {UserError} if no such line stands there any more.
 */
export const lineAt = async <Type extends RunLine['type']>(
  file: FileHandle,
  type: Type,
  place: LinePlace,
  path: string,
): Promise<Extract<RunLine, { type: Type }>> => lineIn(await readPlace(file, place), type, place, path);
