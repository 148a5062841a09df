import { readdir, readFile } from 'node:fs/promises';
import type { RunLine, ScoredLine, TrialLine } from '../src/runs/format.ts';
import type { FakeReply, FakeRequest } from './fake-messages-api.ts';
import type { TempFolder } from './temp-folder.ts';

/** A function with type hints, as the agents of the small project promise. */
export const TYPED = '```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```\n';

/** The careful agent asks, then plans, then answers; the terse one answers at once. Every answer differs. */
export function conversing(delayMs = 0): (request: FakeRequest) => FakeReply {
  let count = 0;
  return ({ body }) => {
    const note = `This is answer ${++count}.\n\n`;
    const turn = Math.ceil(body.messages.length / 2);
    const asks = JSON.stringify(body.system).includes('ask clarifying questions');
    if (asks && turn === 1) return { text: `${note}Which numbers do you have in mind?`, delayMs };
    if (asks && turn === 2)
      return { text: `${note}## Plan\n\n1. One function.\n\nShall I implement it like this?`, delayMs };
    return { text: `${note}${TYPED}`, delayMs };
  };
}

/** What a live run needs of its environment. */
export function liveEnv(api: { readonly url: string }): Record<string, string> {
  return { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: api.url };
}

/** Paths of all run files of a project, oldest first. */
export async function runFiles(project: TempFolder): Promise<string[]> {
  const runs = (await readdir(project.file('reports/runs'))).toSorted();
  return runs.map((run) => project.file(`reports/runs/${run}/run.jsonl`));
}

/** All lines of a run file; every one of them has to be whole. */
export async function linesOf(path: string): Promise<RunLine[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunLine);
}

/** How often each trial stands in a run: answered without an error, and scored. */
export function countTrials(lines: readonly RunLine[]): { answered: string[]; scored: string[] } {
  const name = ({ agent, task, repeat }: TrialLine | ScoredLine): string => `${agent} ${task} ${repeat}`;
  return {
    answered: lines.flatMap((line) => (line.type === 'trial' && !line.error ? [name(line)] : [])).toSorted(),
    scored: lines.flatMap((line) => (line.type === 'scored' ? [name(line)] : [])).toSorted(),
  };
}

/** The names that `countTrials` gives for a whole run of the small project. */
export function allTrials(repeats: number): string[] {
  const names: string[] = [];
  for (const agent of ['careful', 'terse'])
    for (const task of ['add', 'greet'])
      for (let repeat = 1; repeat <= repeats; repeat++) names.push(`${agent} ${task} ${repeat}`);
  return names.toSorted();
}
