import { readText } from '../input/read.ts';
import { UserError } from '../input/user-error.ts';
import { readRows, type Row } from './rows.ts';
import type { Task } from './task.ts';

/**
 * The tasks of all the dataset files (CSV, JSONL, YAML), in their order.
 * @throws {UserError} naming file and line if a file cannot be read, holds no tasks, lacks a column or a value, or an id
 * or a request appears twice, be it in two files.
 */
export async function loadTasks(paths: readonly string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  const places = new Map<string, string>();
  const requests = new Map<string, string>();
  for (const path of paths) {
    for (const row of readRows(await readText(path), path)) {
      const task = toTask(row);
      const first = places.get(task.id);
      if (first !== undefined) {
        throw UserError.at(
          task.source,
          `id "${task.id}" stands at ${first} already; ids are unique over all datasets`,
        );
      }
      places.set(task.id, task.source);
      // Equal requests would share one stored answer and then count as if they were two.
      const request = JSON.stringify([task.task, task.answers]);
      const same = requests.get(request);
      if (same !== undefined) {
        throw UserError.at(
          task.source,
          `task "${task.id}" asks the same as the one at ${same}; drop one, or ask more often by \`repeats\``,
        );
      }
      requests.set(request, task.source);
      tasks.push(task);
    }
  }
  return tasks;
}

const FIELDS: ReadonlySet<string> = new Set(['id', 'title', 'task', 'kind', 'stack', 'clarity', 'answers']);

function toTask({ source, cells }: Row): Task {
  const cell = (name: string): string => cells.get(name) ?? '';
  const id = cell('id').trim();
  if (id === '') throw UserError.at(source, 'the id is empty; give the task a short name that stays');
  if (/[\u0000-\u001f\u007f]/.test(id)) {
    throw UserError.at(source, `id ${JSON.stringify(id)} holds a line break or another control character`);
  }
  const task = cell('task');
  if (task.trim() === '')
    throw UserError.at(source, `task "${id}" is empty; expected the user's first message`);
  return {
    id,
    title: cell('title') || cell('__description') || id,
    task,
    kind: cell('kind'),
    stack: cell('stack'),
    clarity: cell('clarity'),
    answers: cell('answers'),
    metadata: metadataOf(cells, source),
    source,
  };
}

function metadataOf(cells: Row['cells'], source: string): Record<string, string> {
  const columns = new Map<string, string>();
  const metadata: [string, string][] = [];
  for (const [column, value] of cells) {
    if (FIELDS.has(column)) continue;
    const key = metadataKey(column);
    const other = columns.get(key);
    if (other !== undefined) {
      throw UserError.at(
        source,
        `columns "${other}" and "${column}" are the same metadata "${key}"; drop one`,
      );
    }
    columns.set(key, column);
    metadata.push([key, value]);
  }
  return Object.fromEntries(metadata);
}

/** promptfoo's `__metadata:x` (`__metadata:x[]` for lists) is `x`; its other `__` columns keep their names. */
function metadataKey(column: string): string {
  const named = /^__metadata:(.+?)(?:\[\])?$/s.exec(column);
  return named?.[1] ?? column;
}
