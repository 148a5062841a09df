import type { RunHeader } from './format.ts';
import type { LinePlace } from './line-places.ts';
import { TrialGrid, type TrialPlace } from './trial-grid.ts';

/** A trial's conversation, and its verdicts. */
const LINES = { trial: 0, scored: 1 } as const;

/** Where the lines of each trial stand in a run file: 24 bytes a trial. */
export class TrialPlaces {
  private readonly grid: TrialGrid;
  private readonly repeats: number;
  private readonly starts: Float64Array;
  /** 0 for a line that there is not. */
  private readonly lengths: Uint32Array;

  /** @throws {UserError} if the run cannot have so many trials. */
  constructor(header: Pick<RunHeader, 'agents' | 'tasks' | 'repeats'>) {
    this.grid = new TrialGrid(header);
    this.repeats = header.repeats;
    const lines = 2 * this.grid.trialsIn(header.repeats);
    this.starts = new Float64Array(lines);
    this.lengths = new Uint32Array(lines);
  }

  /** Trials that the run does not have are left out. */
  set(line: keyof typeof LINES, trial: TrialPlace, { start, length }: LinePlace): void {
    const at = this.indexOf(line, trial);
    if (at === undefined) return;
    this.starts[at] = start;
    this.lengths[at] = length;
  }

  get(line: keyof typeof LINES, trial: TrialPlace): LinePlace | undefined {
    const at = this.indexOf(line, trial);
    const length = at === undefined ? 0 : (this.lengths[at] ?? 0);
    return at === undefined || length === 0 ? undefined : { start: this.starts[at]!, length };
  }

  /** The places of all lines of the trials that are wanted, in the order of the file. */
  of(isWanted: (trial: TrialPlace) => boolean): LinePlace[] {
    const found: LinePlace[] = [];
    for (let repeat = 1; repeat <= this.repeats; repeat++)
      for (const task of this.grid.tasks.keys())
        for (const agent of this.grid.agents.keys()) {
          const trial = { agent, task, repeat };
          if (!isWanted(trial)) continue;
          for (const line of ['trial', 'scored'] as const) {
            const place = this.get(line, trial);
            if (place) found.push(place);
          }
        }
    return found.sort((a, b) => a.start - b.start);
  }

  private indexOf(line: keyof typeof LINES, trial: TrialPlace): number | undefined {
    const index = this.grid.indexOf(trial);
    return index === undefined ? undefined : 2 * index + LINES[line];
  }
}
