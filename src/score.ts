import type { Agent } from './agents/agent.ts';
import type { Task } from './datasets/task.ts';
import { loadCatalogue } from './promises/catalogue.ts';
import { openAnswersCache } from './runner/answers-cache.ts';
import { payOnce } from './runner/paid-calls.ts';
import { scoringLine } from './run-header.ts';
import { ownCodeHash } from './own-code.ts';
import type { RunHeader, ScoredLine, StoredVerdict, TrialLine } from './runs/format.ts';
import { type OnLine, reopenJournal } from './runs/journal.ts';
import { readHeader } from './runs/read.ts';
import { StoredTrials } from './runs/stored-trials.ts';
import { openJudge } from './scorers/judge/judge.ts';
import { openScorers } from './scorers/promises.ts';
import { openScoring } from './scorers/scoring.ts';
import { Standing } from './scorers/standing.ts';
import { judgedBy } from './suite/plan.ts';
import { loadSuite } from './suite/suite.ts';

/** How a stored run is scored again. */
export interface ScoreOptions {
  /** The suite whose catalogue judges; the run's own by default. */
  readonly suite?: string | undefined;
  readonly allPromises?: boolean | undefined;
  /** Judges by every promise, even where nothing has changed that gave the last verdict. */
  readonly anew?: boolean | undefined;
  /** File of the answers cache, for the votes of a judge; without it they are asked for anew. */
  readonly cache?: string | undefined;
  readonly now?: () => Date;
  /** Hears after each trial how many are scored. */
  readonly onTrial?: (scored: number, of: number) => void;
  /** Hears of the header, of every trial, and of all that is written, as a report counts them. */
  readonly onLine?: OnLine;
}

/** Where the verdicts of a scoring come from. */
export interface ScoreSummary {
  /** Verdicts that stand, because nothing has changed that gave them. */
  readonly standing: number;
  /** Verdicts that were given anew, by promise. */
  readonly judged: ReadonlyMap<string, number>;
}

/**
 * Scores the stored transcripts of a run again, by the catalogue and the scorers as they are now, without calling a
 * model but the judge of the suite. A verdict stands where the promise, its scorer and the code that judges are those that gave
 * it. All verdicts are appended; the old ones stay in the run file.
 * @throws {UserError} if there is no such run, or its suite or catalogue cannot be read.
 * @example
 * await score('reports/runs/2026-11-21T04-37-05-120Z-3f9c2a');
 */
export async function score(folder: string, options: ScoreOptions = {}): Promise<ScoreSummary> {
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
  const scoringNow = await scoringLine(plan, opened, (options.now ?? (() => new Date()))());
  const standing = options.anew ? undefined : new Standing(scoringNow, opened, ownCodeHash());

  await using scoring = openScoring(plan, opened, { trials: header.trials });
  await using journal = await reopenJournal(folder, undefined, options.onLine);
  // Now that nobody else writes, and before the first line is appended.
  using stored = await StoredTrials.find(folder);
  for (const { line, ...place } of stored.others) options.onLine?.(line, place);
  await journal.write(scoringNow);
  const summary = { standing: 0, judged: new Map<string, number>() };
  const waiting: Promise<Scored>[] = [];
  let scored = 0;
  let written = Promise.resolve();
  const writeNext = async (): Promise<void> => {
    const next = await waiting.shift();
    if (next === undefined) return;
    written = journal.write(next.line);
    // Lines that are scored quickly share a write; a failure is thrown where it is waited for.
    written.catch(() => undefined);
    count(next, summary);
    if (++scored % MOST_WAITING === 0) await written;
    options.onTrial?.(scored, header.trials);
  };
  for await (const { trial, place } of stored.trials()) {
    options.onLine?.(trial, place);
    const before = standing && stored.verdictsOf(trial);
    const kept = before && standing.of(before);
    const judged = scoring.score(trial, taskOf(trial, tasks), kept).then((line) => ({ line, kept }));
    // A failure is thrown when its turn comes.
    judged.catch(() => undefined);
    waiting.push(judged);
    if (waiting.length >= MOST_WAITING) await writeNext();
  }
  while (waiting.length > 0) await writeNext();
  await written;
  return summary;
}

interface Scored {
  readonly line: ScoredLine;
  readonly kept: ReadonlyMap<string, StoredVerdict> | undefined;
}

function count({ line, kept }: Scored, summary: { standing: number; judged: Map<string, number> }): void {
  for (const verdict of line.verdicts)
    if (kept?.get(verdict.promise) === verdict) summary.standing++;
    else summary.judged.set(verdict.promise, (summary.judged.get(verdict.promise) ?? 0) + 1);
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
