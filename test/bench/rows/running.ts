import { startFake, type Took } from '../measure.ts';
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
  const theirs: Record<string, Doer> = {
    promptfoo: sitting.loop('promptfoo'),
    'promptfoo, no cache': sitting.loop('promptfoo', 'no-cache'),
  };
  const all = peers ? { ...own, ...theirs } : own;
  const asks = (
    doers: Record<string, Doer>,
    trials: number,
    env: Readonly<Record<string, string>>,
  ): Record<string, () => Promise<Took>> =>
    Object.fromEntries(Object.entries(doers).map(([who, doer]) => [who, () => doer(trials, env)]));
  {
    using fake = await startFake();
    await sitting.inTurn(
      asks(all, 1, fake.env),
      [{ work: 'one trial, everything', unit: 's', of: ({ seconds }) => seconds }],
      { isStart: true },
    );
    for (const trials of full ? [1000, 5000, 20_000, 50_000] : [1000, 5000])
      await sitting.inTurn(asks(trials <= 5000 ? all : own, trials, fake.env), [
        {
          work: `rate, ${trials} trials, no latency`,
          unit: 'trials/s',
          of: ({ seconds }) => trials / seconds,
        },
        {
          work: `CPU, ${trials} trials`,
          unit: 'ms a trial',
          of: (took) => (took.cpuSeconds / trials) * 1000,
        },
        { work: `peak memory, ${trials} trials`, unit: 'MB', of: ({ peakMb }) => peakMb },
      ]);
  }
  using fake = await startFake({ latencyMs: 200 });
  const trials = full ? 2000 : 1000;
  const ideal = (trials / 50) * 0.2;
  await sitting.inTurn(asks(all, trials, fake.env), [
    {
      work: `time over ideal, ${trials} trials, 200 ms x 50`,
      unit: 'x',
      of: ({ seconds }) => seconds / ideal,
    },
  ]);
}

/** What every use of the command line waits for. */
export async function startUpRows(sitting: Sitting): Promise<void> {
  const cwd = await regexProject(sitting.folder);
  const help = sitting.vouch(cwd, '--help');
  const bare = sitting.node(cwd, '-e', '0');
  await sitting.inTurn(
    { 'vouch --help': () => help(0), 'node -e 0': () => bare(0) },
    [{ work: 'start-up', unit: 's', of: ({ seconds }) => seconds }],
    { isStart: true },
  );
}
