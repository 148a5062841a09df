import { useRef } from 'preact/hooks';
import { intervalsWords } from '../../reports/comparison-words.ts';
import type { ComparisonPageData } from '../../reports/html/other-pages.ts';
import { Frame } from '../frame.tsx';
import { plural } from '../parts/numbers.ts';
import { ComparisonView } from './comparison.tsx';
import './comparison.css';

const CONCLUSIONS = {
  regression: 'Regression',
  'no-regression': 'No regression',
  undecided: 'Undecided',
  fail: 'Gate failed',
  pass: 'Gate passed',
} as const;

/** The page of a comparison, or of a gate with all its comparisons. */
export function ComparisonPage({ data }: { data: ComparisonPageData }) {
  const main = useRef<HTMLElement>(null);
  const { gate, parts, title } = data;
  const first = parts[0]?.comparison;
  const verdict = gate?.verdict ?? first?.verdict ?? 'undecided';
  return (
    <Frame
      main={main}
      title={
        <div class="run">
          <h1>{title}</h1>
          <p class="facts">
            <strong class={`conclusion conclusion-${verdict}`}>{CONCLUSIONS[verdict]}</strong>
            {!gate && first && (
              <>
                <span>{plural(first.tasks.common.length, 'task')}</span>
                <span>{plural(first.slots, 'comparison')}</span>
              </>
            )}
            {gate && <span>{plural(parts.length, 'comparison')} of agents</span>}
          </p>
        </div>
      }
      footer={`Differences in points of 100, with ${intervalsWords(parts.map(({ comparison }) => comparison))}. Verdicts are about these tasks; “new tasks” is Student’s t over tasks.`}
    >
      {gate && <Decision gate={gate} />}
      {parts.map(({ heading, comparison }, index) => (
        <ComparisonView key={index} heading={heading} comparison={comparison} pages={data.pages} />
      ))}
      {parts.length === 0 && <h2>Nothing was compared</h2>}
    </Frame>
  );
}

function Decision({ gate }: { gate: NonNullable<ComparisonPageData['gate']> }) {
  const lists = [
    ['Failures', gate.failures],
    ['Undecided', gate.open],
    ['Warnings', gate.warnings],
    ['Notes', gate.notes],
  ] as const;
  return (
    <section class="decision" aria-label="Decision">
      {lists
        .filter(([, lines]) => lines.length > 0)
        .map(([name, lines]) => (
          <div key={name}>
            <h2>{name}</h2>
            <ul>
              {lines.map((line, index) => (
                <li key={index}>{line}</li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}
