import { expect, it } from 'vitest';
import { madeUpRun } from '../../test/made-up-run.ts';
import fc from '../../test/properties.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import type { RunLine } from '../runs/format.ts';
import { startJournal } from '../runs/journal.ts';
import { readRun } from '../runs/read.ts';
import type { TrialPlace } from '../runs/trial-grid.ts';
import { HeardRun } from './report-of.ts';

const isAbout = (line: RunLine): line is RunLine & TrialPlace =>
  line.type === 'trial' || line.type === 'scored';

it('finds the lines that a page wants where they were heard to be written', async () => {
  const [header, ...others] = madeUpRun({
    id: 'heard',
    agents: ['a', 'b'],
    tasks: ['t1', 't2', 't3'],
    repeats: 2,
    promises: ['p'],
    verdict: () => 'kept',
    answer: ({ task, repeat }) => `${task} – ${'Größe 数 😀\n'.repeat(repeat === 2 ? 60_000 : 3)}`,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(others, { minLength: others.length }),
      fc.subarray(['t1', 't2', 't3']),
      fc.subarray([1, 2]),
      async (lines, tasks, repeats) => {
        await using folder = await tempFolder();
        const heard = new HeardRun(folder.path);
        const run = `${folder.path}/run`;
        {
          await using journal = await startJournal(run, header as never);
          heard.add(header!, { start: 0, length: journal.length - 1 });
          for (const line of lines) {
            const start = journal.length;
            const written = journal.write(line);
            heard.add(line, { start, length: journal.length - start - 1 });
            if (start % 2 === 0) await written;
          }
        }
        const isWanted = ({ task, repeat }: TrialPlace): boolean =>
          tasks.includes(task) && repeats.includes(repeat);
        const found = await Array.fromAsync(heard.reported(run).lines(isWanted));
        const stored = await Array.fromAsync(readRun(run));
        expect(found[0]).toEqual(header);
        expect(found.filter(isAbout)).toEqual(stored.filter(isAbout).filter(isWanted));
      },
    ),
    { numRuns: 20 },
  );
});
