import { Piscina } from 'piscina';
import type { StoredVerdict } from '../../runs/format.ts';
import { openScorers, scoredPromises } from '../promises.ts';
import { scoreTrial } from '../score-trial.ts';
import type { WorkerData, WorkerTask } from './workers.ts';

/** The worker thread's side: makes the scorers ready once, then judges the trials it is handed. */
async function ready(): Promise<(handed: WorkerTask) => Promise<StoredVerdict[]>> {
  const { catalogue, promises } = Piscina.workerData as WorkerData;
  const scorers = await openScorers(catalogue);
  const byAgent = new Map(
    [...promises.keys()].map((agent) => [agent, scoredPromises({ catalogue, promises }, agent, scorers)]),
  );
  return ({ trial, task, promises: wanted }) => {
    const made = byAgent.get(trial.agent) ?? [];
    return scoreTrial(
      trial,
      task,
      made.filter(({ id }) => wanted.includes(id)),
    );
  };
}

export default ready();
