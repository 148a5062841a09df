import { expect, it } from 'vitest';
import { madeUpRun } from '../../test/made-up-run.ts';
import fc from '../../test/properties.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import type { RunLine, ScoredLine, TrialLine } from '../runs/format.ts';
import { startJournal } from '../runs/journal.ts';
import { readRun } from '../runs/read.ts';
import type { TrialPlace } from '../runs/trial-grid.ts';
import { HeardRun } from './report-of.ts';

const isAbout = (line: RunLine): line is TrialLine | ScoredLine =>
  line.type === 'trial' || line.type === 'scored';

it('finds what a page wants of each trial where its lines were heard to be written', async () => {
  const [header, ...others] = madeUpRun({
    id: 'heard',
    agents: ['a', 'b'],
    tasks: ['t1', 't2', 't3'],
    repeats: 2,
    promises: ['p'],
    verdict: () => 'kept',
    failed: ({ agent, task }) => agent === 'b' && task === 't2',
    answer: ({ task, repeat }) => `${task} – ${'Größe 数 😀\n'.repeat(repeat === 2 ? 60_000 : 3)}`,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(others, { minLength: others.length }),
      fc.subarray(['t1', 't2', 't3']),
      fc.subarray([1, 2]),
      async (lines, tasks, repeats) => {
        const trials = lines.filter(isAbout).filter(({ type }) => type === 'trial');
        await using folder = await tempFolder();
        const heard = new HeardRun(folder.path);
        const run = `${folder.path}/run`;
        {
          await using journal = await startJournal(run, header as never, (line, place) =>
            heard.add(line, place),
          );
          for (const [at, line] of lines.entries()) {
            const written = journal.write(line);
            if (at % 2 === 0) await written;
          }
        }
        const isWanted = ({ task, repeat }: TrialPlace): boolean =>
          tasks.includes(task) && repeats.includes(repeat);
        const bodies = await Array.fromAsync(heard.reported(run).bodies!(trials.filter(isWanted)));
        const found = bodies.map(({ trial: { agent, task, repeat }, ...json }) => [
          [agent, task, repeat],
          ...Object.entries(json).map(([name, value]) => [name, JSON.parse(value) as unknown]),
        ]);
        const stored = (await Array.fromAsync(readRun(run))).filter(isAbout).filter(isWanted);
        const expected = stored.map((line) => [
          [line.agent, line.task, line.repeat],
          ...(line.type === 'scored' ? [['verdicts', line.verdicts]] : [['turns', line.turns]]),
          ...('error' in line ? [['error', line.error]] : []),
        ]);
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 20 },
  );
});
