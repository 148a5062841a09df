/** Maps values to pixels. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

/** A linear scale over round numbers: about `count` ticks of 1, 2 or 5 times a power of ten. */
export function linearScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
  count = 5,
): Scale {
  const span = high > low ? high - low : 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  // Counted in whole steps: adding up 0.1 would drift.
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) ticks.push(at * step);
  const scale = (value: number): number => from + ((value - low) / span) * (to - from);
  return Object.assign(scale, { ticks });
}

/** Ticks and their labels along the bottom of a chart. */
export function BottomAxis({
  scale,
  y,
  format,
  grid = 0,
}: {
  scale: Scale;
  y: number;
  format: (value: number) => string;
  /** Height of the grid lines above the axis. */
  grid?: number;
}) {
  return (
    <g class="axis" aria-hidden="true">
      {scale.ticks.map((tick) => (
        <g key={tick} transform={`translate(${scale(tick)} ${y})`}>
          <line y1={-grid} y2={grid ? 0 : 4} />
          <text y={16} text-anchor="middle">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}
