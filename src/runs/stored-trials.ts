import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../input/user-error.ts';
import { checkedHeads, lineIn } from './checked-lines.ts';
import type { EndedLine, RunHeader, ScoredLine, ScoringLine, TrialLine } from './format.ts';
import { RUN_FILE } from './journal.ts';
import type { LineHead } from './line-heads.ts';
import { type LinePlace, readPlaces } from './line-places.ts';
import type { TrialPlace } from './trial-grid.ts';
import { NamedTrialPlaces } from './trial-places.ts';

/** A scoring of a run: its own, or one that was added. */
export type StoredScoring = RunHeader | ScoringLine;

/** The last verdicts of a trial, and the scoring that they belong to. */
export interface StoredVerdicts {
  readonly scoring: StoredScoring;
  readonly scored: ScoredLine;
}

/** A run as it is scored again: every trial in the order of the file, and its last verdicts. Holds less than a hundred bytes a trial. */
export class StoredTrials implements Disposable {
  /** All lines that are about no single trial, in their order: first the header. */
  readonly others: (LinePlace & { readonly line: StoredScoring | EndedLine })[] = [];
  private readonly path: string;
  private file: number | undefined;
  private readonly scorings: { readonly line: StoredScoring; readonly start: number }[] = [];
  private readonly trialPlaces: LinePlace[] = [];
  private readonly lastScored: NamedTrialPlaces;

  private constructor(path: string, header: RunHeader) {
    this.path = path;
    this.lastScored = new NamedTrialPlaces(header);
  }

  /**
   * Finds out where everything stands, without reading conversations.
   * @throws {UserError} if the run file is damaged.
   */
  static async find(folder: string): Promise<StoredTrials> {
    const path = join(folder, RUN_FILE);
    let found: StoredTrials | undefined;
    for await (const head of checkedHeads(path)) {
      if (head.type === 'run') found ??= new StoredTrials(path, head.line);
      found?.add(head);
    }
    if (!found) throw UserError.at(folder, 'the run file has no run header');
    return found;
  }

  private add(head: LineHead): void {
    const { start, length } = head;
    if ('line' in head) {
      this.others.push({ line: head.line, start, length });
      if (head.line.type !== 'ended') this.scorings.push({ line: head.line, start });
    } else if (head.type === 'trial') {
      this.trialPlaces.push({ start, length });
    } else {
      this.lastScored.set('scored', head.place, { start, length });
    }
  }

  /** @throws {UserError} if the file was damaged. */
  async *trials(): AsyncGenerator<{ readonly trial: TrialLine; readonly place: LinePlace }, void, undefined> {
    let at = 0;
    for await (const text of readPlaces(this.path, this.trialPlaces)) {
      const place = this.trialPlaces[at++]!;
      yield { trial: lineIn(text, 'trial', place, this.path), place };
    }
  }

  /** @throws {UserError} if the file was damaged. */
  verdictsOf(trial: TrialPlace): StoredVerdicts | undefined {
    const place = this.lastScored.get('scored', trial);
    if (!place) return undefined;
    const bytes = Buffer.alloc(place.length);
    // Copying some kilobytes from the operating system costs less than handing that to another thread.
    readSync((this.file ??= openSync(this.path, 'r')), bytes, 0, bytes.length, place.start);
    const scored = lineIn(bytes.toString('utf8'), 'scored', place, this.path);
    return { scoring: this.scorings.findLast(({ start }) => start < place.start)!.line, scored };
  }

  [Symbol.dispose](): void {
    if (this.file !== undefined) closeSync(this.file);
  }
}
