import { extname } from 'node:path';
import { isSeq, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { messageOf, UserError } from '../input/user-error.ts';
import { inOurWords } from '../input/yaml.ts';
import { parseCsv } from './csv.ts';

/** One row of a dataset before it is a task: column names and texts. */
export interface Row {
  /** `file:line`. */
  readonly source: string;
  readonly cells: ReadonlyMap<string, string>;
}

/**
 * The rows of a dataset, by the ending of its name: CSV, JSONL (one object a line) or YAML (a list of objects).
 * @throws {UserError} naming file and line of whatever is not a row.
 */
export function readRows(text: string, path: string): Row[] {
  const read = READERS.get(extname(path).toLowerCase());
  if (!read) {
    throw UserError.at(
      path,
      `is not a dataset that can be read; expected a file named ${[...READERS.keys()].join(', ')}`,
    );
  }
  const rows = read(text, path);
  if (rows.length === 0) throw UserError.at(path, 'holds no tasks');
  return rows;
}

const READERS = new Map<string, (text: string, path: string) => Row[]>([
  ['.csv', readCsvRows],
  ['.jsonl', readJsonLines],
  ['.ndjson', readJsonLines],
  ['.yaml', readYamlList],
  ['.yml', readYamlList],
]);

function readCsvRows(text: string, path: string): Row[] {
  const { header, headerLine, rows } = parseCsv(text, path);
  requireColumns(header, `${path}:${headerLine}`);
  return rows.map(({ line, cells }) => ({ source: `${path}:${line}`, cells }));
}

function readJsonLines(text: string, path: string): Row[] {
  const rows: Row[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const source = `${path}:${index + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw UserError.at(source, `not valid JSON: ${messageOf(error)}; expected one object a line`, {
        cause: error,
      });
    }
    rows.push(toRow(value, source));
  });
  return rows;
}

function readYamlList(text: string, path: string): Row[] {
  const lines = new LineCounter();
  const lineAt = (offset: number | undefined): string => `${path}:${lines.linePos(offset ?? 0).line}`;
  return withoutOverflow(path, () => {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const fault = document.errors[0];
    if (fault) throw UserError.at(lineAt(fault.pos[0]), inOurWords(fault), { cause: fault });
    const list = document.contents;
    if (list === null) return [];
    if (!isSeq<{ range?: [number, number, number] | null }>(list)) {
      throw UserError.at(path, 'expected a list of tasks (`- id: …`)');
    }
    const values: unknown[] = document.toJS();
    return list.items.map((item, index) => toRow(values[index], lineAt(item.range?.[0])));
  });
}

/** Whatever throws without naming a place (nesting too deep for the stack, too many aliases) is the file's fault. */
function withoutOverflow<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw UserError.at(path, `not valid YAML: ${messageOf(error)}`, { cause: error });
  }
}

const text = (issue: { input: unknown }): string =>
  `expected text, found ${kindOf(issue.input)}${advice(issue.input)}`;
const optionalText = z.string({ error: text }).nullish();

/** What JSONL and YAML rows may hold; further keys are metadata of any type. */
const rowSchema = z.looseObject(
  {
    id: z.string({ error: text }),
    task: z.string({ error: text }),
    title: optionalText,
    kind: optionalText,
    stack: optionalText,
    clarity: optionalText,
    answers: optionalText,
  },
  { error: (issue) => `expected an object with id and task, found ${kindOf(issue.input)}` },
);

function toRow(value: unknown, source: string): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    requireColumns(Object.keys(value), source);
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => {
      const column = path.map(String).join('.');
      return `${source}: ${column === '' ? '' : `${column}: `}${message}`;
    });
    throw new UserError(issues.join('\n'), { cause: parsed.error });
  }
  const cells = Object.entries(parsed.data).map(([name, cell]): [string, string] => [
    name,
    toText(cell, source, name),
  ]);
  return { source, cells: new Map(cells) };
}

function toText(value: unknown, source: string, column: string): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw UserError.at(source, `${column}: is nested too deep or refers to itself`, { cause: error });
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

function advice(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? '; put it in quotes' : '';
}

/** What other tools call the column that holds the user's message. */
const OTHER_NAMES_OF_TASK = ['prompt', 'input', 'question', 'query', 'request', 'message'];

function requireColumns(columns: readonly string[], place: string): void {
  const missing = ['id', 'task'].filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  const hints: string[] = [];
  if (missing.includes('id')) hints.push('`id` must be unique and stable, trials are paired by it');
  if (missing.includes('task')) {
    const other = OTHER_NAMES_OF_TASK.find((name) => columns.includes(name));
    hints.push(
      other === undefined ? "`task` is the user's first message" : `rename \`${other}\` to \`task\``,
    );
  }
  const found = columns.length === 0 ? 'nothing' : columns.join(', ');
  throw UserError.at(place, `no column ${missing.join(', ')}; found ${found}; ${hints.join('; ')}`);
}
