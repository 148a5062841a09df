import type { Comparison } from '../../compare/comparison.ts';
import { BottomAxis, linearScale } from '../parts/chart.tsx';
import { whole } from '../parts/numbers.ts';

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 64;

/** How the evidence against "no change" grew over the rounds of a live comparison; nothing for stored trials. */
export function EvidenceCourse({ comparison }: { comparison: Comparison }) {
  const { course, design, promises } = comparison;
  const last = course.at(-1);
  if (!last) return null;
  const logs = course.flatMap(({ evidence }) => evidence.map(logOf));
  const bar = Math.log10(design.bar);
  const x = linearScale([0, last.slots], [LEFT, WIDTH - 8], 6);
  const y = linearScale([Math.min(-1, ...logs), Math.max(bar + 0.5, ...logs)], [HEIGHT - 24, 8], 5);
  const most = Math.max(...last.evidence);
  return (
    <figure class="course">
      <figcaption>
        <h3>Evidence over the rounds</h3>
        <p class="soft">
          How much better “B is worse” explains the answers than “nothing changed”, for each promise, after so
          many comparisons. Above the dashed bar of {whole(design.bar)}:1 one promise alone is a regression.
        </p>
      </figcaption>
      <div class="course-scroll" role="region" aria-label="Evidence over the rounds" tabIndex={0}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summaryOf(comparison)}>
          {y.ticks
            .filter((tick) => Number.isInteger(tick))
            .map((tick) => (
              <g key={tick} class="axis">
                <line x1={LEFT} x2={WIDTH - 8} y1={y(tick)} y2={y(tick)} />
                <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
                  {oddsText(tick)}
                </text>
              </g>
            ))}
          <line x1={LEFT} x2={WIDTH - 8} y1={y(bar)} y2={y(bar)} class="course-bar" />
          {promises.map(({ promise, verdict }, index) => (
            <polyline
              key={promise}
              class={`course-line found-${verdict} ${last.evidence[index] === most ? 'course-most' : ''}`}
              points={course
                .map(({ slots, evidence }) => `${x(slots)},${y(logOf(evidence[index] ?? 1))}`)
                .join(' ')}
            >
              <title>{promise}</title>
            </polyline>
          ))}
          {promises.map(({ promise }, index) =>
            last.evidence[index] === most ? (
              <text
                key={promise}
                class="course-label"
                x={WIDTH - 12}
                y={y(logOf(most)) + (logOf(most) > bar ? 20 : -8)}
                text-anchor="end"
              >
                {promise}
              </text>
            ) : null,
          )}
          <BottomAxis scale={x} y={HEIGHT - 20} format={(slots) => whole(Math.abs(slots))} />
        </svg>
      </div>
    </figure>
  );
}

/** Powers of ten; evidence so small or large that it is lost is held at the edge. */
function logOf(evidence: number): number {
  return Math.max(-6, Math.min(12, Math.log10(evidence)));
}

/** Odds of a power of ten, short enough for an axis: `100:1`, `1M:1`, `1:10`. */
function oddsText(power: number): string {
  const size = Math.abs(power);
  const number =
    size < 4 ? whole(10 ** size) : size < 6 ? `${10 ** (size - 3)}k` : `${whole(10 ** (size - 6))}M`;
  return power < 0 ? `1:${number}` : `${number}:1`;
}

function summaryOf({ course, promises }: Comparison): string {
  const last = course.at(-1);
  const found = promises
    .map(({ promise }, index) => ({ promise, evidence: last?.evidence[index] ?? 1 }))
    .sort((p, q) => q.evidence - p.evidence)
    .slice(0, 3);
  const words = found.map(({ promise, evidence }) => `${promise} ${evidence.toPrecision(3)} to 1`).join(', ');
  return `After ${last?.slots ?? 0} comparisons the strongest evidence of a drop is ${words}.`;
}
