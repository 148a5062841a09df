import type { RunHeader, RunLine, StoredVerdict } from '../src/runs/format.ts';

/** What a made-up trial shows for one promise. */
export type MadeUp = StoredVerdict['verdict'];

/** A run that never was: only its verdicts matter. */
export interface MadeUpRun {
  readonly id: string;
  readonly agents: readonly string[];
  readonly tasks: readonly string[];
  readonly repeats?: number;
  readonly promises: readonly string[];
  /** Promises that an agent makes; all by default. */
  readonly made?: Readonly<Record<string, readonly string[]>>;
  readonly verdict: (at: { agent: string; task: string; repeat: number; promise: string }) => MadeUp;
  /** Text of an answer, for the comparison of copies; its place by default. */
  readonly answer?: (at: { agent: string; task: string; repeat: number }) => string;
  readonly failed?: (at: { agent: string; task: string; repeat: number }) => boolean;
  readonly header?: Partial<RunHeader>;
}

/** The lines of such a run, as a run file would have them. */
export function madeUpRun(run: MadeUpRun): RunLine[] {
  const { id, agents, tasks, repeats = 1, promises, verdict, failed = () => false } = run;
  const answer = run.answer ?? (({ agent, task, repeat }) => `${id} ${agent} ${task} ${repeat}`);
  const header: RunHeader = {
    type: 'run',
    format: 1,
    id,
    startedAt: '2026-11-21T04:00:00.000Z',
    vouch: '0.1.0',
    node: 'v24',
    packages: {},
    git: null,
    suite: { name: 'made-up', path: 'evals/made-up.yaml', hash: 'suite' },
    model: { provider: 'replay', params: {} },
    protocol: 1,
    maxTurns: 3,
    repeats,
    agents: agents.map((agent) => ({
      id: agent,
      path: `agents/${agent}.md`,
      name: agent,
      model: 'replay',
      prompt: 'Keep promises.',
      promptLine: 5,
      promptHash: `prompt-${agent}`,
      fileHash: `file-${agent}`,
      promises: (run.made?.[agent] ?? promises).map((promise) => ({ id: promise, lines: [7] })),
    })),
    tasks: tasks.map((task) => ({
      id: task,
      title: task,
      kind: 'endpoint',
      stack: 'python',
      clarity: 'vague',
      metadata: {},
      hash: `hash-${task}`,
    })),
    promises: promises.map((promise) => ({
      id: promise,
      title: `Title of ${promise}`,
      severity: 'block',
      scorer: `${promise}@1`,
      hash: `hash-${promise}`,
    })),
    trials: agents.length * tasks.length * repeats,
    allPromises: false,
    ...run.header,
  };
  const lines: RunLine[] = [header];
  for (const agent of agents) {
    for (const task of tasks) {
      for (let repeat = 1; repeat <= repeats; repeat++) {
        const at = { agent, task, repeat };
        const error = failed(at) ? { kind: 'timeout', message: 'no answer in time' } : undefined;
        const turn = {
          user: task,
          assistant: answer(at),
          stopReason: 'end',
          truncated: false,
          waits: false,
          waitsWhy: '',
        };
        lines.push({
          type: 'trial',
          key: JSON.stringify(at),
          ...at,
          turns: error ? [] : [turn],
          ...(error ? { error } : {}),
        });
        const made = run.made?.[agent] ?? promises;
        const verdicts = made.map((promise): StoredVerdict => {
          const given = error ? 'unscored' : verdict({ ...at, promise });
          return {
            promise,
            verdict: given,
            ...(given === 'unscored' ? { cause: 'error' } : {}),
            why: `${promise} is ${given}`,
            evidence: [],
          };
        });
        lines.push({ type: 'scored', ...at, verdicts });
      }
    }
  }
  return lines;
}

/** The same as the text of a run file. */
export function madeUpRunFile(run: MadeUpRun): string {
  return madeUpRun(run)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** `t1`, `t2`, … */
export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/** A run of agent `x`, whose tasks kept the promise `p` so many times of `repeats`. */
export function runKeeping(kept: readonly number[], repeats: number, header?: Partial<RunHeader>): RunLine[] {
  const tasks = names('t', kept.length);
  return madeUpRun({
    id: 'r',
    agents: ['x'],
    tasks,
    repeats,
    promises: ['p'],
    verdict: ({ task, repeat }) => (repeat <= kept[tasks.indexOf(task)]! ? 'kept' : 'broken'),
    ...(header ? { header } : {}),
  });
}
