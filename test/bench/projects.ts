import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

const REGEXES = `promises:
  - { id: json-errors, title: Errors are JSON, stated: ['errors in JSON'], scorer: { regex: { pattern: 'JSON format' } } }
  - { id: pages, title: Lists are paginated, stated: ['paginate lists'], scorer: { regex: { pattern: 'paginated' } } }
`;

/** A project of one agent and a hundred tasks, judged by two regular expressions: scoring costs next to nothing. */
export async function regexProject(folder: string): Promise<string> {
  const tasks = Array.from(
    { length: 100 },
    (_, at) => `task-${at},Task ${at},Build service ${at}.,endpoint,python,specified,`,
  );
  return project(join(folder, 'regexes'), {
    'agents/terse.md':
      '---\nname: terse\ndescription: Terse.\nmodel: haiku\n---\nAlways answer errors in JSON.\nAlways paginate lists.\n',
    'datasets/tasks.csv': `id,title,task,kind,stack,clarity,answers\n${tasks.join('\n')}\n`,
    'evals/promises.yaml': REGEXES,
    'evals/bench.yaml': `agents: ../agents/*.md
datasets: ../datasets/tasks.csv
promises: promises.yaml
model: anthropic
concurrency: 50
conversation: { maxTurns: 1 }
`,
  });
}

/** The five variants and twelve tasks of the checkout, asked live; judged by all that the agents promise, or by nothing. */
export async function liveProject(folder: string, judged: 'by all' | 'by nothing'): Promise<string> {
  const promises =
    judged === 'by all'
      ? JSON.stringify(join(CHECKOUT, 'evals/promises.yaml'))
      : JSON.stringify(join(folder, 'nothing/evals/none.yaml'));
  return project(join(folder, judged === 'by all' ? 'all' : 'nothing'), {
    'evals/none.yaml': REGEXES.replaceAll(/stated: \[[^\]]*\]/g, "stated: ['JSON|error|API']"),
    'evals/bench.yaml': `agents: ${JSON.stringify(join(CHECKOUT, 'agents/*.md'))}
datasets: ${JSON.stringify(join(CHECKOUT, 'datasets/backend-tasks.csv'))}
promises: ${promises}
model: anthropic:haiku
concurrency: 50
`,
  });
}

/**
 * The path of a suite that judges as the main one of the checkout does, but for one promise, which is defined in other words: one that
 * every agent makes, and that is among those that take longest to judge.
 */
export async function changedSuite(folder: string): Promise<string> {
  const catalogue = await readFile(join(CHECKOUT, 'evals/promises.yaml'), 'utf8');
  const changed = catalogue.replace(
    '\n    scorer: error-handling\n',
    '\n    scorer: error-handling\n    applies: { clarity: [specified, vague] }\n',
  );
  if (changed === catalogue) throw new Error('the catalogue has no such promise');
  const path = (to: string): string => JSON.stringify(join(CHECKOUT, to));
  await project(folder, {
    'evals/promises.yaml': changed,
    'evals/changed.yaml': `agents: ${path('agents/*.md')}
datasets: ${path('datasets/backend-tasks.csv')}
promises: promises.yaml
replay: ${path('datasets/transcripts')}
`,
  });
  return join(folder, 'evals/changed.yaml');
}

async function project(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
