import { dateOf } from '../../reports/history/history-words.ts';
import type { History, Point, Series } from '../../reports/history/history.ts';
import { percent } from '../parts/numbers.ts';

const WIDTH = 420;
const HEIGHT = 52;
const EDGE = 6;

/** A promise over the nights: rate, interval, breaks as dashed lines, alarms as rings. The words of it are read to those who cannot see. */
export function TrendLine({ series, history }: { series: Series; history: History }) {
  const last = Math.max(1, history.nights.length - 1);
  const x = (night: number): number => EDGE + (night / last) * (WIDTH - 2 * EDGE);
  const y = (rate: number): number => EDGE + (1 - rate) * (HEIGHT - 2 * EDGE);
  const runs = pieces(series);
  const alarms = [...history.earlierAlarms, ...history.last.alarms].filter(
    ({ agent, promise }) => agent === series.agent && promise === series.promise,
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" role="img" aria-label={summaryOf(series, history)}>
      {[0, 0.5, 1].map((rate) => (
        <line key={rate} x1={EDGE} x2={WIDTH - EDGE} y1={y(rate)} y2={y(rate)} class="trend-grid" />
      ))}
      {series.breaks.map(({ night, reasons }) => (
        <line key={night} x1={x(night - 0.5)} x2={x(night - 0.5)} y1="0" y2={HEIGHT} class="trend-break">
          <title>{`${dateOf(history, night)}: ${reasons.map(({ why }) => why).join(', ')}`}</title>
        </line>
      ))}
      {runs.map((points) => (
        <g key={points[0]?.night}>
          <polygon
            class="trend-range"
            points={[
              ...points.map((point) => `${x(point.night)},${y(point.interval.high)}`),
              ...points.toReversed().map((point) => `${x(point.night)},${y(point.interval.low)}`),
            ].join(' ')}
          />
          <polyline
            class="trend-line"
            points={points.map((point) => `${x(point.night)},${y(point.rate)}`).join(' ')}
          />
        </g>
      ))}
      {runs.flat().map((point) => (
        <circle key={point.night} cx={x(point.night)} cy={y(point.rate)} r="2.2" class="trend-point">
          <title>{`${dateOf(history, point.night)}: ${point.kept}/${point.applicable} ${percent(point.rate)}`}</title>
        </circle>
      ))}
      {alarms.map(({ night }) => {
        const rate = series.points.find((point) => point.night === night)?.rate;
        return rate == null ? null : (
          <circle key={night} cx={x(night)} cy={y(rate)} r="5" class="trend-alarm">
            <title>{`${dateOf(history, night)}: alarm`}</title>
          </circle>
        );
      })}
    </svg>
  );
}

type Judged = Point & { readonly rate: number; readonly interval: NonNullable<Point['interval']> };

/** The judged nights in pieces between breaks: no line is drawn over a break. */
function pieces({ points, breaks }: Series): Judged[][] {
  const found: Judged[][] = [];
  for (const point of points) {
    if (!isJudged(point)) continue;
    const piece = found.at(-1);
    const before = piece?.at(-1);
    const isBroken = before && breaks.some(({ night }) => night > before.night && night <= point.night);
    if (!piece || isBroken) found.push([point]);
    else piece.push(point);
  }
  return found;
}

function isJudged(point: Point): point is Judged {
  return point.rate !== null && point.interval !== null;
}

function summaryOf({ points, breaks }: Series, history: History): string {
  const judged = points.filter(isJudged);
  const [first, last] = [judged[0], judged.at(-1)];
  if (!first || !last) return 'No verdict on any night.';
  const rates = `${percent(first.rate)} on ${dateOf(history, first.night)}, ${percent(last.rate)} on ${dateOf(history, last.night)}`;
  const broken = breaks.map(({ night }) => dateOf(history, night)).join(', ');
  return `${rates}${broken === '' ? '' : `; the line breaks on ${broken}`}.`;
}
