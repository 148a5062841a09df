import { startFake } from '../measure.ts';
import { regexProject } from '../projects.ts';
import type { Doer, Sitting } from '../sitting.ts';

/** A run from its beginning: how fast, how close to the ideal, how much memory. */
export async function runningRows(sitting: Sitting): Promise<void> {
  const { full, peers } = sitting.asked;
  const cwd = await regexProject(sitting.folder);
  const own: Record<string, Doer> = {
    vouch: sitting.firstRun(cwd),
    'SDK loop': sitting.loop('sdk'),
    'undici loop': sitting.loop('undici'),
  };
  const all = peers ? { ...own, promptfoo: sitting.loop('promptfoo') } : own;
  {
    using fake = await startFake();
    for (const trials of [1000, 5000])
      await sitting.inTurn(
        { work: `rate, ${trials} trials, no latency`, unit: 'trials/s' },
        all,
        async (doer) => trials / (await doer(trials, fake.env)).seconds,
      );
    await sitting.inTurn(
      { work: 'CPU, 5000 trials', unit: 'ms a trial' },
      own,
      async (doer) => ((await doer(5000, fake.env)).cpuSeconds / 5000) * 1000,
    );
    await sitting.inTurn(
      { work: 'one trial, everything', unit: 's' },
      all,
      async (doer) => (await doer(1, fake.env)).seconds,
    );
    for (const trials of full ? [1000, 5000, 20_000, 50_000] : [1000, 5000])
      await sitting.inTurn(
        { work: `peak memory, ${trials} trials`, unit: 'MB' },
        trials <= 5000 ? all : own,
        async (doer) => (await doer(trials, fake.env)).peakMb,
      );
  }
  using fake = await startFake({ latencyMs: 200 });
  const trials = full ? 2000 : 1000;
  const ideal = (trials / 50) * 0.2;
  await sitting.inTurn(
    { work: `time over ideal, ${trials} trials, 200 ms x 50`, unit: 'x' },
    all,
    async (doer) => (await doer(trials, fake.env)).seconds / ideal,
  );
}

/** What every use of the command line waits for. */
export async function startUpRows(sitting: Sitting): Promise<void> {
  const cwd = await regexProject(sitting.folder);
  await sitting.inTurn(
    { work: 'start-up', unit: 's' },
    { 'vouch --help': sitting.vouch(cwd, '--help'), 'node -e 0': sitting.node(cwd, '-e', '0') },
    async (doer) => (await doer(0)).seconds,
  );
}
