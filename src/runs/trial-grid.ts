import { UserError } from '../input/user-error.ts';
import type { RunHeader } from './format.ts';

/** What is kept of each trial would take half a gigabyte for so many. */
const MOST_TRIALS = 20_000_000;

/** Names one trial of a run. */
export interface TrialPlace {
  readonly agent: string;
  readonly task: string;
  readonly repeat: number;
}

/** The name of a trial as one string. */
export function trialId({ agent, task, repeat }: TrialPlace): string {
  return JSON.stringify([agent, task, repeat]);
}

/** The trials of a run in the order in which they are begun: every repeat has all tasks, every task all agents. */
export class TrialGrid {
  /** The place of each agent and task in the header, by its id. */
  readonly agents: ReadonlyMap<string, number>;
  readonly tasks: ReadonlyMap<string, number>;

  constructor({ agents, tasks }: Pick<RunHeader, 'agents' | 'tasks'>) {
    this.agents = placesOf(agents);
    this.tasks = placesOf(tasks);
  }

  /**
   * Trials of a run that has so many repeats.
   * @throws {UserError} if there cannot be so many.
   */
  trialsIn(repeats: number): number {
    const trials = this.agents.size * this.tasks.size * repeats;
    if (trials >= 0 && trials <= MOST_TRIALS) return trials;
    throw new UserError(
      `the header of the run tells of ${trials} trials, at most ${MOST_TRIALS} are possible: the run file was damaged`,
    );
  }

  /** Number of a trial in that order, from 0; undefined for an agent or task that the run does not have. */
  indexOf({ agent, task, repeat }: TrialPlace): number | undefined {
    const [ofAgent, ofTask] = [this.agents.get(agent), this.tasks.get(task)];
    if (ofAgent === undefined || ofTask === undefined) return undefined;
    return ((repeat - 1) * this.tasks.size + ofTask) * this.agents.size + ofAgent;
  }
}

/** The place of each in a list, by its id. */
export function placesOf(named: readonly { readonly id: string }[]): Map<string, number> {
  return new Map(named.map(({ id }, at) => [id, at]));
}
