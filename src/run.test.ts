import { describe, expect, it } from 'vitest';
import { linesOf } from '../test/live-project.ts';
import { smallProject } from '../test/project.ts';
import { type Model, ModelError, type ModelErrorCause } from './models/model.ts';
import { type FinishedRun, run, type RunOptions } from './run.ts';
import type { EndedLine, TrialLine } from './runs/format.ts';
import { planSuite } from './suite/plan.ts';
import { loadSuite } from './suite/suite.ts';

interface Asked {
  readonly finished: FinishedRun;
  readonly trials: readonly TrialLine[];
  readonly ended: EndedLine | undefined;
  /** Most calls that were under way at the same time. */
  readonly mostAtOnce: number;
  readonly calls: number;
}

/** Runs the small project, 40 trials, with a model that is written in place. */
async function runWith(
  answer: (call: number, signal: AbortSignal | undefined) => string,
  options: Partial<RunOptions> & { readonly more?: Partial<Model> } = {},
): Promise<Asked> {
  await using project = await smallProject();
  const plan = await planSuite(await loadSuite(project.file('evals/small.yaml')));
  let [calls, atOnce, mostAtOnce] = [0, 0, 0];
  const model: Model = {
    provider: 'made-up',
    modelId: () => 'made-up-1',
    params: {},
    async answer(_request, signal) {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      try {
        const text = answer(++calls, signal);
        await new Promise((resolve) => setTimeout(resolve, 1));
        return { text, truncated: false, stopReason: 'end' };
      } finally {
        atOnce--;
      }
    },
    ...options.more,
  };
  const finished = await run(plan, {
    model,
    output: project.file('runs'),
    repeats: 10,
    concurrency: 4,
    ...options,
  });
  const lines = await linesOf(`${finished.folder}/run.jsonl`);
  return {
    finished,
    trials: lines.filter((line) => line.type === 'trial'),
    ended: lines.findLast((line) => line.type === 'ended'),
    mostAtOnce,
    calls,
  };
}

const failing = (kind: ModelErrorCause) => (): never => {
  throw new ModelError(kind, `${kind} it is`);
};

describe('a run', () => {
  it('writes how it ended, and how the limit of calls changed', async () => {
    const limits = [{ atMs: 0, limit: 4, why: 'start' as const }];
    const { finished, trials, ended } = await runWith(() => 'Done.', { more: { limits: () => limits } });
    expect(finished.stopped).toBeUndefined();
    expect(trials).toHaveLength(40);
    expect(ended).toMatchObject({ reason: 'whole', retryable: 0, limits });
  });

  it('has as many trials at work as asked for, or as the model wants', async () => {
    expect((await runWith(() => 'Done.')).mostAtOnce).toBe(4);
    expect((await runWith(() => 'Done.', { more: { parallelTrials: Infinity } })).mostAtOnce).toBe(40);
  });

  it.each(['network', 'bad-request', 'timeout'] as const)(
    'stops early when every call fails (%s), and says so once',
    async (kind) => {
      const { finished, trials, ended } = await runWith(failing(kind));
      expect(finished.stopped).toMatchObject({
        reason: 'no-answers',
        message: `5 trials in a row got no answer; the last: ${kind} it is`,
      });
      expect(trials.length).toBeLessThan(12);
      expect(ended).toMatchObject({ reason: 'no-answers' });
    },
  );

  it('goes on when a call fails now and then', async () => {
    const { finished, trials } = await runWith((call) => (call % 3 === 0 ? failing('network')() : 'Done.'));
    expect(finished.stopped).toBeUndefined();
    expect(trials).toHaveLength(40);
  });

  it('stops when the connection is lost for good', async () => {
    const { finished, trials } = await runWith((call) => (call > 10 ? failing('network')() : 'Done.'));
    expect(finished.stopped?.reason).toBe('no-answers');
    expect(trials.length).toBeLessThan(30);
  });

  it('gives up its calls when its signal aborts, whatever the reason, and keeps what is done', async () => {
    const stop = new AbortController();
    const { finished, trials, ended } = await runWith(
      (call, signal) => {
        if (call < 10) return 'Done.';
        stop.abort(new Error('enough'));
        throw signal?.reason;
      },
      { signal: stop.signal },
    );
    expect(finished.stopped?.reason).toBe('interrupted');
    expect(trials.length).toBeLessThan(12);
    expect(ended?.reason).toBe('interrupted');
  });

  it('throws what is a bug, after the trials at work are in the run file', async () => {
    await expect(runWith((call) => (call === 7 ? failBadly() : 'Done.'))).rejects.toThrow('a bug');
  });
});

function failBadly(): never {
  throw new Error('a bug');
}
