import { stringify } from 'yaml';
import { counted } from '../../counted.ts';
import type { Task } from '../../datasets/task.ts';
import { asTyped } from '../../input/globs.ts';
import { UserError } from '../../input/user-error.ts';
import type { PromiseDefinition } from '../../promises/catalogue.ts';
import { columnOf, type Plan } from '../../suite/plan.ts';
import { slugOf } from '../interchange/imported.ts';

/** Files to write, and what they cannot say. */
export interface Exported {
  /** Relative path -> content. */
  readonly files: ReadonlyMap<string, string>;
  /** One line each: where and what. */
  readonly unmapped: readonly string[];
}

/**
 * A suite as eval cases of a Claude Code plugin: a folder for each task, a grader for each promise that an agent of the
 * suite makes and that is about the task. Promises whose scorer is code become rubrics of what they are about.
 * @throws {UserError} if two task ids give one folder name.
 */
export function exportPluginEval({ suite, agents, tasks, catalogue, promises }: Plan): Exported {
  const made = new Set([...promises.values()].flat().map(({ id }) => id));
  const unmapped: string[] = [];
  const graders = catalogue.promises.flatMap((promise) => {
    if (!made.has(promise.id)) return [];
    const text = graderOf(promise, unmapped);
    return text === undefined ? [] : [{ promise, text }];
  });
  const judged = graders.flatMap(({ promise }) => (isByCode(promise) ? [promise.id] : []));
  if (judged.length > 0) {
    unmapped.push(
      `code scores these in Vouch, here a judge model does by what they are about: ${judged.join(', ')}`,
    );
  }
  const files = new Map<string, string>();
  for (const task of tasks) {
    const folder = slugOf(task.id) || 'task';
    if (files.has(`${folder}/prompt.md`)) {
      throw UserError.at(
        task.source,
        `task "${task.id}" would share the folder ${folder} with another; rename one`,
      );
    }
    if (folder !== task.id) unmapped.push(`${task.source}: the id "${task.id}"; the case is ${folder}`);
    files.set(`${folder}/prompt.md`, promptOf(task));
    const about = graders.filter(({ promise }) => isAbout(promise, task));
    for (const { promise, text } of about) files.set(`${folder}/graders/${promise.id}.md`, text);
    if (about.length === 0)
      unmapped.push(`${task.source}: no grader for task "${task.id}"; Claude Code refuses such a case`);
  }
  const answered = tasks.filter(({ answers }) => answers.trim() !== '').length;
  if (answered > 0) {
    unmapped.push(
      `${asTyped(suite.path)}: the answers of ${answered} tasks; a case has one prompt and nobody answers questions`,
    );
  }
  const columns = new Set(tasks.flatMap(({ metadata }) => Object.keys(metadata)));
  columns.delete(OUTCOME);
  if (columns.size > 0)
    unmapped.push(`${asTyped(suite.path)}: columns of the tasks: ${[...columns].join(', ')}`);
  if ([...promises.values()].some((own) => own.length < made.size)) {
    unmapped.push(
      `${asTyped(suite.path)}: which of ${counted(agents.length, 'agent')} makes which promise; a grader judges whatever agent answers`,
    );
  }
  return { files, unmapped };
}

/** The only column besides the fields of tasks that a case has a key for. */
const OUTCOME = 'expected_outcome';

function isAbout({ applies = {} }: PromiseDefinition, task: Task): boolean {
  return Object.entries(applies).every(([column, values]) => values.includes(columnOf(task, column)));
}

/** True if neither a rubric nor a pattern that a grader can hold scores the promise. */
function isByCode({ scorer }: PromiseDefinition): boolean {
  if (typeof scorer !== 'object') return scorer !== undefined;
  return scorer.kind !== 'rubric' && !(scorer.kind === 'regex' && scorer.with.in === 'answer');
}

function promptOf(task: Task): string {
  const tags = [task.kind, task.stack, task.clarity].filter((tag) => tag !== '');
  const expected = task.metadata[OUTCOME] ?? '';
  return markdown(
    {
      name: slugOf(task.id) || 'task',
      description: task.title,
      ...(tags.length === 0 ? {} : { tags }),
      ...(expected === '' ? {} : { [OUTCOME]: expected }),
    },
    task.task,
  );
}

function graderOf(promise: PromiseDefinition, unmapped: string[]): string | undefined {
  const { id, title, about, scorer } = promise;
  if (typeof scorer === 'object' && scorer.kind === 'rubric') return markdown({ type: 'llm' }, scorer.with);
  if (typeof scorer === 'object' && scorer.kind === 'regex' && scorer.with.in === 'answer') {
    const { pattern, means, turn } = scorer.with;
    if (turn !== 'last')
      unmapped.push(`promise ${id}: the grader looks at the last message, the promise at ${turn} turn`);
    return markdown(
      {
        type: 'regex',
        pattern: pattern.source,
        flags: 'imu',
        ...(means === 'broken' ? { match: 'not_contains' } : {}),
      },
      '',
    );
  }
  const kept = about ?? title;
  return markdown(
    { type: 'llm' },
    `${title}.\n\nPASS if this holds, or if the request gives no occasion for it: ${kept}\nFAIL otherwise.`,
  );
}

function markdown(data: Readonly<Record<string, unknown>>, body: string): string {
  const text = body === '' ? '' : `\n${body}\n`;
  return `---\n${stringify(data, { lineWidth: 0 })}---\n${text}`;
}
