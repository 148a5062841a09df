import type { ComparedPromise, Comparison, ComparisonVerdict } from '../../compare/comparison.ts';
import { overallSentence, sentenceOf, VERDICT_WORDS } from '../../reports/comparison-words.ts';
import { EvidenceCourse } from './evidence-course.tsx';
import { FlippedTasks } from './flipped-tasks.tsx';
import { Forest } from './forest.tsx';
import { UsageTable } from './usage-table.tsx';
import { VerdictWord } from './verdict-word.tsx';

/** Verdicts, those to look at first. */
const ORDER: readonly ComparisonVerdict[] = [
  'regression',
  'smaller-than-margin',
  'improvement',
  'undecided',
  'not-tested',
  'no-worse',
];

/** One comparison: what was found in words, as a forest plot, task by task, and what it took. */
export function ComparisonView({
  heading,
  comparison,
  pages,
}: {
  heading: string | null;
  comparison: Comparison;
  pages: Readonly<Record<string, string>>;
}) {
  const promises = [...comparison.promises].sort(
    (x, y) => ORDER.indexOf(x.verdict) - ORDER.indexOf(y.verdict) || dropOf(y) - dropOf(x),
  );
  const told = promises.filter(({ verdict }) => TOLD.has(verdict));
  const { a, b, overall, uncompared, remarks } = comparison;
  const leftOut = Map.groupBy(uncompared, ({ verdict }) => verdict);
  return (
    <section class="comparison">
      <h2>{heading ?? `What changed from ${a.label} to ${b.label}`}</h2>
      <p class="lead">
        A is <b>{a.label}</b>, answered by {a.model}; B is <b>{b.label}</b>, answered by {b.model}.
        {comparison.sameAnswers && " Every answer of B is the same as A's."}
      </p>
      {(told.length > 0 || overall.verdict === 'regression') && (
        <ul class="told">
          {overall.verdict === 'regression' && (
            <li>
              <VerdictWord verdict="regression" /> {overallSentence(comparison)}
            </li>
          )}
          {told.map((promise) => (
            <li key={promise.promise}>
              <VerdictWord verdict={promise.verdict} /> {sentenceOf(promise, comparison)}
            </li>
          ))}
        </ul>
      )}
      <Forest comparison={comparison} promises={promises} />
      <EvidenceCourse comparison={comparison} />
      <FlippedTasks promises={promises} pages={pages} />
      <UsageTable comparison={comparison} />
      {(uncompared.length > 0 || remarks.length > 0) && (
        <>
          <h3>Left out, and to be known</h3>
          <ul class="remarks">
            {remarks.map((remark, index) => (
              <li key={index}>{remark}</li>
            ))}
            {[...leftOut].map(([verdict, left]) => (
              <li key={verdict}>
                {VERDICT_WORDS[verdict]}: {left.map(({ promise }) => promise).join(', ')}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const TOLD: ReadonlySet<ComparisonVerdict> = new Set(['regression', 'smaller-than-margin', 'improvement']);

function dropOf({ difference }: ComparedPromise): number {
  return -(difference?.value ?? 0);
}
