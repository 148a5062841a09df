import { setImmediate } from 'node:timers/promises';
import type { Task } from '../datasets/task.ts';
import { ownCodeHash } from '../own-code.ts';
import type { ScoredLine, StoredVerdict, TrialLine } from '../runs/format.ts';
import type { Plan } from '../suite/plan.ts';
import { scoredPromises, type Scorers } from './promises.ts';
import { scoreTrial, type ScoredPromise } from './score-trial.ts';
import { startWorkers, type Workers } from './workers/workers.ts';

/** What judges the trials of a run. */
export interface Scoring extends AsyncDisposable {
  /**
   * Judges one trial by every promise its agent is judged by, in the order of the catalogue.
   * @param standing verdicts that need not be found again, by promise.
   */
  score(trial: TrialLine, task: Task, standing?: Verdicts): Promise<ScoredLine>;
}

type Verdicts = ReadonlyMap<string, StoredVerdict>;
const NONE: Verdicts = new Map();

/** The part of a plan that says who is judged by what. */
export type Judged = Pick<Plan, 'agents' | 'catalogue' | 'promises'>;

/** Parsers load and code gets compiled during the first trials: they tell nothing about the others. */
const COLD_TRIALS = 3;
const TIMED_TRIALS = 8;

/** So many times as long as a later trial the first takes where it has parsers to load; without, it tells nothing. */
const FIRST_TO_LATER = 20;
const LOADS_MS = 50;

/**
 * What one thread would need for the rest, in ms, from which on starting workers pays. It is guessed from trials during which
 * code still warms up; in each worker it has to do so again.
 */
const WORTH_WORKERS_MS = 4000;

/** Handing a trial to a worker takes this thread about half as long. */
const WORTH_HANDING_OVER_MS = 0.5;

/**
 * Judges trials one after the other in this thread, letting other work pass between two; once the rest of `trials` would
 * take longer than workers take to start, in worker threads. Verdicts are the same either way.
 */
export function openScoring(
  judged: Judged,
  scorers: Scorers,
  { trials, start = startWorkers }: { trials: number; start?: typeof startWorkers },
): Scoring {
  const promises = new Map(judged.agents.map(({ id }) => [id, scoredPromises(judged, id, scorers)]));
  const anywhere = [...scorers].flatMap(([id, scorer]) => (scorer.inMainThread ? [] : id));
  const clock = stopwatch();
  const inTurn = oneByOne();
  let left = trials;
  let workers: Workers | undefined;

  const judgeFree = async (
    trial: TrialLine,
    task: Task,
    by: readonly ScoredPromise[],
  ): Promise<StoredVerdict[]> => {
    if (by.length === 0) return [];
    // Decided when its turn comes: many may be waiting by then.
    const verdicts = await inTurn(async () => {
      const each = clock.usual();
      if (each > WORTH_HANDING_OVER_MS && each * left > WORTH_WORKERS_MS) workers ??= start(judged, anywhere);
      return workers ? undefined : clock.time(() => scoreTrial(trial, task, by));
    });
    return verdicts ?? workers!.score(trial, task, by);
  };
  const judge = async (trial: TrialLine, task: Task, standing: Verdicts): Promise<StoredVerdict[]> => {
    const wanted = promises.get(trial.agent) ?? [];
    const open = wanted.filter(({ id }) => !standing.has(id));
    if (trial.error) return inOrder(wanted, standing, await scoreTrial(trial, task, open));
    const here = open.filter(({ scorer }) => scorer.inMainThread);
    const found = await Promise.all([
      judgeFree(
        trial,
        task,
        open.filter(({ scorer }) => !scorer.inMainThread),
      ),
      here.length === 0 ? [] : scoreTrial(trial, task, here),
    ]);
    return inOrder(wanted, standing, found.flat());
  };
  return {
    async score(trial, task, standing = NONE) {
      left--;
      const { agent, task: id, repeat } = trial;
      const verdicts = await judge(trial, task, standing);
      return { type: 'scored', agent, task: id, repeat, code: ownCodeHash(), verdicts };
    },
    async [Symbol.asyncDispose]() {
      await workers?.close();
    },
  };
}

function inOrder(
  wanted: readonly ScoredPromise[],
  standing: Verdicts,
  found: readonly StoredVerdict[],
): StoredVerdict[] {
  const verdicts = new Map(standing);
  for (const verdict of found) verdicts.set(verdict.promise, verdict);
  return wanted.flatMap(({ id }) => verdicts.get(id) ?? []);
}

/** Calls in flight wait no longer for work that is short; to turn the event loop before each would take a twentieth of a run. */
const MOST_MS_AT_ONCE = 4;

/** Runs work strictly one after the other, letting the event loop turn before what begins late. */
function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let turnedAt = 0;
  const turn = async (): Promise<void> => {
    if (performance.now() - turnedAt < MOST_MS_AT_ONCE) return;
    await setImmediate();
    turnedAt = performance.now();
  };
  return (work) => {
    const next = last.then(turn).then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** The usual duration in ms of timed work; guessed from the first until enough has been timed. */
function stopwatch(): { time<T>(work: () => Promise<T>): Promise<T>; usual(): number } {
  let usual = 0;
  let seen = 0;
  const later: number[] = [];
  return {
    async time(work) {
      const begun = performance.now();
      const done = await work();
      const took = performance.now() - begun;
      if (++seen === 1 && took >= LOADS_MS) usual = took / FIRST_TO_LATER;
      if (seen <= COLD_TRIALS || later.length === TIMED_TRIALS) return done;
      later.push(took);
      // The median: some trials meet a garbage collection, or code that V8 compiles just then.
      if (later.length === TIMED_TRIALS) usual = later.sort((a, b) => a - b)[TIMED_TRIALS / 2]!;
      return done;
    },
    usual: () => usual,
  };
}
