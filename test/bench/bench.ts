// `npm run bench`: Vouch beside what one would use or write instead, in turn, in one sitting. See docs/scale.md.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { aimsOf } from './aims.ts';
import { againRows } from './rows/again.ts';
import { runningRows, startUpRows } from './rows/running.ts';
import { scoringRows } from './rows/scoring.ts';
import { Sitting } from './sitting.ts';
import { aimsTable, table } from './table.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { values: flags } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    cli: { type: 'string', default: here('../../dist/cli.js') },
    json: { type: 'string', default: here('../../reports/bench.json') },
  },
});

await using sitting = new Sitting({ ...flags, rounds: Number(flags.rounds) });
try {
  await startUpRows(sitting);
  await runningRows(sitting);
  await againRows(sitting);
  await scoringRows(sitting);
} finally {
  // What has been measured is kept, whatever comes then.
  const { rows } = sitting;
  const aims = aimsOf(rows);
  await mkdir(dirname(flags.json), { recursive: true });
  const measured = { node: process.version, at: new Date().toISOString(), rounds: flags.rounds, aims, rows };
  await writeFile(flags.json, `${JSON.stringify(measured, null, 2)}\n`);
  process.stdout.write(`${table(rows)}\n\n${aimsTable(aims)}\n`);
}
