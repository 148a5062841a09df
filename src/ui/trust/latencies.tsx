import type { Page } from '../page.ts';
import { BottomAxis, linearScale } from '../parts/chart.tsx';
import { duration } from '../parts/numbers.ts';

const WIDTH = 560;
const HEIGHT = 56;
const BINS = 48;

/** How long answers took, a histogram for each variant, all on one scale. */
export function Latencies({ page }: { page: Page }) {
  const { effort, report } = page.data;
  const longest = Math.max(0, ...effort.map(({ latencies }) => latencies.at(-1) ?? 0));
  if (longest === 0) return null;
  const scale = linearScale([0, longest], [0, WIDTH], 6);
  return (
    <figure class="latencies">
      <figcaption>
        <h3>Latency of a turn</h3>
        <p class="soft">Time from the request to the whole answer, without waiting on limits.</p>
      </figcaption>
      {report.agents.map(({ id }, index) => (
        <Histogram key={id} agent={id} latencies={effort[index]?.latencies ?? []} longest={longest} />
      ))}
      <div class="latency latency-axis" aria-hidden="true">
        <span />
        <svg viewBox={`0 0 ${WIDTH} 20`} width="100%">
          <BottomAxis scale={scale} y={0} format={duration} />
        </svg>
        <span />
      </div>
    </figure>
  );
}

function Histogram({
  agent,
  latencies,
  longest,
}: {
  agent: string;
  latencies: readonly number[];
  longest: number;
}) {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const latency of latencies) {
    const bin = Math.min(BINS - 1, Math.floor((latency / longest) * BINS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const most = Math.max(1, ...bins);
  const step = WIDTH / BINS;
  const [middle, late] = [quantile(latencies, 0.5), quantile(latencies, 0.95)];
  return (
    <div class="latency">
      <b>{agent}</b>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} class="interval-track" />
        {bins.map((count, index) => (
          <rect
            key={index}
            x={index * step + 0.75}
            width={step - 1.5}
            y={HEIGHT - (count / most) * (HEIGHT - 6)}
            height={(count / most) * (HEIGHT - 6)}
            rx="1.5"
            class="latency-bar"
          />
        ))}
        {latencies.length > 0 && (
          <line
            x1={(middle / longest) * WIDTH}
            x2={(middle / longest) * WIDTH}
            y1="0"
            y2={HEIGHT}
            class="latency-median"
          />
        )}
      </svg>
      <span class="latency-figures">
        {latencies.length === 0 ? (
          <span class="soft">not measured</span>
        ) : (
          <>
            median <b>{duration(middle)}</b>
            <br />
            <span class="soft">95 % within {duration(late)}</span>
          </>
        )}
      </span>
    </div>
  );
}

/** The smallest of the sorted values that this share of them does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
