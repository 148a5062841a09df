import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../input/user-error.ts';
import { parseJson } from '../input/json.ts';
import { readChunks } from '../input/read.ts';
import { RUN_FORMAT, type RunHeader, type RunLine, lineChecks } from './format.ts';
import { RUN_FILE } from './journal.ts';
import { LineCutter } from './line-cutter.ts';
import { placeOf } from './line-heads.ts';
import { type LinePlace, readPlaces } from './line-places.ts';
import { bodyIn, type TrialBody } from './trial-body.ts';
import type { TrialPlace } from './trial-grid.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * The lines of a run, one at a time, the header first. An unfinished last line, as a killed process leaves it, is
 * dropped.
 * @param run a run folder, or its `run.jsonl`.
 * @param wanted trials that it refuses are left out, with their verdicts, where the head of a line tells which one it is about:
 * they are not even parsed.
 * @throws {UserError} if there is no run file, it cannot be read, or a line of it is not what this version writes.
 */
export async function* readRun(
  run: string,
  wanted?: (trial: TrialPlace) => boolean,
): AsyncGenerator<RunLine, void, undefined> {
  const path = run.endsWith('.jsonl') ? run : join(run, RUN_FILE);
  const size = await stat(path).then(
    (stats) => stats.size,
    () => {
      throw UserError.at(run, `no run here (${RUN_FILE} is missing); give a folder under reports/runs`);
    },
  );
  if (size === 0) throw UserError.at(path, 'is empty: the run was stopped before it began');
  let number = 0;
  const cutter = new LineCutter();
  // What is appended while this reads is not read: a scoring appends to the run that it reads.
  for await (const chunk of readChunks(path, { end: size - 1, highWaterMark: CHUNK_BYTES }))
    for (const line of cutter.cut(chunk)) {
      number++;
      const place = wanted && placeOf(line);
      if (!place || wanted(place)) yield parseLine(line.toString('utf8'), number, path);
    }
  const unfinished = cutter.rest.toString('utf8');
  if (unfinished !== '' && (number === 0 || parseJson(unfinished) !== undefined))
    yield parseLine(unfinished, number + 1, path);
}

/**
 * What lines that this process wrote to a run say of their trials, by their places in the order of the file: it is not checked
 * again.
 * @throws {UserError} if another program has changed the file.
 */
export async function* readOwnBodies(
  run: string,
  places: readonly LinePlace[],
): AsyncGenerator<TrialBody, void, undefined> {
  const path = join(run, RUN_FILE);
  try {
    for await (const text of readPlaces(path, places)) yield bodyIn(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw UserError.at(path, 'was changed by another program', { cause: error });
  }
}

/**
 * The first line of a run.
 * @throws {UserError} as `readRun` does, and if the run has no header.
 */
export async function readHeader(run: string): Promise<RunHeader> {
  for await (const line of readRun(run)) {
    if (line.type === 'run') return line;
    break;
  }
  throw UserError.at(run, 'the run file does not begin with a run header');
}

function parseLine(text: string, number: number, path: string): RunLine {
  const place = `${path}:${number}`;
  const json = parseJson(text);
  if (json === undefined) throw UserError.at(place, 'not a line of JSON: the run file was damaged');
  const format = json === null ? undefined : (json as { format?: unknown }).format;
  if (number === 1 && format !== RUN_FORMAT) {
    throw UserError.at(
      place,
      `run format ${String(format)}, this version of Vouch reads format ${RUN_FORMAT}`,
    );
  }
  const parsed = lineChecks.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw UserError.at(place, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unexpected content'}`);
}
