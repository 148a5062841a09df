import type { Agent } from './agents/agent.ts';
import type { Task } from './datasets/task.ts';
import { loadCatalogue } from './promises/catalogue.ts';
import { openAnswersCache } from './runner/answers-cache.ts';
import { payOnce } from './runner/paid-calls.ts';
import { scoringLine } from './run-header.ts';
import type { RunHeader, ScoredLine, TrialLine } from './runs/format.ts';
import { reopenJournal } from './runs/journal.ts';
import { readHeader, readRun } from './runs/read.ts';
import { openJudge } from './scorers/judge/judge.ts';
import { openScorers } from './scorers/promises.ts';
import { openScoring } from './scorers/scoring.ts';
import { judgedBy } from './suite/plan.ts';
import { loadSuite } from './suite/suite.ts';

/** How a stored run is scored again. */
export interface ScoreOptions {
  /** The suite whose catalogue judges; the run's own by default. */
  readonly suite?: string | undefined;
  readonly allPromises?: boolean | undefined;
  /** File of the answers cache, for the votes of a judge; without it they are asked for anew. */
  readonly cache?: string | undefined;
  readonly now?: () => Date;
  /** Hears after each trial how many are scored. */
  readonly onTrial?: (scored: number, of: number) => void;
}

/**
 * Scores the stored transcripts of a run again, by the catalogue and the scorers as they are now, without calling a
 * model but the judge of the suite. The new verdicts are appended; the old ones stay in the run file.
 * @throws {UserError} if there is no such run, or its suite or catalogue cannot be read.
 * @example
 * await score('reports/runs/2026-11-21T04-37-05-120Z-3f9c2a');
 */
export async function score(folder: string, options: ScoreOptions = {}): Promise<void> {
  const header = await readHeader(folder);
  const suite = await loadSuite(options.suite ?? header.suite.path);
  const catalogue = await loadCatalogue(suite.promises);
  using cache = suite.judge && options.cache !== undefined ? openAnswersCache(options.cache) : undefined;
  const pay = payOnce({ cache, run: header.id });
  const opened = await openScorers(catalogue, openJudge(suite, catalogue, { pay }));
  const agents = header.agents.map(agentOf);
  const promises = judgedBy(agents, catalogue, suite, options.allPromises ?? header.allPromises);
  const plan = { agents, catalogue, promises };
  const tasks = new Map(header.tasks.map((task) => [task.id, task]));

  await using scoring = openScoring(plan, opened, { trials: header.trials });
  await using journal = await reopenJournal(folder);
  // Opened before the first line is appended: the reader stops where the run ended.
  const lines = readRun(folder);
  await lines.next();
  await journal.write(await scoringLine(plan, opened, (options.now ?? (() => new Date()))()));
  const waiting: Promise<ScoredLine>[] = [];
  let scored = 0;
  const writeNext = async (): Promise<void> => {
    const next = await waiting.shift();
    if (next === undefined) return;
    await journal.write(next);
    options.onTrial?.(++scored, header.trials);
  };
  for await (const line of lines) {
    if (line.type !== 'trial') continue;
    const judged = scoring.score(line, taskOf(line, tasks));
    // A failure is thrown when its turn comes.
    judged.catch(() => undefined);
    waiting.push(judged);
    if (waiting.length >= MOST_WAITING) await writeNext();
  }
  while (waiting.length > 0) await writeNext();
}

/** Trials read ahead of those that are scored: enough for every worker, few enough to hold. */
const MOST_WAITING = 64;

/** The agent as the run stored it: the file may have changed since. */
function agentOf(stored: RunHeader['agents'][number]): Agent {
  const { promises: _, model, ...agent } = stored;
  return { ...agent, model, description: '', tools: [], color: undefined, extra: {} };
}

function taskOf(trial: TrialLine, tasks: ReadonlyMap<string, RunHeader['tasks'][number]>): Task {
  const { id, title, kind, stack, clarity, metadata } = tasks.get(trial.task) ?? {
    id: trial.task,
    title: trial.task,
    kind: '',
    stack: '',
    clarity: '',
    metadata: {},
  };
  const [first, second] = trial.turns;
  return {
    id,
    title,
    kind,
    stack,
    clarity,
    metadata,
    task: first?.user ?? '',
    answers: second?.user ?? '',
    source: 'run file',
  };
}
