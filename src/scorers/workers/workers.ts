import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Task } from '../../datasets/task.ts';
import { messageOf } from '../../input/user-error.ts';
import type { ScoredLine, TrialLine } from '../../runs/format.ts';
import { CODE } from '../../own-package.ts';
import type { Judged } from '../scoring.ts';

/** Threads that judge trials. */
export interface Workers {
  /** Never rejects for what befalls a worker: the verdicts are then unscored. */
  score(trial: TrialLine, task: Task): Promise<ScoredLine>;
  close(): Promise<void>;
}

/** What each worker is given when it starts. */
export interface WorkerData extends Pick<Judged, 'catalogue' | 'promises'> {}

/** What a worker is given for each trial. */
export interface WorkerTask {
  readonly trial: TrialLine;
  readonly task: Task;
}

/** Each worker holds parsers of its own, about 100 MB. */
const MOST_WORKERS = 8;

/** Starts one worker a core. They judge by the promises `ids`; nothing waits for them to be ready. */
export function startWorkers({ catalogue, promises }: Judged, ids: readonly string[]): Workers {
  const wanted = new Set(ids);
  const workerData: WorkerData = {
    catalogue: { ...catalogue, promises: catalogue.promises.filter(({ id }) => wanted.has(id)) },
    promises: new Map([...promises].map(([agent, made]) => [agent, made.filter(({ id }) => wanted.has(id))])),
  };
  const threads = Math.min(MOST_WORKERS, availableParallelism());
  const opened = import('piscina').then(
    ({ Piscina }) =>
      new Piscina<WorkerTask, ScoredLine>({
        filename: fileURLToPath(new URL(`scorers/workers/worker${extname(import.meta.url)}`, CODE)),
        workerData,
        minThreads: threads,
        maxThreads: threads,
        // Three times the 8 MB that suffice: with 16, as by default, scoring takes a little longer.
        resourceLimits: { maxYoungGenerationSizeMb: 24 },
        // Syntax trees of ast-grep are freed when the worker's event loop turns, which waiting by Atomics would never let it.
        atomics: 'disabled',
      }),
  );
  return {
    async score(trial, task) {
      const pool = await opened;
      try {
        return await pool.run({ trial, task });
      } catch (error) {
        return failed(trial, workerData.promises.get(trial.agent)?.map(({ id }) => id) ?? [], error);
      }
    },
    async close() {
      await (await opened).destroy();
    },
  };
}

/** A worker that dies takes no verdict of another trial with it. */
function failed({ agent, task, repeat }: TrialLine, promises: readonly string[], error: unknown): ScoredLine {
  const why = `The scorer failed: ${messageOf(error)}`;
  const verdicts = promises.map((promise) => ({
    promise,
    verdict: 'unscored' as const,
    cause: 'scorer-failed' as const,
    why,
    evidence: [],
  }));
  return { type: 'scored', agent, task, repeat, verdicts };
}
