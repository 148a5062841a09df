import type { RunLine } from '../runs/format.ts';

/**
 * Which scoring of a run counts: 0 is the run's own, 1 the first that `vouch score` added, and so on. It is the last that
 * reached every trial; if there is none, the last.
 */
export async function countedScoring(lines: AsyncIterable<RunLine>): Promise<number> {
  let trials = 0;
  const scored: number[] = [];
  const whole: boolean[] = [];
  for await (const line of lines) {
    if (line.type === 'trial') trials++;
    else if (line.type === 'scored') scored[scored.length - 1]!++;
    else if (line.type === 'run' || line.type === 'scoring') {
      if (scored.length > 0) whole.push(scored.at(-1)! >= trials);
      scored.push(0);
    }
  }
  const last = scored.length - 1;
  return scored[last]! >= trials ? last : whole.lastIndexOf(true) === -1 ? last : whole.lastIndexOf(true);
}
