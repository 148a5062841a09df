import type { LinePlace } from './line-places.ts';

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

const slotOf = (line: TrialLines, trial: number): number => 2 * trial + (line === 'trial' ? 0 : 1);
