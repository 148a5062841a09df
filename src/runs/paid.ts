import type { ScoredLine, TrialLine } from './format.ts';

/** Dollars that a run paid for what a line of it holds, refusals and votes included; undefined where no price is known. */
export function paidFor(line: TrialLine | ScoredLine): number | undefined {
  const parts = line.type === 'trial' ? [...line.turns, ...(line.error ? [line.error] : [])] : line.verdicts;
  let paid: number | undefined;
  for (const part of parts) {
    const isReused = 'reused' in part && part.reused;
    if (part.cost !== undefined && !isReused) paid = (paid ?? 0) + part.cost;
  }
  return paid;
}
