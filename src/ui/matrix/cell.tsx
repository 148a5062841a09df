import type { Cell } from '../../reports/report.ts';
import { percent } from '../parts/numbers.ts';
import { bandOf, IntervalMark, Rate } from '../parts/rate.tsx';
import { linkTo } from '../router.ts';

/** One agent's record on one promise; opens its trials. */
export function MatrixCell({
  agent,
  promise,
  cell,
  lacksVerdicts,
}: {
  agent: string;
  promise: string;
  cell: Cell | undefined;
  lacksVerdicts: boolean;
}) {
  if (!cell)
    return (
      <span class="cell-none">
        <span aria-hidden="true">{lacksVerdicts ? '?' : '–'}</span>
        <span class="hidden">{lacksVerdicts ? 'promised, but not judged' : 'not promised'}</span>
      </span>
    );
  const { rate, interval, kept, broken, unscored, notApplicable } = cell;
  const href = linkTo('trials', [], { variant: agent, promise, verdict: broken > 0 ? 'broken' : undefined });
  const missing = unscored > 0 && <Unscored cell={cell} />;
  if (rate === null || interval === null)
    return (
      <a class="cell" href={href}>
        {missing || (
          <span class="cell-na" title={`not applicable in ${notApplicable} trials`}>
            n/a<span class="hidden">: never applied</span>
          </span>
        )}
      </a>
    );
  const bounds = `95 % interval ${percent(interval.low)} to ${percent(interval.high)}`;
  const always = cell.repeated?.passHatK;
  return (
    <a class={`cell ${bandOf(rate)}`} href={href} title={bounds}>
      <Rate rate={rate} kept={kept} of={kept + broken} />
      <span class="hidden">, {bounds}</span>
      {always != null && cell.repeated && (
        <small class="cell-always" title={`kept in all ${cell.repeated.k} repeats of a task`}>
          all {cell.repeated.k}: {percent(always)}
        </small>
      )}
      {missing}
      <IntervalMark rate={rate} interval={interval} />
    </a>
  );
}

function Unscored({ cell: { unscored, causes } }: { cell: Cell }) {
  const why = Object.entries(causes)
    .map(([cause, count]) => `${count} ${cause}`)
    .join(', ');
  return (
    <span class="cell-unscored" title={why}>
      ? {unscored}
      <span class="hidden"> could not be judged: {why}</span>
    </span>
  );
}
