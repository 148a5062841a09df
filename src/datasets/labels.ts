import { basename } from 'node:path';
import { readText } from '../input/read.ts';
import { UserError } from '../input/user-error.ts';
import { type CsvRow, parseCsv } from './csv.ts';

/** One judgement by a reader: does this agent's answer to this task keep this promise? */
export interface Label {
  /** Agent id. */
  readonly agent: string;
  /** Task id. */
  readonly task: string;
  /** Promise id. */
  readonly promise: string;
  /** `na`: the promise does not apply. */
  readonly label: 'kept' | 'broken' | 'na';
  /** The reader's shortest evidence, without the word `borderline:`; '' for obvious cases. */
  readonly note: string;
  /** True where two readers could differ. */
  readonly borderline: boolean;
  /** `file:line` of the row, for messages. */
  readonly source: string;
}

/**
 * The labels of one file; its name without `.csv` is the agent's id.
 * @throws {UserError} naming file and line if a column is missing, a label is not one, or stands twice.
 */
export async function loadLabels(path: string): Promise<Label[]> {
  const { header, headerLine, rows } = parseCsv(await readText(path), path);
  const missing = ['task', 'promise', 'label'].filter((name) => !header.includes(name));
  if (missing.length > 0) {
    throw UserError.at(
      `${path}:${headerLine}`,
      `no column ${missing.join(', ')}; expected task, promise, label, note`,
    );
  }
  const agent = basename(path, '.csv');
  const places = new Map<string, string>();
  return rows.map((row) => {
    const source = `${path}:${row.line}`;
    const label = toLabel(row, agent, source);
    const key = JSON.stringify([label.task, label.promise]);
    const first = places.get(key);
    if (first !== undefined) {
      throw UserError.at(source, `${label.promise} on ${label.task} is labelled at ${first} already`);
    }
    places.set(key, source);
    return label;
  });
}

const BORDERLINE = /^borderline\b[:\s]*/i;

function toLabel({ cells }: CsvRow, agent: string, source: string): Label {
  const cell = (name: string): string => (cells.get(name) ?? '').trim();
  const [task, promise, label, note] = [cell('task'), cell('promise'), cell('label'), cell('note')];
  for (const [name, value] of Object.entries({ task, promise })) {
    if (value === '') throw UserError.at(source, `the ${name} is empty`);
  }
  if (label !== 'kept' && label !== 'broken' && label !== 'na') {
    throw UserError.at(source, `found label "${label}"; expected kept, broken or na`);
  }
  return {
    agent,
    task,
    promise,
    label,
    note: note.replace(BORDERLINE, ''),
    borderline: BORDERLINE.test(note),
    source,
  };
}
