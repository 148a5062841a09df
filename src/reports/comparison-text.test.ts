import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'fast-string-width';
import { expect, test } from 'vitest';
import { names } from '../../test/made-up-run.ts';
import { madeUpSide } from '../../test/reported-run.ts';
import { compareSides } from '../compare/compare.ts';
import type { Side } from '../compare/side.ts';
import { renderComparison } from './comparison-text.ts';

test('the table of a comparison fits the terminal, and names the columns that it has no room for', async () => {
  const promise = 'a-promise-with-a-long-name';
  const side = (id: string, broken: number): Promise<Side> =>
    madeUpSide({
      id,
      agents: ['careful'],
      tasks: names('t', 24),
      repeats: 3,
      promises: [promise],
      verdict: ({ task, repeat }) => (repeat > 1 && Number(task.slice(1)) < broken ? 'broken' : 'kept'),
    });
  const comparison = compareSides(await side('a', 5), await side('b', 12));
  const tableIn = (width: number): string[] => {
    const lines = stripVTControlCharacters(renderComparison(comparison, { width, examples: 0 })).split('\n');
    return lines.slice(lines.indexOf('') + 1, lines.findIndex((line) => line.startsWith('kept/')) + 1);
  };
  for (const width of [160, 100, 80])
    for (const line of tableIn(width).slice(0, -1)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  expect(tableIn(160)[0]).toMatch(/B − A here +new tasks like these +all 3 repeats +verdict$/);
  expect(tableIn(100)[0]).toMatch(/B − A here +all 3 repeats +verdict$/);
  expect(tableIn(100).at(-1)).toMatch(/; no room for: new tasks like these$/);
  expect(tableIn(80)[0]).toMatch(/B − A here +verdict$/);
  expect(tableIn(80).at(-1)).toMatch(/; no room for: new tasks like these, all 3 repeats$/);
});
