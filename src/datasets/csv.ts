import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../input/user-error.ts';

/** One row of a CSV file. */
export interface CsvRow {
  /** The 1-based line of the file on which the row begins. */
  readonly line: number;
  /** Every column of the header has a cell. */
  readonly cells: ReadonlyMap<string, string>;
}

/** A CSV file with a header and at least one row. */
export interface CsvTable {
  readonly headerLine: number;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads CSV text: quoted cells may hold line breaks, blank lines are skipped, cells are kept as they are and names of
 * columns are trimmed.
 * @throws {UserError} naming `place` and the line where a row is ragged, a quote is wrong, the header is not usable, or
 * nothing stands under it.
 */
export function parseCsv(text: string, place: string): CsvTable {
  const [first, ...others] = readRecords(text, place);
  if (!first) throw UserError.at(place, 'is empty; expected a header with the names of the columns');
  const header = readHeader(first, place);
  if (others.length === 0) throw UserError.at(place, 'has a header but no rows');
  return { headerLine: first.line, header, rows: others.map((record) => toRow(record, header, place)) };
}

function readRecords(text: string, place: string): CsvRecord[] {
  const bytes = Buffer.from(text);
  const lines = lineCounter(bytes);
  const records: CsvRecord[] = [];
  let end = 0;
  try {
    parse(bytes, {
      relax_column_count: true,
      skip_empty_lines: true,
      // Named, because a parser that guesses by the first line leaves `\r` in the cells of a file with mixed line ends.
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record(cells: string[], { bytes: recordEnd }) {
        // The parser's own `lines` counts `\r\n` twice inside quoted cells.
        records.push({ line: lines.ofContentFrom(end), cells });
        end = recordEnd;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const fault = FAULTS.get(error.code) ?? error.message;
    throw UserError.at(`${place}:${lines.ofContentFrom(end)}`, `not valid CSV: ${fault}`, { cause: error });
  }
  return records;
}

const FAULTS: ReadonlyMap<string, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'a quoted cell of this row is never closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'this row has a quote inside a quoted cell; write it twice'],
  [
    'INVALID_OPENING_QUOTE',
    'this row has a quote inside a cell that is not quoted; put the cell in quotes and write the quote twice',
  ],
]);

/** Tells line numbers of a text; offsets must be asked for in ascending order. */
function lineCounter(bytes: Buffer): { ofContentFrom(offset: number): number } {
  let line = 1;
  let position = 0;
  return {
    ofContentFrom(offset) {
      let start = offset;
      while (bytes[start] === LF || bytes[start] === CR) start++;
      line += countLineBreaks(bytes, position, start);
      position = start;
      return line;
    },
  };
}

const [LF, CR] = [10, 13];

function countLineBreaks(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index++) {
    if (bytes[index] === LF || (bytes[index] === CR && bytes[index + 1] !== LF)) count++;
  }
  return count;
}

function readHeader({ line, cells }: CsvRecord, place: string): string[] {
  const header = cells.map((cell) => cell.trim());
  const where = `${place}:${line}`;
  const separator = header.length === 1 ? /[;\t]/.exec(header[0] ?? '')?.[0] : undefined;
  if (separator !== undefined) {
    const name = separator === '\t' ? 'tabs' : 'semicolons';
    throw UserError.at(where, `the columns are separated by ${name}; save the file with commas`);
  }
  header.forEach((name, index) => {
    if (name === '') throw UserError.at(where, `column ${index + 1} of the header has no name`);
    if (header.indexOf(name) < index) throw UserError.at(where, `the header has two columns "${name}"`);
  });
  return header;
}

function toRow({ line, cells }: CsvRecord, header: readonly string[], place: string): CsvRow {
  if (cells.length !== header.length) {
    const counts = `row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header has ${header.length}`;
    const mismatch =
      cells.length < header.length
        ? `no value for: ${header.slice(cells.length).join(', ')}`
        : `no column for: ${cells.slice(header.length).map(quote).join(', ')}; put cells that hold a comma in quotes`;
    throw UserError.at(`${place}:${line}`, `${counts}; ${mismatch}`);
  }
  return { line, cells: new Map(header.map((name, index) => [name, cells[index] ?? ''])) };
}

function quote(cell: string): string {
  return JSON.stringify(cell.length <= 40 ? cell : `${cell.slice(0, 39)}…`);
}
