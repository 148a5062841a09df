import type { Comparison, MeanUsage } from '../../compare/comparison.ts';
import { dollars, duration, whole } from '../parts/numbers.ts';
import { ScrollTable } from '../parts/table.tsx';

const ROWS: readonly (readonly [keyof MeanUsage, string, (value: number) => string])[] = [
  ['cost', 'Cost', dollars],
  ['latencyMs', 'Latency', duration],
  ['inputTokens', 'Input tokens', whole],
  ['outputTokens', 'Output tokens', whole],
  ['turns', 'Turns', (value) => value.toFixed(1)],
  ['characters', 'Characters', whole],
];

/** What a trial took on average, A beside B; what one side does not know is left blank. */
export function UsageTable({ comparison: { usage } }: { comparison: Comparison }) {
  const known = ROWS.filter(([key]) => usage.a[key] !== undefined || usage.b[key] !== undefined);
  return (
    <>
      <h3>What a trial took, on average</h3>
      <ScrollTable label="What a trial took, on average" class="usage">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Measure</span>
            </th>
            <th scope="col" class="number">
              A
            </th>
            <th scope="col" class="number">
              B
            </th>
            <th scope="col" class="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {known.map(([key, name, text]) => {
            const [a, b] = [usage.a[key], usage.b[key]];
            return (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td class="number">{a === undefined ? 'unknown' : text(a)}</td>
                <td class="number">{b === undefined ? 'unknown' : text(b)}</td>
                <td class="number">{changeText(a, b)}</td>
              </tr>
            );
          })}
        </tbody>
      </ScrollTable>
      {known.every(([key]) => key !== 'cost') && <p class="soft">The cost is not known.</p>}
    </>
  );
}

function changeText(a: number | undefined, b: number | undefined): string {
  if (a === undefined || b === undefined || a === 0) return '–';
  const change = Math.round((b / a - 1) * 100);
  return `${change > 0 ? '+' : change < 0 ? '−' : ''}${Math.abs(change)} %`;
}
