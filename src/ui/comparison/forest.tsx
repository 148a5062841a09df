import type { ComparedPromise, Comparison } from '../../compare/comparison.ts';
import { count, signedPoints } from '../../reports/comparison-words.ts';
import { ScrollTable } from '../parts/table.tsx';
import { VerdictWord } from './verdict-word.tsx';

/** Differences B − A with intervals, one row a promise, around zero and against the margin; the numbers stand beside. */
export function Forest({
  comparison,
  promises,
}: {
  comparison: Comparison;
  promises: readonly ComparedPromise[];
}) {
  const { margin } = comparison.design;
  const { overall } = comparison;
  return (
    <>
      <h3>Differences by promise</h3>
      <p class="soft">
        Left of the line B keeps less than A, right of it more. Shaded: a drop of more than the margin of{' '}
        {Math.round(margin * 100)} points. The bar is the interval on these tasks, the thin line that for new
        tasks like them.
      </p>
      <ScrollTable label="Differences by promise" class="forest">
        <thead>
          <tr>
            <th scope="col">Promise</th>
            <th scope="col" class="number">
              A
            </th>
            <th scope="col" class="number">
              B
            </th>
            <th scope="col" class="forest-plot">
              <svg width="100%" height="16" aria-hidden="true" class="forest-scale">
                {[-1, -0.5, 0, 0.5, 1].map((tick) => (
                  <text
                    key={tick}
                    x={`${placeOf(tick)}%`}
                    y="12"
                    text-anchor={tick === -1 ? 'start' : tick === 1 ? 'end' : 'middle'}
                  >
                    {signedPoints(tick)}
                  </text>
                ))}
              </svg>
              <span class="hidden">Plot of the difference</span>
            </th>
            <th scope="col" class="number">
              B − A
            </th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {promises.map((promise) => (
            <Row key={promise.promise} promise={promise} margin={margin} />
          ))}
          <tr>
            <th scope="row">Mean over promises</th>
            <td class="number" />
            <td class="number" />
            <td class="forest-plot">
              <svg width="100%" height="28" aria-hidden="true" class={`forest-mark found-${overall.verdict}`}>
                <line x1="50%" x2="50%" y1="0" y2="28" class="forest-zero" />
                {overall.difference !== undefined && (
                  <circle cx={`${placeOf(overall.difference)}%`} cy="14" r="5.5" class="forest-value" />
                )}
              </svg>
            </td>
            <td class="number">
              <b>{overall.difference === undefined ? '–' : signedPoints(overall.difference)}</b>
            </td>
            <td>
              <VerdictWord verdict={overall.verdict} />
            </td>
          </tr>
        </tbody>
      </ScrollTable>
    </>
  );
}

function Row({ promise: found, margin }: { promise: ComparedPromise; margin: number }) {
  const { promise, title, slots, keptA, keptB, difference, verdict } = found;
  return (
    <tr>
      <th scope="row">
        {title}
        <br />
        <code class="soft">{promise}</code>
      </th>
      <td class="number">{slots === 0 ? '–' : `${count(keptA)}/${slots}`}</td>
      <td class="number">{slots === 0 ? '–' : `${count(keptB)}/${slots}`}</td>
      <td class="forest-plot">
        <Mark promise={found} margin={margin} />
      </td>
      <td class="number">
        {difference ? (
          <>
            <b>{signedPoints(difference.value)}</b>
            <br />
            <small class="soft">
              {signedPoints(difference.low)} to {signedPoints(difference.high)}
            </small>
          </>
        ) : (
          '–'
        )}
      </td>
      <td>
        <VerdictWord verdict={verdict} />
      </td>
    </tr>
  );
}

function Mark({ promise, margin }: { promise: ComparedPromise; margin: number }) {
  const { difference, newTasks, verdict } = promise;
  return (
    <svg width="100%" height="28" aria-hidden="true" class={`forest-mark found-${verdict}`}>
      <rect x="0" width={`${placeOf(-margin)}%`} y="0" height="28" class="forest-beyond" />
      <line x1="50%" x2="50%" y1="0" y2="28" class="forest-zero" />
      {newTasks && (
        <line
          x1={`${placeOf(newTasks.low)}%`}
          x2={`${placeOf(newTasks.high)}%`}
          y1="23"
          y2="23"
          class="forest-new"
        />
      )}
      {difference && (
        <>
          <rect
            x={`${placeOf(difference.low)}%`}
            width={`${placeOf(difference.high) - placeOf(difference.low)}%`}
            y="11"
            height="6"
            rx="3"
            class="forest-range"
          />
          <circle cx={`${placeOf(difference.value)}%`} cy="14" r="4.5" class="forest-value" />
        </>
      )}
    </svg>
  );
}

/** Where a difference from −1 to 1 stands, in per cent of the width. */
function placeOf(difference: number): number {
  return 50 + 50 * Math.max(-1, Math.min(1, difference));
}
