import type { Span } from '../../answers/answer.ts';
import type { Evidence, Verdict } from '../scorer.ts';

/** A verdict that the promise is kept. */
export const kept = (why: string, evidence: readonly Evidence[]): Verdict => ({
  verdict: 'kept',
  why,
  evidence,
});

/** A verdict that the promise is broken; no evidence means that something is nowhere in the answer. */
export const broken = (why: string, evidence: readonly Evidence[] = []): Verdict => ({
  verdict: 'broken',
  why,
  evidence,
});

/** A verdict that the promise is not about this answer. */
export const notApplicable = (why: string, evidence: readonly Evidence[] = []): Verdict => ({
  verdict: 'not-applicable',
  why,
  evidence,
});

/** A place, with what is to be seen there. */
export const evidenceAt = ({ turn, start, end }: Span, why: string): Evidence => ({ turn, start, end, why });

/** Long enough to tell a function by its beginning, in characters. */
const HEAD = 300;

/** The beginning of a function, with what is to be seen in it. */
export const evidenceAtHead = ({ span }: { readonly span: Span }, why: string): Evidence =>
  evidenceAt({ ...span, end: Math.min(span.end, span.start + HEAD) }, why);

/** Joins names for a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
