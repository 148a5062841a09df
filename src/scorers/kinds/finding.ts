import type { Evidence, Scorer, Verdict } from '../scorer.ts';
import { broken, kept } from '../shared/verdicts.ts';

/** What finding something means for a promise. */
export type Means = 'kept' | 'broken';

/** The verdict of a scorer that looks for something; `nothing` says what was looked for in vain. */
export function verdictOnFinding(found: readonly Evidence[], means: Means, nothing: string): Verdict {
  const [first] = found;
  if (first === undefined) return means === 'kept' ? broken(nothing) : kept(nothing, []);
  return means === 'kept' ? kept(first.why, found) : broken(first.why, found);
}

/** A cut answer may still keep a promise by what is found; it never keeps one by what it lacks. */
export function onceFound(means: Means): Pick<Scorer, 'truncated'> {
  return means === 'kept' ? { truncated: 'kept-if-found' } : {};
}
