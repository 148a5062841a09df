import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { startFake, type Took } from '../measure.ts';
import { regexProject } from '../projects.ts';
import type { Doer, Sitting } from '../sitting.ts';

/** Work on answers that are there already: a run again, its report, going on with half a run. */
export async function againRows(sitting: Sitting): Promise<void> {
  const { full, peers } = sitting.asked;
  const cwd = await regexProject(sitting.folder);
  using fake = await startFake();
  const trials = full ? 5000 : 1000;
  if (sitting.wants('again')) {
    const again = sitting.run(cwd);
    const peer = sitting.loop('promptfoo', 'again');
    await sitting.firstRun(cwd)(trials, fake.env);
    if (peers) await peer(trials, fake.env);
    const asking = (who: string, most: number, doer: Doer) => async (): Promise<Took> => {
      await fake.seen();
      const took = await doer(trials, fake.env);
      const { requests } = await fake.seen();
      if (requests > most) throw new Error(`${who} sent ${requests} requests though all answers are stored`);
      return took;
    };
    const doers = { vouch: asking('vouch', 0, again) };
    // One of thousands that is asked again is no reason to lose a sitting.
    await sitting.inTurn(peers ? { ...doers, promptfoo: asking('promptfoo', trials / 1000, peer) } : doers, [
      { work: `again, ${trials} trials, nothing asked`, unit: 's', of: ({ seconds }) => seconds },
    ]);
    const report = sitting.vouch(cwd, 'report');
    await sitting.inTurn({ 'vouch report': () => report(trials) }, [
      { work: `again, report of ${trials} trials`, unit: 's', of: ({ seconds }) => seconds },
    ]);
  }
  if (sitting.wants('resume')) {
    const many = full ? 20_000 : 5000;
    await sitting.firstRun(cwd)(many, fake.env);
    const resume = sitting.vouch(cwd, 'run', '--resume', '--no-progress');
    const firstCall = async (): Promise<Took> => {
      await halve(cwd);
      await fake.seen();
      const took = await resume(many, fake.env);
      const { firstAt, requests } = await fake.seen();
      if (requests < many / 3) throw new Error(`only ${requests} requests were sent: the run was whole`);
      return { ...took, seconds: (firstAt - took.startedAt) / 1000 };
    };
    await sitting.inTurn({ 'vouch --resume': firstCall }, [
      {
        work: `resume, ${many} trials, half of them left`,
        unit: 's to the first call',
        of: ({ seconds }) => seconds,
      },
    ]);
  }
}

/** Takes the second half of the newest run's lines away, and the answers out of the cache, as if it had been killed. */
async function halve(cwd: string): Promise<void> {
  const runs = join(cwd, 'reports/runs');
  const path = join(runs, (await readdir(runs)).toSorted().at(-1) ?? '', 'run.jsonl');
  const text = await readFile(path);
  await truncate(path, text.lastIndexOf(0x0a, text.length / 2) + 1);
  await rm(join(cwd, 'reports/cache'), { recursive: true, force: true });
}
