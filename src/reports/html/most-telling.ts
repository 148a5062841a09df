import type { RunHeader } from '../../runs/format.ts';
import type { IndexedTrial } from './trial-index.ts';

const WEIGHTS = { block: 4, warn: 2, info: 1 } as const;
const DIFFERS = 2;

/**
 * Which trials' transcripts tell most, for as long as they fit: those that broke promises, by their severity, and those
 * whose task another trial answered otherwise; whole ones last.
 * @param budget characters.
 * @returns indexes into `trials`.
 */
export function mostTelling(
  trials: readonly IndexedTrial[],
  promises: RunHeader['promises'],
  budget: number,
): Set<number> {
  const differs = differingTasks(trials);
  const weights = Float64Array.from(trials, ({ trial }) => {
    let weight = trial.error === undefined ? 0 : 1;
    for (let at = 0; at < trial.verdicts.length; at++) {
      const code = trial.verdicts[at];
      if (code === 'b') weight += WEIGHTS[promises[at]?.severity ?? 'info'];
      if ((code === 'k' || code === 'b') && differs.has(`${trial.task} ${at}`)) weight += DIFFERS;
    }
    return weight;
  });
  const chosen = new Set<number>();
  let left = budget;
  for (const index of Uint32Array.from(trials.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b)) {
    const { size } = trials[index]!;
    if (size > left) continue;
    left -= size;
    chosen.add(index);
  }
  return chosen;
}

/** `task promise` pairs that some trial keeps and another breaks. */
function differingTasks(trials: readonly IndexedTrial[]): Set<string> {
  const seen = new Map<string, string>();
  const differs = new Set<string>();
  for (const { trial } of trials) {
    for (let at = 0; at < trial.verdicts.length; at++) {
      const code = trial.verdicts[at] ?? '-';
      if (code !== 'k' && code !== 'b') continue;
      const pair = `${trial.task} ${at}`;
      const before = seen.get(pair);
      if (before === undefined) seen.set(pair, code);
      else if (before !== code) differs.add(pair);
    }
  }
  return differs;
}
