// `npm run bench`: Vouch beside what one would use or write instead, in turn, in one sitting. See docs/scale.md.
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure, startFake, type Took } from './measure.ts';
import { benchProject } from './project.ts';
import { medianOf, type Row, table } from './table.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { values: flags } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    cli: { type: 'string', default: here('../../src/cli.ts') },
    json: { type: 'string', default: here('../../reports/bench.json') },
  },
});

const rounds = Number(flags.rounds);
const cwd = await benchProject();
const rows: Row[] = [];

type Doer = (trials: number, env: Readonly<Record<string, string>>) => Promise<Took>;

const vouch =
  (...args: string[]): Doer =>
  (trials, env) =>
    measure(
      [
        flags.cli,
        'run',
        'bench',
        '--repeat',
        String(Math.ceil(trials / 100)),
        '-n',
        String(Math.min(trials, 100)),
        ...args,
      ],
      { cwd, env: { ...env, CI: '1' } },
    );

/** A new run with an empty cache, as on the first day. */
const fresh: Doer = async (trials, env) => {
  await rm(join(cwd, 'reports'), { recursive: true, force: true });
  return vouch('--no-progress')(trials, env);
};

const loop =
  (name: string): Doer =>
  (trials, env) =>
    measure([here(`loops/${name}.ts`), String(trials), join(cwd, 'answers.jsonl')], { cwd, env });

const doers: Record<string, Doer> = { vouch: fresh, 'SDK loop': loop('sdk'), 'undici loop': loop('undici') };
if (flags.peers) doers['promptfoo'] = loop('promptfoo');

const wants = (work: string): boolean => work.startsWith(flags.only);

/** Lets all who can do a piece of work do it, in turn, so that what else the machine does falls on all alike. */
async function inTurn(
  work: string,
  unit: string,
  who: readonly string[],
  value: (doer: Doer) => Promise<number>,
) {
  if (!wants(work)) return;
  const seen = new Map<string, number[]>(who.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of who) {
      const doer = doers[name];
      if (doer) seen.get(name)?.push(await value(doer));
    }
  }
  for (const [who, values] of seen) rows.push({ work, unit, who, median: medianOf(values), values });
  process.stderr.write(`${work}: done\n`);
}

const everyone = Object.keys(doers);
const sizes = flags.full ? [1000, 5000] : [1000];
for (const trials of sizes) {
  using fake = await startFake(0);
  await inTurn(`rate, ${trials} trials, no latency`, 'trials/s', everyone, async (doer) => {
    const { seconds } = await doer(trials, fake.env);
    return trials / seconds;
  });
}
{
  using fake = await startFake(200);
  const trials = flags.full ? 2000 : 500;
  const ideal = (trials / 50) * 0.2;
  await inTurn(
    `time over ideal, ${trials} trials, 200 ms x 50`,
    'x',
    everyone,
    async (doer) => (await doer(trials, fake.env)).seconds / ideal,
  );
}
{
  using fake = await startFake(0);
  const memory = flags.full ? [1000, 5000, 20_000, 50_000] : [1000, 5000];
  for (const trials of memory)
    await inTurn(
      `peak memory, ${trials} trials`,
      'MB',
      everyone.filter((name) => name !== 'promptfoo'),
      async (doer) => (await doer(trials, fake.env)).peakMb,
    );
  await inTurn('one trial, everything', 's', everyone, async (doer) => (await doer(1, fake.env)).seconds);

  const trials = flags.full ? 5000 : 1000;
  if (wants('again')) {
    await fresh(trials, fake.env);
    await fake.seen();
    doers['vouch, again'] = vouch('--no-progress');
    await inTurn(
      `again, ${trials} trials, nothing asked`,
      's',
      ['vouch, again'],
      async (doer) => (await doer(trials, fake.env)).seconds,
    );
    const { requests } = await fake.seen();
    if (requests > 0) throw new Error(`${requests} requests were sent by runs whose answers were all stored`);
    doers['vouch score'] = () => measure([flags.cli, 'score'], { cwd });
    doers['vouch report'] = () => measure([flags.cli, 'report'], { cwd });
    for (const name of ['vouch score', 'vouch report'])
      await inTurn(
        `again, ${trials} trials, by ${name}`,
        's',
        [name],
        async (doer) => (await doer(trials, {})).seconds,
      );
  }
  if (wants('resume')) {
    const many = flags.full ? 20_000 : 5000;
    await fresh(many, fake.env);
    await fake.seen();
    doers['vouch --resume'] = async (_, env) => {
      await halve();
      return measure([flags.cli, 'run', '--resume', '--no-progress'], { cwd, env });
    };
    await inTurn(
      `resume, ${many} trials, half of them left`,
      's to the first call',
      ['vouch --resume'],
      async (doer) => {
        const { startedAt } = await doer(many, fake.env);
        const { firstAt } = await fake.seen();
        return (firstAt - startedAt) / 1000;
      },
    );
  }
}
doers['node -e 0'] = () => measure(['-e', '0'], { cwd });
doers['vouch --help'] = () => measure([flags.cli, '--help'], { cwd });
await inTurn('start-up', 's', ['node -e 0', 'vouch --help'], async (doer) => (await doer(0, {})).seconds);

if (wants('scoring')) rows.push(...(await (await import('./scoring.ts')).scoringRows(rounds)));

await rm(cwd, { recursive: true, force: true });
await mkdir(join(flags.json, '..'), { recursive: true });
await writeFile(
  flags.json,
  `${JSON.stringify({ node: process.version, at: new Date().toISOString(), rounds, rows }, null, 2)}\n`,
);
process.stdout.write(`${table(rows)}\n`);

/** Takes the second half of the newest run's lines away, and the answers out of the cache, as if it had been killed. */
async function halve(): Promise<void> {
  const runs = join(cwd, 'reports/runs');
  const path = join(runs, (await readdir(runs)).toSorted().at(-1) ?? '', 'run.jsonl');
  const text = await readFile(path);
  const middle = text.lastIndexOf(0x0a, text.length / 2) + 1;
  await truncate(path, middle);
  await rm(join(cwd, 'reports/cache'), { recursive: true, force: true });
}
