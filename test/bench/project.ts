import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A project of one agent and a hundred tasks, judged by two regular expressions: scoring costs next to nothing. */
export async function benchProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vouch-bench-'));
  const tasks = Array.from(
    { length: 100 },
    (_, at) => `task-${at},Task ${at},Build service ${at}.,endpoint,python,specified,`,
  );
  const files = {
    'agents/terse.md':
      '---\nname: terse\ndescription: Terse.\nmodel: haiku\n---\nAlways answer errors in JSON.\nAlways paginate lists.\n',
    'datasets/tasks.csv': `id,title,task,kind,stack,clarity,answers\n${tasks.join('\n')}\n`,
    'evals/promises.yaml': `promises:
  - { id: json-errors, title: Errors are JSON, stated: ['errors in JSON'], scorer: { regex: { pattern: 'JSON format' } } }
  - { id: pages, title: Lists are paginated, stated: ['paginate lists'], scorer: { regex: { pattern: 'paginated' } } }
`,
    'evals/bench.yaml': `agents: ../agents/*.md
datasets: ../datasets/tasks.csv
promises: promises.yaml
model: anthropic
concurrency: 50
conversation: { maxTurns: 1 }
`,
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
