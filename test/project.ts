import { tempFolder, type TempFolder } from './temp-folder.ts';

/** An agent that promises type hints, questions first and tests. */
export const CAREFUL = `---
name: careful
description: Writes small Python services.
model: haiku
---
You write small Python services.

- Before you write any code, ask clarifying questions.
- All your Python carries type hints.
- Include tests with every change.
`;

/** An agent that promises type hints only. */
export const TERSE = `---
name: terse
description: Writes Python.
---
Always put type hints on Python functions.
`;

const TASKS = `id,title,task,kind,stack,clarity,answers
add,Add two numbers,Write a Python function that adds two numbers.,pure-function,python,specified,Integers only.
greet,Greet a user,"Write a Python function that greets
a user by name.",pure-function,python,vague,"In English, please go ahead."
`;

const PROMISES = `promises:
  - id: asks-before-code
    title: Asks before it codes
    stated: ['ask.{0,40}questions?']
    scorer: asks-before-code
  - id: python-type-hints
    title: Python carries type hints
    stated: ['type hints?']
    scorer: python-type-hints
    severity: block
  - id: tests-included
    title: Tests are included
    stated: ['include.{0,20}tests?']
    scorer: tests-included
`;

const SUITE = `agents: ../agents/*.md
datasets: ../datasets/tasks.csv
promises: promises.yaml
replay: ../datasets/transcripts
defaultModel: sonnet
`;

/** What the terse agent answered to a task, as it is recorded. */
export const transcript = (task: string, answer: string): string =>
  `---\nagent: terse\ntask: ${task}\n---\n<!-- user -->\nWrite it.\n\n<!-- assistant -->\n${answer}`;

/** A small project as \`vouch\` finds it, with further or other files. */
export function smallProject(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  return tempFolder({
    'agents/careful.md': CAREFUL,
    'agents/terse.md': TERSE,
    'datasets/tasks.csv': TASKS,
    'evals/promises.yaml': PROMISES,
    'evals/small.yaml': SUITE,
    ...files,
  });
}
