import type { RunHeader } from './format.ts';
import type { LinePlace } from './line-places.ts';
import { TrialGrid, type TrialPlace } from './trial-grid.ts';

/** A trial's conversation, and its verdicts. */
export const TRIAL_LINES = ['trial', 'scored'] as const;
type TrialLines = (typeof TRIAL_LINES)[number];

/** Where the lines of each trial stand in a run file, by the number of the trial in the order of the run: 24 bytes a trial. */
export class TrialPlaces {
  private readonly starts: Float64Array;
  /** 0 for a line that there is not. */
  private readonly lengths: Uint32Array;

  constructor(trials: number) {
    this.starts = new Float64Array(2 * trials);
    this.lengths = new Uint32Array(2 * trials);
  }

  set(line: TrialLines, trial: number, { start, length }: LinePlace): void {
    const at = slotOf(line, trial);
    this.starts[at] = start;
    this.lengths[at] = length;
  }

  get(line: TrialLines, trial: number): LinePlace | undefined {
    const at = slotOf(line, trial);
    const length = this.lengths[at] ?? 0;
    return length === 0 ? undefined : { start: this.starts[at]!, length };
  }

  /** The places of all lines of these trials, in the order of the file. */
  of(trials: Iterable<number>): LinePlace[] {
    const found: LinePlace[] = [];
    for (const trial of trials)
      for (const line of TRIAL_LINES) {
        const place = this.get(line, trial);
        if (place) found.push(place);
      }
    return found.sort((a, b) => a.start - b.start);
  }
}

/** As `TrialPlaces`, for trials by their names; those that the run does not have are left out. */
export class NamedTrialPlaces {
  private readonly grid: TrialGrid;
  private readonly places: TrialPlaces;

  /** @throws {UserError} if the run cannot have so many trials. */
  constructor(header: Pick<RunHeader, 'agents' | 'tasks' | 'repeats'>) {
    this.grid = new TrialGrid(header);
    this.places = new TrialPlaces(this.grid.trialsIn(header.repeats));
  }

  set(line: TrialLines, trial: TrialPlace, place: LinePlace): void {
    const number = this.grid.indexOf(trial);
    if (number !== undefined) this.places.set(line, number, place);
  }

  get(line: TrialLines, trial: TrialPlace): LinePlace | undefined {
    const number = this.grid.indexOf(trial);
    return number === undefined ? undefined : this.places.get(line, number);
  }

  /** The places of all lines of these trials, in the order of the file. */
  of(trials: readonly TrialPlace[]): LinePlace[] {
    return this.places.of(trials.flatMap((trial) => this.grid.indexOf(trial) ?? []));
  }
}

const slotOf = (line: TrialLines, trial: number): number => 2 * trial + (line === 'trial' ? 0 : 1);
