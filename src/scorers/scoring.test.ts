import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type { Task } from '../datasets/task.ts';
import { readTranscript } from '../datasets/transcripts.ts';
import type { ScoredLine, StoredVerdict, TrialLine } from '../runs/format.ts';
import { planSuite } from '../suite/plan.ts';
import { loadSuite } from '../suite/suite.ts';
import { openScorers } from './promises.ts';
import type { Scorer } from './scorer.ts';
import { openScoring } from './scoring.ts';
import { startWorkers } from './workers/workers.ts';

const suite = await loadSuite('evals/backend.yaml');
const plan = await planSuite(suite);
const slots = plan.agents.flatMap((agent) => plan.tasks.map((task) => ({ agent, task })));

const TESTS = { id: 'tests-included' };

async function recorded(): Promise<TrialLine[]> {
  const trials: TrialLine[] = [];
  for (const { agent, task } of slots) {
    const { messages } = (await readTranscript(suite.replay ?? '', agent.id, task.id)) ?? { messages: [] };
    const turns = messages.flatMap(({ role, content: assistant }, at) =>
      role === 'user'
        ? []
        : {
            user: messages[at - 1]?.content ?? '',
            assistant,
            stopReason: 'end_turn',
            truncated: false,
            waits: false,
            waitsWhy: '',
          },
    );
    trials.push({ type: 'trial', key: '', agent: agent.id, task: task.id, repeat: 1, turns });
  }
  return trials;
}

async function firstRecorded(): Promise<{ trial: TrialLine; task: Task }> {
  const [trial] = await recorded();
  const [slot] = slots;
  if (!trial || !slot) throw new Error('no recording');
  return { trial, task: slot.task };
}

it(
  'gives the same verdicts and evidence in worker threads as in the main one',
  { timeout: 120_000 },
  async () => {
    const scorers = new Map(await openScorers(plan.catalogue));
    // As a user's own module: what it counts must not be split between threads.
    let calls = 0;
    scorers.set('tests-included', {
      id: 'counting',
      version: 1,
      inMainThread: true,
      score: () => ({ verdict: 'kept', why: `Call ${++calls > 0}.`, evidence: [] }),
    });
    const trials = (await recorded()).slice(0, 14);
    let started = 0;
    const judge = async (start: typeof startWorkers, expected: number): Promise<ScoredLine[]> => {
      await using scoring = openScoring(plan, scorers, { trials: expected, start });
      const lines: ScoredLine[] = [];
      for (const [at, trial] of trials.entries()) {
        const task = slots[at]?.task;
        if (task) lines.push(await scoring.score(trial, task));
      }
      return lines;
    };
    const inWorkers = await judge((...args) => {
      started++;
      return startWorkers(...args);
    }, 1_000_000);
    const here = await judge(() => expect.unreachable('14 trials are no work for workers'), 0);

    expect(started).toBe(1);
    expect(inWorkers).toEqual(here);
    const counted = here.flatMap(({ verdicts }) =>
      verdicts.filter(({ promise }) => promise === 'tests-included'),
    );
    expect(calls).toBe(2 * counted.length);
    expect(counted.length).toBeGreaterThan(0);
  },
);

it('judges in its own thread what takes no longer than handing it over, however many trials there are', async () => {
  const trials = (await recorded()).slice(0, 14);
  const cheap: Scorer = {
    id: 'cheap',
    version: 1,
    score: () => ({ verdict: 'kept', why: 'Yes.', evidence: [] }),
  };
  const scorers = new Map([['tests-included', cheap]]);
  const start: typeof startWorkers = () => expect.unreachable('no worker is worth its while');
  let judged = 0;
  await using scoring = openScoring(plan, scorers, { trials: 1_000_000, start });
  for (const [at, trial] of trials.entries()) {
    const scored = await scoring.score(trial, slots[at]!.task);
    judged += scored.verdicts.length;
  }
  expect(judged).toBeGreaterThan(0);
});

it('gives unscored verdicts, and lets the run go on, when a worker fails', async () => {
  const { trial, task } = await firstRecorded();
  const made = plan.promises.get(trial.agent) ?? [];
  const workers = startWorkers(
    plan,
    made.map(({ id }) => id),
  );
  try {
    const broken = { ...trial, turns: [{ ...trial.turns[0], assistant: undefined }] } as unknown as TrialLine;
    const verdicts = await workers.score(broken, task, made);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(new Set(verdicts.map(({ cause }) => cause))).toEqual(new Set(['scorer-failed']));
    const next = await workers.score(trial, task, made);
    expect(next.map(({ cause }) => cause)).not.toContain('scorer-failed');
  } finally {
    await workers.close();
  }
});

it('gives every verdict but that of the trial that ended a worker', { timeout: 30_000 }, async () => {
  const { trial, task } = await firstRecorded();
  const workers = startWorkers(plan, ['tests-included'], pathToFileURL('test/fixtures/workers/dying.ts'));
  try {
    const repeats = Array.from({ length: 40 }, (_, at) => at + 1);
    const all = await Promise.all(
      repeats.map((repeat) =>
        workers.score({ ...trial, key: repeat === 7 ? 'dies' : '', repeat }, task, [TESTS]),
      ),
    );
    expect(all.map(([verdict]) => verdict?.why)).toEqual(
      repeats.map((repeat) => (repeat === 7 ? expect.stringContaining('failed') : `Repeat ${repeat}.`)),
    );
  } finally {
    await workers.close();
  }
});

it('gives unscored verdicts, and goes on, when no worker can start', { timeout: 30_000 }, async () => {
  const { trial, task } = await firstRecorded();
  const workers = startWorkers(plan, ['tests-included'], pathToFileURL('test/fixtures/workers/broken.ts'));
  const judge = (repeat: number): Promise<StoredVerdict[]> =>
    workers.score({ ...trial, repeat }, task, [TESTS]);
  try {
    const first = await judge(1);
    const later = await Promise.all([2, 3, 4, 5, 6, 7].map(judge));
    for (const verdicts of [first, ...later])
      expect(verdicts.map(({ promise, cause }) => [promise, cause])).toEqual([
        ['tests-included', 'scorer-failed'],
      ]);
  } finally {
    await workers.close();
  }
});
