import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { startFake } from '../measure.ts';
import { regexProject } from '../projects.ts';
import type { Doer, Sitting } from '../sitting.ts';

/** Work on answers that are there already: a run again, its report, going on with half a run. */
export async function againRows(sitting: Sitting): Promise<void> {
  const { full, peers } = sitting.asked;
  const cwd = await regexProject(sitting.folder);
  using fake = await startFake();
  const trials = full ? 5000 : 1000;
  if (sitting.wants('again')) {
    const again: Record<string, Doer> = { vouch: sitting.run(cwd) };
    if (peers) again['promptfoo'] = sitting.loop('promptfoo', 'cached');
    await sitting.firstRun(cwd)(trials, fake.env);
    await again['promptfoo']?.(trials, fake.env);
    await fake.seen();
    await sitting.inTurn(
      { work: `again, ${trials} trials, nothing asked`, unit: 's' },
      again,
      async (doer) => (await doer(trials, fake.env)).seconds,
    );
    const { requests } = await fake.seen();
    if (requests > 0) throw new Error(`${requests} requests were sent by runs whose answers were all stored`);
    await sitting.inTurn(
      { work: `again, report of ${trials} trials`, unit: 's' },
      { 'vouch report': sitting.vouch(cwd, 'report') },
      async (doer) => (await doer(trials)).seconds,
    );
  }
  if (sitting.wants('resume')) {
    const many = full ? 20_000 : 5000;
    await sitting.firstRun(cwd)(many, fake.env);
    const resume = sitting.vouch(cwd, 'run', '--resume', '--no-progress');
    await sitting.inTurn(
      { work: `resume, ${many} trials, half of them left`, unit: 's to the first call' },
      { 'vouch --resume': resume },
      async (doer) => {
        await halve(cwd);
        await fake.seen();
        const { startedAt } = await doer(many, fake.env);
        const { firstAt, requests } = await fake.seen();
        if (requests < many / 3) throw new Error(`only ${requests} requests were sent: the run was whole`);
        return (firstAt - startedAt) / 1000;
      },
    );
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
