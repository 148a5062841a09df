import { copyFile, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../input/user-error.ts';
import { checkedHeads, lineAt } from './checked-lines.ts';
import type { RunHeader, ScoringLine, TrialLine } from './format.ts';
import { RUN_FILE } from './journal.ts';
import type { LineHead } from './line-heads.ts';
import { TrialGrid, trialId, type TrialPlace } from './trial-grid.ts';
import { TrialPlaces } from './trial-places.ts';

/** How far a run has come. Its size is a few bytes a trial. */
export interface RunState {
  readonly header: RunHeader;
  /** By the last scoring that was begun. */
  readonly scoring: Pick<RunHeader, 'promises'> & Pick<ScoringLine, 'agents'>;
  /** Number of the trial in the order of the run; undefined for a trial that the run does not have. */
  indexOf(place: TrialPlace): number | undefined;
  isAnswered(index: number): boolean;
  isScored(index: number): boolean;
  /** The conversation of an answered trial. */
  trial(index: number): Promise<TrialLine>;
  readonly answered: number;
  readonly scored: number;
  /** Trials without an answer whose error may be gone at another try. */
  readonly retryable: number;
  /** True if the run file says that every trial was tried. */
  readonly hasEnded: boolean;
}

/** Errors that stand: the same call would fail likewise. */
const FINAL_ERRORS: ReadonlySet<string> = new Set(['refused', 'bad-request']);

/** True if another try may give an answer. */
export function isRetryable(errorKind: string | undefined): boolean {
  return errorKind !== undefined && !FINAL_ERRORS.has(errorKind);
}

/** True if work on the run remains: trials to play, to score or to try again, or only to say that it is done. */
export function isUnfinished({ header, answered, scored, retryable, hasEnded }: RunState): boolean {
  return answered < header.trials || scored < answered || retryable > 0 || !hasEnded;
}

/**
 * Reads how far a run has come. An unfinished last line does not count.
 * @throws {UserError} if the run file is damaged.
 */
export async function readRunState(folder: string): Promise<RunState> {
  const path = join(folder, RUN_FILE);
  let state: Counting | undefined;
  for await (const head of checkedHeads(path)) {
    if (head.type === 'run') state = new Counting(path, head.line);
    else if (!state) throw UserError.at(path, 'does not begin with a run header');
    else state.add(head);
  }
  if (!state) throw UserError.at(path, 'is empty: the run was stopped before it began; start it anew');
  return state;
}

/**
 * Takes the trials whose error may be gone at another try out of a run file, with their verdicts. The file is replaced at
 * once or not at all.
 * @throws {UserError} if the new file cannot be written; the old one stays as it is.
 */
export async function dropRetryable(folder: string): Promise<void> {
  const path = join(folder, RUN_FILE);
  const shorter = `${path}.new`;
  const dropped = new Set<string>();
  for await (const head of checkedHeads(path))
    if (head.type === 'trial' && isRetryable(head.errorKind)) dropped.add(trialId(head.place));
  try {
    await copyFile(path, shorter);
    const file = await open(shorter, 'r+');
    try {
      let length = 0;
      for await (const head of checkedHeads(path)) {
        const isDropped = 'place' in head && dropped.has(trialId(head.place));
        if (!isDropped) length = await move(file, head, length);
      }
      await file.truncate(length);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(shorter, path);
  } catch (error) {
    await rm(shorter, { force: true });
    if (error instanceof UserError) throw error;
    throw UserError.at(shorter, `cannot be written (${messageOf(error)}); the run is as it was`, {
      cause: error,
    });
  }
}

/** Moves a line towards the beginning of the file that holds it; the end of where it now stands. */
async function move(file: FileHandle, { start, length }: LineHead, to: number): Promise<number> {
  const withLineBreak = length + 1;
  if (start !== to) {
    const bytes = Buffer.alloc(withLineBreak);
    await file.read(bytes, 0, bytes.length, start);
    await file.write(bytes, 0, bytes.length, to);
  }
  return to + withLineBreak;
}

const MISSING = 0;
const ANSWERED = 1;
const SCORED = 2;

class Counting implements RunState {
  readonly header: RunHeader;
  scoring: RunState['scoring'];
  answered = 0;
  scored = 0;
  retryable = 0;
  hasEnded = false;
  private readonly path: string;
  private readonly grid: TrialGrid;
  private readonly states: Uint8Array;
  private readonly places: TrialPlaces;

  constructor(path: string, header: RunHeader) {
    this.path = path;
    this.header = header;
    this.scoring = header;
    this.grid = new TrialGrid(header);
    const trials = this.grid.trialsIn(header.repeats);
    this.states = new Uint8Array(trials);
    this.places = new TrialPlaces(trials);
  }

  add(head: LineHead): void {
    if (head.type === 'ended') {
      this.hasEnded = head.line.reason === 'whole';
    } else if (head.type === 'scoring') {
      this.scoring = head.line;
      this.scored = 0;
      for (const [index, state] of this.states.entries()) if (state === SCORED) this.states[index] = ANSWERED;
    } else if (head.type === 'trial' || head.type === 'scored') {
      const index = this.indexOf(head.place);
      if (index === undefined) return;
      const was = this.states[index];
      if (head.type === 'trial' && was === MISSING) {
        this.states[index] = ANSWERED;
        this.places.set('trial', index, head);
        this.answered++;
        if (isRetryable(head.errorKind)) this.retryable++;
      } else if (head.type === 'scored' && was === ANSWERED) {
        this.states[index] = SCORED;
        this.scored++;
      }
    }
  }

  indexOf(place: TrialPlace): number | undefined {
    return place.repeat > this.header.repeats ? undefined : this.grid.indexOf(place);
  }

  isAnswered(index: number): boolean {
    return this.states[index] !== MISSING;
  }

  isScored(index: number): boolean {
    return this.states[index] === SCORED;
  }

  async trial(index: number): Promise<TrialLine> {
    const place = this.places.get('trial', index)!;
    await using file = await open(this.path, 'r');
    return await lineAt(file, 'trial', place, this.path);
  }
}
