import { styleText } from 'node:util';
import Table from 'cli-table3';

/** Cells in aligned columns, without lines; the head is bold. */
export function renderGrid(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  widths?: readonly number[],
): string {
  const grid = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    head: head.map((text) => styleText('bold', text)),
    ...(widths ? { colWidths: [...widths] } : {}),
  });
  for (const row of rows) grid.push([...row]);
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
