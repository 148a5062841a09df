import type { TrialLine } from '../../runs/format.ts';
import type { PageEffort } from './page-data.ts';

const MOST_LATENCIES = 1000;

/** Adds up what one agent's answers took. */
export class EffortTally {
  private turns = 0;
  private readonly tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  private readonly cost = { known: 0, unknownTurns: 0 };
  private readonly attempts: number[] = [];
  private reused = 0;
  private waitedMs = 0;
  private readonly latencies: number[] = [];

  add(trial: TrialLine): void {
    for (const turn of trial.turns) {
      this.turns++;
      this.tokens.input += turn.usage?.inputTokens ?? 0;
      this.tokens.output += turn.usage?.outputTokens ?? 0;
      this.tokens.cacheRead += turn.usage?.cacheReadTokens ?? 0;
      this.tokens.cacheWrite += turn.usage?.cacheWriteTokens ?? 0;
      if (turn.cost === undefined) this.cost.unknownTurns++;
      else this.cost.known += turn.cost;
      if (turn.attempts !== undefined && turn.attempts > 0) {
        while (this.attempts.length < turn.attempts) this.attempts.push(0);
        this.attempts[turn.attempts - 1]! += 1;
      }
      if (turn.reused) this.reused++;
      this.waitedMs += turn.waitedMs ?? 0;
      if (turn.latencyMs !== undefined) this.latencies.push(turn.latencyMs);
    }
  }

  totals(): PageEffort {
    const { turns, tokens, cost, attempts, reused, waitedMs } = this;
    const sorted = this.latencies.sort((a, b) => a - b);
    const count = Math.min(sorted.length, MOST_LATENCIES);
    const latencies =
      count < MOST_LATENCIES
        ? sorted
        : Array.from(
            { length: count },
            (_, at) => sorted[Math.round((at * (sorted.length - 1)) / (count - 1))] ?? 0,
          );
    return { turns, tokens, cost, attempts, reused, waitedMs, latencies };
  }
}
