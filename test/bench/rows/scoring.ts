import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAnswer } from '../../../src/answers/parse.ts';
import type { Answer } from '../../../src/answers/answer.ts';
import type { Task } from '../../../src/datasets/task.ts';
import { loadCatalogue } from '../../../src/promises/catalogue.ts';
import type { RunLine, TrialLine } from '../../../src/runs/format.ts';
import { readRun } from '../../../src/runs/read.ts';
import { openScorers } from '../../../src/scorers/promises.ts';
import { startFake, type Took } from '../measure.ts';
import { changedSuite, CHECKOUT, liveProject } from '../projects.ts';
import type { Sitting } from '../sitting.ts';
import { medianOf, type Row } from '../table.ts';

/** Scoring answers as models write them, by all that the agents of the checkout promise. */
export async function scoringRows(sitting: Sitting): Promise<void> {
  if (!sitting.wants('scoring')) return;
  const run = await recordedRun(sitting);
  const trials = run.filter((line) => line.type === 'trial');
  await again(sitting, run, trials);
  await whileCallsTakeTime(sitting, trials);
  if (sitting.wants('scoring, each')) sitting.rows.push(...(await eachScorer(trials)));
}

/** Re-scoring, the command as a whole. */
async function again(
  sitting: Sitting,
  [header]: readonly RunLine[],
  trials: readonly TrialLine[],
): Promise<void> {
  if (header?.type !== 'run') throw new Error('the recorded run has no header');
  const count = sitting.asked.full ? 10_000 : 2000;
  const lines = Array.from({ length: count }, (_, at) => ({
    ...trials[at % trials.length],
    repeat: Math.floor(at / trials.length) + 1,
  }));
  const all = [{ ...header, trials: count, repeats: Math.ceil(count / trials.length) }, ...lines];
  const folder = join(sitting.folder, 'again');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'run.jsonl');
  const score = sitting.vouch(CHECKOUT, 'score', folder, '--json');
  const anew = async (): Promise<Took> => {
    // Scoring adds to the file.
    await writeFile(file, all.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return score(count);
  };
  await sitting.inTurn({ 'vouch score': anew }, [
    { work: `scoring, ${count} transcripts again`, unit: 'trials/s', of: ({ seconds }) => count / seconds },
    { work: `scoring, memory of ${count} transcripts`, unit: 'MB', of: ({ peakMb }) => peakMb },
  ]);
  const work = `scoring, ${count} transcripts by one changed promise of ${header.promises.length}`;
  if (!sitting.wants(work)) return;
  const scored = join(sitting.folder, 'scored.jsonl');
  await anew();
  await copyFile(file, scored);
  const suite = await changedSuite(join(sitting.folder, 'changed'));
  const scoreChanged = sitting.vouch(CHECKOUT, 'score', folder, '--suite', suite, '--json');
  const changed = async (): Promise<Took> => {
    await copyFile(scored, file);
    return scoreChanged(count);
  };
  await sitting.inTurn({ 'vouch score': changed }, [
    { work, unit: 'trials/s', of: ({ seconds }) => count / seconds },
  ]);
}

/** A run whose calls take 200 ms, judged by all promises and by next to nothing. */
async function whileCallsTakeTime(sitting: Sitting, trials: readonly TrialLine[]): Promise<void> {
  const file = join(sitting.folder, 'answers.json');
  await writeFile(file, JSON.stringify(trials.map(({ turns }) => turns.at(-1)?.assistant ?? '')));
  using fake = await startFake({ latencyMs: 200, file });
  const repeats = sitting.asked.full ? 50 : 20;
  const count = repeats * 60;
  const judging = async (judged: 'by all' | 'by nothing'): Promise<() => Promise<Took>> => {
    const cwd = await liveProject(sitting.folder, judged);
    const run = sitting.vouch(cwd, 'run', 'bench', '--repeat', String(repeats), '--no-progress');
    return async () => {
      await rm(join(cwd, 'reports'), { recursive: true, force: true });
      return run(count, fake.env);
    };
  };
  await sitting.inTurn({ 'by all': await judging('by all'), 'by nothing': await judging('by nothing') }, [
    {
      work: `scoring at 200 ms x 50, ${count} trials of 8 KB`,
      unit: 'trials/s',
      of: ({ seconds }) => count / seconds,
    },
  ]);
}

async function recordedRun(sitting: Sitting): Promise<RunLine[]> {
  const folder = join(sitting.folder, 'recorded');
  await sitting.vouch(CHECKOUT, 'run', 'backend', '--no-progress', '-o', folder)(60);
  const run = (await readdir(folder, { withFileTypes: true })).find((entry) => entry.isDirectory());
  const lines: RunLine[] = [];
  for await (const line of readRun(join(folder, run?.name ?? ''))) lines.push(line);
  return lines;
}

/** Milliseconds an answer that each scorer takes with what it needs of reading the answer, and the reading alone. */
async function eachScorer(trials: readonly TrialLine[]): Promise<Row[]> {
  const catalogue = await loadCatalogue(join(CHECKOUT, 'evals/promises.yaml'));
  const read = (trial: TrialLine): Answer =>
    parseAnswer({
      turns: trial.turns.map((turn) => turn.assistant),
      user: trial.turns.map((turn) => turn.user),
    });
  const rows = [
    await costOf('reading Markdown', trials, (trial) => read(trial).turns.map(({ blocks }) => blocks)),
  ];
  const scorers = await openScorers(catalogue);
  for (const { id, params } of catalogue.promises) {
    const scorer = scorers.get(id);
    if (scorer)
      rows.push(
        await costOf(id, trials, (trial) => scorer.score(read(trial), { task: taskOf(trial), params })),
      );
  }
  return rows.toSorted((a, b) => b.median - a.median);
}

async function costOf(
  who: string,
  trials: readonly TrialLine[],
  work: (trial: TrialLine) => unknown,
): Promise<Row> {
  const values: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    for (const trial of trials) await work(trial);
    const { user, system } = process.cpuUsage(before);
    values.push((user + system) / 1000 / trials.length);
    // Lets the syntax trees be freed.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { work: `scoring, each: ${who}`, unit: 'ms CPU an answer', who, median: medianOf(values), values };
}

function taskOf({ task: id, turns }: TrialLine): Task {
  const [first, second] = turns;
  return {
    id,
    title: id,
    kind: '',
    stack: '',
    clarity: '',
    metadata: {},
    task: first?.user ?? '',
    answers: second?.user ?? '',
    source: 'bench',
  };
}
