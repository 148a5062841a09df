import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadParsers } from '../../src/answers/load.ts';
import { parseAnswer } from '../../src/answers/parse.ts';
import type { Answer } from '../../src/answers/answer.ts';
import type { Task } from '../../src/datasets/task.ts';
import { loadCatalogue } from '../../src/promises/catalogue.ts';
import type { RunLine, TrialLine } from '../../src/runs/format.ts';
import { readRun } from '../../src/runs/read.ts';
import { openScorers } from '../../src/scorers/promises.ts';
import { measure } from './measure.ts';
import { medianOf, type Row } from './table.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(CHECKOUT, 'src/cli.ts');

/** Scoring the recorded answers again (evals/backend.yaml): the command as a whole, then each scorer by itself. */
export async function scoringRows(rounds: number, transcripts = 2000): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vouch-bench-'));
  try {
    const recorded = await recordedRun(folder);
    const trials = recorded.filter((line) => line.type === 'trial');
    const again = await manyTimes(recorded, trials, transcripts, folder);
    const values: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { seconds } = await measure([CLI, 'score', again, '--json'], { cwd: CHECKOUT });
      values.push(transcripts / seconds);
    }
    const command: Row = {
      work: `scoring, ${transcripts} transcripts again`,
      unit: 'trials/s',
      who: 'vouch score',
      median: medianOf(values),
      values,
    };
    return [command, ...(await eachScorer(trials))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function recordedRun(folder: string): Promise<RunLine[]> {
  await measure([CLI, 'run', 'backend', '--no-progress', '-o', folder], { cwd: CHECKOUT });
  const run = (await readdir(folder, { withFileTypes: true })).find((entry) => entry.isDirectory());
  const lines: RunLine[] = [];
  for await (const line of readRun(join(folder, run?.name ?? ''))) lines.push(line);
  return lines;
}

async function manyTimes(
  [header]: readonly RunLine[],
  trials: readonly TrialLine[],
  count: number,
  folder: string,
): Promise<string> {
  if (header?.type !== 'run') throw new Error('the recorded run has no header');
  const lines = Array.from({ length: count }, (_, at) => ({
    ...trials[at % trials.length],
    repeat: Math.floor(at / trials.length) + 1,
  }));
  const all = [{ ...header, trials: count, repeats: Math.ceil(count / trials.length) }, ...lines];
  await writeFile(join(folder, 'run.jsonl'), all.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return folder;
}

/** Milliseconds an answer that each scorer takes with what it needs of reading the answer, and the reading alone. */
async function eachScorer(trials: readonly TrialLine[]): Promise<Row[]> {
  await loadParsers();
  const catalogue = await loadCatalogue(join(CHECKOUT, 'evals/promises.yaml'));
  const read = (trial: TrialLine): Answer =>
    parseAnswer({
      turns: trial.turns.map((turn) => turn.assistant),
      user: trial.turns.map((turn) => turn.user),
    });
  const rows = [
    await costOf('reading Markdown', trials, (trial) => read(trial).turns.map(({ blocks }) => blocks)),
  ];
  for (const { id, params } of catalogue.promises) {
    const scorer = (await openScorers(catalogue)).get(id);
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
  return { work: `scoring, ${who}`, unit: 'ms CPU an answer', who, median: medianOf(values), values };
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
