import type { StoredTurn, TrialLine } from '../runs/format.ts';
import { Quantiles } from '../stats/quantiles.ts';
import type { JudgingTally } from './judging.ts';

/** What some answers or verdicts cost. */
export interface Costs {
  /** Answers or verdicts, of known price or not. */
  readonly count: number;
  /** Dollars of those whose price is known. */
  readonly dollars: number;
  /** Those of unknown price, which `dollars` leaves out. */
  readonly unpriced: number;
}

/** What the trials of a run, or of one variant of it, took. Plain JSON. */
export interface RunUsage {
  readonly turns: number;
  readonly tokens: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead: number;
    readonly cacheWrite: number;
  };
  /** Cache reads among all input tokens; null where no tokens are known. */
  readonly cacheReadShare: number | null;
  /** Answers that this run paid for. */
  readonly paid: Costs;
  /** Answers that an earlier run had paid for. */
  readonly reused: Costs;
  /** Verdicts of judge models. */
  readonly judge: Costs;
  /** Dollars of a trial on average, whoever paid, over the trials all of whose answers have a price; null where none has. */
  readonly costPerTrial: { readonly mean: number | null; readonly trials: number; readonly unpriced: number };
  /** Milliseconds of an answer, within 2 %; null where not one was measured. */
  readonly latency: {
    readonly turns: number;
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
  } | null;
  readonly retries: {
    /** Answers that took more than one call, and the calls beyond the first. */
    readonly turns: number;
    readonly calls: number;
    /** Time spent waiting on limits and between calls, over all answers, in milliseconds. */
    readonly waitedMs: number;
  };
}

/** Adds up what trials took, in memory that does not grow with their number. */
export class UsageTally {
  private turns = 0;
  private readonly tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  private readonly paid = noCosts();
  private readonly reused = noCosts();
  private readonly perTrial = { dollars: 0, trials: 0, unpriced: 0 };
  private readonly latency = new Quantiles();
  private readonly retries = { turns: 0, calls: 0, waitedMs: 0 };

  addTrial({ turns, error }: TrialLine): void {
    for (const turn of turns) this.addTurn(turn);
    // A refusal is paid for.
    const priced = error?.usage || error?.cost !== undefined ? [...turns, error] : turns;
    if (priced.length > turns.length) this.addCall(error ?? {});
    if (priced.length === 0) return;
    if (priced.some(({ cost }) => cost === undefined)) this.perTrial.unpriced++;
    else {
      this.perTrial.trials++;
      this.perTrial.dollars += priced.reduce((sum, { cost = 0 }) => sum + cost, 0);
    }
  }

  private addCall({ usage, cost, reused }: Pick<StoredTurn, 'usage' | 'cost' | 'reused'>): void {
    this.tokens.input += usage?.inputTokens ?? 0;
    this.tokens.output += usage?.outputTokens ?? 0;
    this.tokens.cacheRead += usage?.cacheReadTokens ?? 0;
    this.tokens.cacheWrite += usage?.cacheWriteTokens ?? 0;
    spend(reused ? this.reused : this.paid, cost);
  }

  private addTurn(turn: StoredTurn): void {
    const { latencyMs, attempts = 1, waitedMs = 0 } = turn;
    this.turns++;
    this.addCall(turn);
    if (latencyMs !== undefined) this.latency.add(Math.max(0, latencyMs));
    if (attempts > 1) {
      this.retries.turns++;
      this.retries.calls += attempts - 1;
    }
    this.retries.waitedMs += waitedMs;
  }

  /** @param judging what judges took for the verdicts of these trials. */
  totals(judging: Readonly<JudgingTally>): RunUsage {
    const { turns, tokens, paid, reused, perTrial, latency, retries } = this;
    const input = tokens.input + tokens.cacheRead + tokens.cacheWrite;
    const [p50, p90, p99] = [latency.at(0.5), latency.at(0.9), latency.at(0.99)];
    return {
      turns,
      tokens: { ...tokens },
      cacheReadShare: input === 0 ? null : tokens.cacheRead / input,
      paid: { ...paid },
      reused: { ...reused },
      judge: { count: judging.verdicts, dollars: judging.cost, unpriced: judging.unpricedVerdicts },
      costPerTrial: {
        mean: perTrial.trials === 0 ? null : perTrial.dollars / perTrial.trials,
        trials: perTrial.trials,
        unpriced: perTrial.unpriced,
      },
      latency:
        p50 === undefined || p90 === undefined || p99 === undefined
          ? null
          : { turns: latency.count, p50, p90, p99 },
      retries: { ...retries },
    };
  }
}

function noCosts(): { count: number; dollars: number; unpriced: number } {
  return { count: 0, dollars: 0, unpriced: 0 };
}

function spend(on: ReturnType<typeof noCosts>, cost: number | undefined): void {
  on.count++;
  if (cost === undefined) on.unpriced++;
  else on.dollars += cost;
}

/** Dollars in all; null where not a single price is known. */
export function dollarsOf(...costs: readonly Costs[]): number | null {
  const priced = costs.some(({ count, unpriced }) => count > unpriced);
  const anything = costs.some(({ count }) => count > 0);
  return anything && !priced ? null : costs.reduce((sum, { dollars }) => sum + dollars, 0);
}
