import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { UserError } from '../input/user-error.ts';
import { parseCsv } from './csv.ts';

describe('parseCsv', () => {
  test('keeps cells as they are and says on which line each row begins', () => {
    const table = parseCsv('id, task \n\na,"two\n\nlines, ""quoted"""\n\r\n b , c\n', 'x.csv');
    expect(table).toEqual({
      headerLine: 1,
      header: ['id', 'task'],
      rows: [
        {
          line: 3,
          cells: new Map([
            ['id', 'a'],
            ['task', 'two\n\nlines, "quoted"'],
          ]),
        },
        {
          line: 7,
          cells: new Map([
            ['id', ' b '],
            ['task', ' c'],
          ]),
        },
      ],
    });
  });

  test.each([
    [
      'a row that is too short',
      'id,task,kind\na,b,c\nd',
      'x.csv:3: row has 1 cell, the header has 3; no value for: task, kind',
    ],
    [
      'a row that is too long',
      'id,task\na,hello, world',
      'x.csv:2: row has 3 cells, the header has 2; no column for: " world"; put cells that hold a comma in quotes',
    ],
    [
      'a quote that is never closed',
      'id,task\na,b\nc,"d\ne,f',
      'x.csv:3: not valid CSV: a quoted cell of this row is never closed',
    ],
    [
      'a quote that stands inside a quoted cell',
      'id,task\na,"say "hi" now"',
      'x.csv:2: not valid CSV: this row has a quote inside a quoted cell; write it twice',
    ],
    [
      'a quote that stands inside a bare cell',
      'id,task\na,5" disk',
      'x.csv:2: not valid CSV: this row has a quote inside a cell that is not quoted; put the cell in quotes and write the quote twice',
    ],
    ['two columns of one name', 'id,task,id\na,b,c', 'x.csv:1: the header has two columns "id"'],
    ['a column without a name', 'id,,task\na,b,c', 'x.csv:1: column 2 of the header has no name'],
    [
      'semicolons',
      'id;task\na;b',
      'x.csv:1: the columns are separated by semicolons; save the file with commas',
    ],
    ['nothing', '\n\n', 'x.csv: is empty; expected a header with the names of the columns'],
    ['nothing but a header', 'id,task\n', 'x.csv: has a header but no rows'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseCsv(text, 'x.csv')).toThrow(new UserError(message));
  });

  test('reads back what a CSV writer wrote, with the right line of every row', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', ',', '"', '\n', '\r\n', '\r', ';') });
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 });
    const lineEnd = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(rows, lineEnd, fc.nat(2), (cells, end, blankLines) => {
        let text = `first,second${end}`;
        const expected = cells.map((row) => {
          text += end.repeat(blankLines);
          const line = text.split(/\r\n|\n|\r/).length;
          text += row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + end;
          return { line, cells: new Map(['first', 'second'].map((name, index) => [name, row[index]])) };
        });
        expect(parseCsv(text, 'x.csv').rows).toEqual(expected);
      }),
    );
  });
});
