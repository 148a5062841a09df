import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import type { Task } from '../../datasets/task.ts';
import { messageOf } from '../../input/user-error.ts';
import type { StoredVerdict, TrialLine } from '../../runs/format.ts';
import { CODE } from '../../own-package.ts';
import type { Judged } from '../scoring.ts';

/** Threads that judge trials. */
export interface Workers {
  /**
   * Judges a trial by some of the promises that its agent is judged by. Never rejects for what befalls a worker: the verdicts are
   * then unscored.
   */
  score(trial: TrialLine, task: Task, promises: readonly Named[]): Promise<StoredVerdict[]>;
  close(): Promise<void>;
}

/** What each worker is given when it starts. */
export interface WorkerData extends Pick<Judged, 'catalogue' | 'promises'> {}

/** What a worker is given for each trial. */
export interface WorkerTask {
  readonly trial: TrialLine;
  readonly task: Task;
  /** Ids of those that it is judged by. */
  readonly promises: readonly string[];
}

interface Named {
  readonly id: string;
}

/** Each worker holds parsers of its own, about 100 MB. */
const MOST_WORKERS = 8;
/** While it judges one trial the next is at hand already: waiting for this thread cost a twentieth of the rate. */
const TRIALS_AT_HAND = 2;

const WORKER = new URL(`scorers/workers/worker${extname(import.meta.url)}`, CODE);

/** Starts one worker a core. They judge by the promises `ids`; nothing waits for them to be ready. */
export function startWorkers(
  { catalogue, promises }: Judged,
  ids: readonly string[],
  worker: URL = WORKER,
): Workers {
  const wanted = new Set(ids);
  const workerData: WorkerData = {
    catalogue: { ...catalogue, promises: catalogue.promises.filter(({ id }) => wanted.has(id)) },
    promises: new Map([...promises].map(([agent, made]) => [agent, made.filter(({ id }) => wanted.has(id))])),
  };
  const open = async (threads: number, concurrentTasksPerWorker: number): Promise<Pool> => {
    const { Piscina } = await import('piscina');
    const pool = new Piscina<WorkerTask, StoredVerdict[]>({
      filename: fileURLToPath(worker),
      workerData,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker,
      // Three times the 8 MB that suffice: with 16, as by default, scoring takes a little longer.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
      // Syntax trees of ast-grep are freed when the worker's event loop turns, which waiting by Atomics would never let it.
      atomics: 'disabled',
    });
    // A thread failed that had no trial, as where memory does not suffice to start one. Unheard this would end the process;
    // trials that wait for such a thread are given back, and the next ones start new threads.
    pool.on('error', () => pool.destroy());
    return pool;
  };
  const many = open(Math.min(MOST_WORKERS, availableParallelism()), TRIALS_AT_HAND);
  let single: Promise<Pool> | undefined;
  return {
    async score(trial, task, by) {
      const work = { trial, task, promises: by.map(({ id }) => id) };
      try {
        return await (await many).run(work);
      } catch {
        // Of the trials that a worker held when it died one was to blame: each is judged again with no other beside it.
        single ??= open(1, 1);
      }
      try {
        return await (await single).run(work);
      } catch (error) {
        return failed(by, error);
      }
    },
    async close() {
      for (const pool of [many, single]) await (await pool)?.destroy();
    },
  };
}

type Pool = Piscina<WorkerTask, StoredVerdict[]>;

/** A worker that dies takes no verdict of another trial with it. */
function failed(promises: readonly Named[], error: unknown): StoredVerdict[] {
  const why = `The scorer failed: ${messageOf(error)}`;
  return promises.map(({ id }) => ({
    promise: id,
    verdict: 'unscored',
    cause: 'scorer-failed',
    why,
    evidence: [],
  }));
}
