import type { ComparedPromise, Comparison, ComparisonVerdict } from '../compare/comparison.ts';
import { plain } from './plain.ts';
import { wholeText } from './words.ts';

/** What a verdict is called in tables. */
export const VERDICT_WORDS: Readonly<Record<ComparisonVerdict, string>> = {
  regression: 'regression',
  'smaller-than-margin': 'real but smaller than the margin',
  improvement: 'improvement',
  'no-worse': 'no worse',
  undecided: 'undecided',
  'not-tested': 'not tested',
  'only-a': 'only A promises it',
  'only-b': 'only B promises it',
  'not-comparable': 'not comparable',
};

/** What the verdict on a comparison is called. */
export const CONCLUSIONS: Readonly<Record<Comparison['verdict'], string>> = {
  regression: 'REGRESSION',
  'no-regression': 'NO REGRESSION',
  undecided: 'UNDECIDED',
};

/** What the intervals of comparisons are. Those that hold whenever one looks agree with the verdict, which asks about one side only. */
export function intervalsWords(comparisons: readonly Pick<Comparison, 'promises'>[]): string {
  const isAnyTime = comparisons.some(({ promises }) =>
    promises.some(({ difference }) => difference?.kind === 'any-time'),
  );
  return isAnyTime
    ? '95 % intervals; of “B − A here” 95 % on each side, whenever one looks'
    : '95 % intervals';
}

/** The bounds of an interval, in points. */
export const rangeText = ({ low, high }: { low: number; high: number }): string =>
  `${signedPoints(low)} to ${signedPoints(high)}`;

/** One promise in one or two sentences: what was seen, how sure that is, and what would settle it. */
export function sentenceOf(found: ComparedPromise, comparison: Comparison): string {
  return `${plain(found.promise)}: ${wordsOf(found, comparison)}`;
}

/** The mean over promises in a sentence. */
export function overallSentence(comparison: Comparison): string {
  const { difference = 0, slots, evidenceWorse } = comparison.overall;
  const way = difference < 0 ? 'fewer' : 'more';
  return `mean over promises: B keeps ${points(Math.abs(difference))} points ${way} over ${comparisonsWords(slots)}: ${evidenceWords(evidenceWorse, comparison)}.`;
}

function wordsOf(found: ComparedPromise, comparison: Comparison): string {
  const margin = points(comparison.design.margin);
  switch (found.verdict) {
    case 'regression':
      return `${keptWords(found)}. ${flipWords(found, 'worse')}: ${evidenceWords(found.evidenceWorse, comparison)}. Drop ${rangeWords(found, -1)}.`;
    case 'smaller-than-margin':
      return `${keptWords(found)}. A drop for sure, but of less than ${margin} points: ${rangeWords(found, -1)}.`;
    case 'improvement':
      return `${keptWords(found)}. ${flipWords(found, 'better')}: ${evidenceWords(found.evidenceBetter, comparison)}. Gain ${rangeWords(found, 1)}.`;
    case 'no-worse': {
      if (comparison.sameAnswers) return `${keptWords(found)}, in the same answers.`;
      const most =
        found.mostDrop === undefined ? '' : ` (at most ${points(Math.max(0, found.mostDrop))}, 95 % sure)`;
      return `no drop of ${margin} points or more${most}. ${comparisonsWords(found.slots)}, ${outcomeWords(found)}.`;
    }
    case 'undecided':
      return undecidedWords(found, comparison);
    default:
      return notTestedWords(found);
  }
}

function keptWords({ keptA, keptB, slots }: ComparedPromise): string {
  return `kept ${count(keptA)}/${slots} → ${count(keptB)}/${slots}`;
}

function flipWords({ worse, better }: ComparedPromise, way: 'worse' | 'better'): string {
  const [forward, back] = way === 'worse' ? [worse, better] : [better, worse];
  const what = way === 'worse' ? 'B broke what A kept' : 'B kept what A broke';
  return `In ${comparisonsWords(forward)} ${what}, in ${back === 0 ? 'none' : back} the reverse`;
}

function evidenceWords(evidence: number, { design }: Comparison): string {
  const shown = odds(evidence);
  const rest = design.family.length === 1 ? 'the mean over promises' : 'other promises';
  const others = evidence < design.bar ? `, reached together with ${rest}` : '';
  const bar = `bar with ${design.family.length} ${design.family.length === 1 ? 'promise' : 'promises'}: ${odds(design.bar)}:1`;
  return `${shown}:1 evidence against "no change" (${bar}${others})`;
}

function rangeWords({ difference }: ComparedPromise, sign: 1 | -1): string {
  if (!difference) return 'of unknown size';
  const [low, high] = sign === 1 ? [difference.low, difference.high] : [-difference.high, -difference.low];
  return `${points(sign * difference.value)} points (between ${points(low)} and ${points(high)})`;
}

function outcomeWords({ worse, better, keptA, keptB, slots }: ComparedPromise): string {
  if (worse + better > 0) return `${worse} worse, ${better} better`;
  return keptA === slots && keptB === slots
    ? 'all kept'
    : keptA === 0 && keptB === 0
      ? 'all broken'
      : 'none changed';
}

function undecidedWords(found: ComparedPromise, comparison: Comparison): string {
  const { doubt, slots, appliedOnlyA, appliedOnlyB, unscored, worse, better } = found;
  if (doubt === 'missing') {
    return `${unscored} of ${slots + appliedOnlyA + appliedOnlyB + unscored} comparisons have no verdict: too many to decide.`;
  }
  const seen = `${worse} worse, ${better} better of ${slots}.`;
  if (doubt === 'applicability') {
    return `${seen} But it applied to A's answers alone in ${comparisonsWords(appliedOnlyA)} and to B's alone in ${appliedOnlyB}: an answer that abstains keeps no promise, so the rates cannot be compared.`;
  }
  const most = Math.min(1, found.mostDrop ?? -(found.difference?.low ?? -1));
  return `${seen} A drop of up to ${points(most)} points is still possible; ${settleWords(found, comparison)}.`;
}

function settleWords({ toSettle }: ComparedPromise, comparison: Comparison): string {
  const { design, slots } = comparison;
  if (!toSettle && design.kind === 'sequential' && slots < design.plannedSlots)
    return 'it ended before the next look, which may settle it';
  if (!toSettle) return 'going on as now, more comparisons would not settle it';
  const more = `about ${comparisonsWords(toSettle.slots, 'more ')} (${costWords(toSettle.slots, comparison)})`;
  return toSettle.as === 'no-worse'
    ? `${more} going on as now would clear it`
    : `${more} going on as now would make it a regression`;
}

/** What so many comparisons cost: calls, where it is known how many a trial takes. */
function costWords(slots: number, { usage }: Comparison): string {
  const { a, b } = usage;
  return a.turns === undefined || b.turns === undefined
    ? `≈${2 * slots} trials`
    : `≈${Math.round(slots * (a.turns + b.turns))} calls`;
}

/** True for what is open though no answer changed: there is nothing to say of it but that trials are too few. */
export function isUnchanged({ verdict, doubt, worse, better }: ComparedPromise): boolean {
  return verdict === 'undecided' && doubt === undefined && worse + better === 0;
}

/** Promises that `isUnchanged` in one sentence. */
export function unchangedSentence(found: readonly ComparedPromise[], comparison: Comparison): string {
  const slots = found.flatMap(({ toSettle }) => toSettle?.slots ?? []);
  const [few, many] = [Math.min(...slots), Math.max(...slots)];
  const settle =
    slots.length === 0
      ? ''
      : `; ${few === many ? `about ${few}` : `${few} to ${many}`} more comparisons each (${costWords(few, comparison)}${few === many ? '' : ' and more'}) would clear them`;
  const named = found.map(({ promise, slots: count }) => `${plain(promise)} (${count})`).join(', ');
  return `no answer changed, but too few comparisons rule out a drop of ${points(comparison.design.margin)} points${settle}: ${named}.`;
}

function notTestedWords({ appliedOnlyA, appliedOnlyB, unscored }: ComparedPromise): string {
  const parts = [
    appliedOnlyA > 0 ? `to A's alone in ${appliedOnlyA}` : '',
    appliedOnlyB > 0 ? `to B's alone in ${appliedOnlyB}` : '',
    unscored > 0 ? `${unscored} without a verdict` : '',
  ].filter((part) => part !== '');
  return `applied in no comparison to both answers${parts.length > 0 ? ` (${parts.join(', ')})` : ''}.`;
}

/** What a design of this size could show at all; undefined where that goes without saying. */
export function smallDesignWords({ design, slots, tasks, repeats }: Comparison): string | undefined {
  if (slots > 100 && design.flipsNeeded < slots / 10) return undefined;
  const size = `${tasks.common.length} ${tasks.common.length === 1 ? 'task' : 'tasks'} ${times(repeats.most)}`;
  const need = `${design.flipsNeeded} one-way flips are needed, ${slots} are possible`;
  if (design.flipsNeeded > slots) return `${size} cannot show any drop: ${need}.`;
  return `${size} can only show drops of ${points(design.flipsNeeded / slots)} points or more: ${need}.`;
}

function times(repeats: number): string {
  return repeats === 1 ? 'once' : repeats === 2 ? 'twice' : `${repeats} times`;
}

/** Hundredths, with one decimal where it is not whole: `25`, `4.4`. */
function points(value: number): string {
  return String(Math.round(value * 1000) / 10).replace('-', '−');
}

/** With its sign: `+3`, `−12.5`, `0`. */
export function signedPoints(value: number): string {
  const text = points(value);
  return value > 0 && text !== '0' ? `+${text}` : text.replace(/^−0$/, '0');
}

function comparisonsWords(slots: number, more = ''): string {
  return `${slots} ${more}${slots === 1 ? 'comparison' : 'comparisons'}`;
}

/** Kept answers: whole, or with one decimal where A is a mean. */
export function count(kept: number): string {
  return String(Math.round(kept * 10) / 10);
}

function odds(evidence: number): string {
  if (evidence > 1e6) return 'more than a million';
  return evidence >= 10 ? wholeText(evidence) : String(Math.round(evidence * 10) / 10);
}
