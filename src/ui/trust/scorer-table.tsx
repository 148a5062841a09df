import type { Report } from '../../reports/report.ts';
import { percent } from '../parts/numbers.ts';
import { ScrollTable } from '../parts/table.tsx';

type Judged = Report['promises'][number];
type Share = NonNullable<Judged['trust']>['kept'];

/** Scorers against labels, the least trusted first. */
export function ScorerTable({ promises }: { promises: readonly Judged[] }) {
  const measured = promises
    .filter(({ trust }) => trust !== null)
    .toSorted((a, b) => (a.trust?.agreement ?? 0) - (b.trust?.agreement ?? 0));
  const others = promises.filter(({ trust }) => trust === null);
  return (
    <>
      {measured.length > 0 && (
        <ScrollTable label="Scorers against labels" class="scorers">
          <thead>
            <tr>
              <th scope="col">Promise</th>
              <th scope="col" class="number">
                Labels
              </th>
              <th scope="col" class="agreement">
                Agreement
              </th>
              <th scope="col" class="number">
                Kappa
              </th>
              <th scope="col" class="number">
                Kept found
              </th>
              <th scope="col" class="number">
                Broken found
              </th>
            </tr>
          </thead>
          <tbody>
            {measured.map((promise) => (
              <ScorerRow key={promise.id} promise={promise} />
            ))}
          </tbody>
        </ScrollTable>
      )}
      {others.length > 0 && (
        <p class="note soft">
          Not measured against labels: {others.map(({ title }) => title).join('; ')}.{' '}
          <code>vouch calibrate</code> measures a scorer once its promise has labels.
        </p>
      )}
    </>
  );
}

function ScorerRow({ promise: { title, scorer, trust } }: { promise: Judged }) {
  if (!trust) return null;
  return (
    <tr>
      <th scope="row">
        {title}
        <span class="task-facts">
          <code>{scorer}</code>
        </span>
      </th>
      <td class="number">{trust.labels}</td>
      <td class="agreement">
        <span class="agreement-figure">{percent(trust.agreement)}</span>
        <svg width="100%" height="6" aria-hidden="true">
          <rect width="100%" height="6" rx="3" class="share-of" />
          <rect width={`${trust.agreement * 100}%`} height="6" rx="3" class="share-part" />
        </svg>
      </td>
      <td class="number">{trust.kappa === null ? <NotTold /> : trust.kappa.toFixed(2)}</td>
      <td class="number">{shareText(trust.kept)}</td>
      <td class="number">{shareText(trust.broken)}</td>
    </tr>
  );
}

function NotTold() {
  return (
    <span class="soft">
      <span aria-hidden="true">–</span>
      <span class="hidden">not defined: the labels are all kept or all broken</span>
    </span>
  );
}

function shareText({ agree, of }: Share) {
  return of === 0 ? <span class="soft">no label</span> : `${agree}/${of}`;
}
