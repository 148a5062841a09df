import type { Cell, Report } from '../../reports/report.ts';
import type { Page } from '../page.ts';
import type { Sorting } from '../parts/table.tsx';

/** One promise with each agent's record, in the order of the report's agents. */
export interface PromiseRow {
  readonly promise: Report['promises'][number];
  readonly cells: readonly (Cell | undefined)[];
}

/** Groups of the matrix, heaviest first. */
export const SEVERITIES = [
  { id: 'block', title: 'Must hold' },
  { id: 'warn', title: 'Should hold' },
  { id: 'info', title: 'Good to have' },
] as const;

/** Which promises to show. */
export const SHOWN = [
  ['all', 'all promises'],
  ['broken', 'broken at least once'],
  ['differ', 'variants differ'],
  ['unjudged', 'not wholly judged'],
] as const;

/** The rows that fit, in the order asked for. */
export function rowsOf(
  page: Page,
  { sorting, shown, text }: { sorting: Sorting; shown: string; text: string },
): PromiseRow[] {
  const { report } = page.data;
  const wanted = text.trim().toLowerCase();
  const rows = report.promises
    .filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(wanted))
    .map((promise) => ({ promise, cells: report.agents.map(({ id }) => page.cell(id, promise.id)) }))
    .filter(({ cells }) => isShown(cells, shown));
  if (sorting.by === 'name') rows.sort((a, b) => a.promise.title.localeCompare(b.promise.title, 'en'));
  const agent = report.agents.findIndex(({ id }) => id === sorting.by);
  if (agent !== -1) rows.sort((a, b) => rateOf(a.cells[agent]) - rateOf(b.cells[agent]));
  if (!sorting.down) return rows;
  rows.reverse();
  // What has no rate stands last either way.
  return agent === -1
    ? rows
    : [...rows.filter(hasRate(agent)), ...rows.filter((row) => !hasRate(agent)(row))];
}

function isShown(cells: readonly (Cell | undefined)[], shown: string): boolean {
  switch (shown) {
    case 'broken':
      return cells.some((cell) => (cell?.broken ?? 0) > 0);
    case 'differ':
      return new Set(cells.flatMap((cell) => cell?.rate ?? [])).size > 1;
    case 'unjudged':
      return cells.some((cell) => (cell?.unscored ?? 0) > 0);
    default:
      return true;
  }
}

function rateOf(cell: Cell | undefined): number {
  return cell?.rate ?? (cell ? 2 : 3);
}

function hasRate(agent: number): (row: PromiseRow) => boolean {
  return ({ cells }) => cells[agent]?.rate != null;
}
