import type { Aim } from './aims.ts';

/** One piece of work, done by one of those that can do it. */
export interface Row {
  readonly work: string;
  readonly unit: string;
  readonly who: string;
  readonly median: number;
  /** One a round. */
  readonly values: readonly number[];
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? NaN, sorted[sorted.length >> 1] ?? NaN];
  return (low + high) / 2;
}

/** A Markdown table: a line a piece of work, a column each that did it, with what Vouch is to each of the others. */
export function table(rows: readonly Row[]): string {
  const byWork = Map.groupBy(rows, ({ work, unit }) => `${work} (${unit})`);
  const lines = [...byWork].map(([work, done]) => {
    const first = done[0];
    const cells = done.map(({ who, median }) => {
      const ratio = first === undefined || who === first.who ? '' : ` (${figure(first.median / median)} x)`;
      return `${who} ${figure(median)}${ratio}`;
    });
    return `| ${work} | ${cells.join(' · ')} |`;
  });
  return ['| work | medians; in brackets the first as a multiple of this |', '|---|---|', ...lines].join(
    '\n',
  );
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}

/** A Markdown table: a line an aim. */
export function aimsTable(aims: readonly Aim[]): string {
  const lines = aims.map(
    ({ what, asked, measured, holds }) =>
      `| ${what} | ${asked} | ${measured === undefined ? '' : figure(measured)} | ${holds ? 'yes' : 'no'} |`,
  );
  return ['| aim | asked | measured | holds |', '|---|---|---|---|', ...lines].join('\n');
}
