import type { TrialLine } from '../../runs/format.ts';
import type { PageEffort } from './page-data.ts';

const MOST_LATENCIES = 1000;

/** Collects what the report does not count of one agent's answers. */
export class EffortTally {
  private counted = 0;
  private readonly latencies: number[] = [];

  add(trial: TrialLine): void {
    for (const turn of trial.turns) {
      if (turn.attempts !== undefined && turn.attempts > 0) this.counted++;
      if (turn.latencyMs !== undefined) this.latencies.push(turn.latencyMs);
    }
  }

  totals(): PageEffort {
    const sorted = this.latencies.sort((a, b) => a - b);
    const count = Math.min(sorted.length, MOST_LATENCIES);
    const latencies =
      count < MOST_LATENCIES
        ? sorted
        : Array.from(
            { length: count },
            (_, at) => sorted[Math.round((at * (sorted.length - 1)) / (count - 1))] ?? 0,
          );
    return { counted: this.counted, latencies };
  }
}
