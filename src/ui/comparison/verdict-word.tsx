import type { ComparisonVerdict } from '../../compare/comparison.ts';
import { VERDICT_WORDS } from '../../reports/comparison-words.ts';

const SIGNS: Readonly<Partial<Record<ComparisonVerdict, string>>> = {
  regression: '▼',
  'smaller-than-margin': '▽',
  improvement: '▲',
  'no-worse': '✓',
  undecided: '?',
};

/** A verdict by sign, colour and word. */
export function VerdictWord({ verdict }: { verdict: ComparisonVerdict }) {
  return (
    <span class={`found found-${verdict}`}>
      <span aria-hidden="true">{SIGNS[verdict] ?? '–'}</span> {VERDICT_WORDS[verdict]}
    </span>
  );
}
