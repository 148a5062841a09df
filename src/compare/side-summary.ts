import { mean } from '../stats/sums.ts';
import type { MeanUsage, SideSummary } from './comparison.ts';
import type { Side, SideTrial, TrialUsage } from './side.ts';

/** What a side is, for a report. */
export function summaryOf({ label, agent, promptHash, model, source, trials }: Side): SideSummary {
  return {
    label,
    agent,
    promptHash,
    model,
    source,
    trials: trials.length,
    errors: trials.filter(({ error }) => error).length,
    truncated: trials.filter(({ truncated }) => truncated).length,
  };
}

const USAGE = [
  'turns',
  'characters',
  'inputTokens',
  'outputTokens',
  'cost',
  'latencyMs',
] as const satisfies (keyof TrialUsage)[];

/** Means over the trials that have an answer. */
export function meanUsage(trials: readonly SideTrial[]): MeanUsage {
  const answered = trials.filter(({ error }) => !error);
  const meanOf = (key: keyof TrialUsage): number | undefined => {
    const values = answered.map(({ usage }) => usage[key]);
    const known = values.filter((value) => value !== undefined);
    return known.length < values.length ? undefined : mean(known);
  };
  return Object.fromEntries(USAGE.map((key) => [key, meanOf(key)])) as MeanUsage;
}
