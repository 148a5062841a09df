import type { RunHeader, TrialLine } from '../runs/format.ts';

/** Tells where a trial stands in its run's plan, from 0: trials end in another order each time, a report reads the same. */
export type PlanOrder = (trial: Pick<TrialLine, 'agent' | 'task' | 'repeat'>) => number;

/** Every repeat has all tasks, every task all agents; strangers to the run come last. */
export function planOrder({ agents, tasks }: Pick<RunHeader, 'agents' | 'tasks'>): PlanOrder {
  const agentAt = placesOf(agents);
  const taskAt = placesOf(tasks);
  return ({ agent, task, repeat }) => {
    const [ofAgent, ofTask] = [agentAt.get(agent), taskAt.get(task)];
    if (ofAgent === undefined || ofTask === undefined) return Number.POSITIVE_INFINITY;
    return (repeat * tasks.length + ofTask) * agents.length + ofAgent;
  };
}

/** The place of each by its id. */
export function placesOf(named: readonly { readonly id: string }[]): Map<string, number> {
  return new Map(named.map(({ id }, at) => [id, at]));
}

/** How often something was said, and its words where it was said first by the plan. */
export interface Said {
  count: number;
  first: number;
  words: string;
}

/** Counts one more saying of a thing, at a place in the plan. */
export function say(things: Map<string, Said>, thing: string, at: number, words: string): void {
  const said = things.get(thing);
  if (said === undefined) things.set(thing, { count: 1, first: at, words });
  else {
    said.count++;
    if (at < said.first) Object.assign(said, { first: at, words });
  }
}

/** Things in the order in which the plan comes to them. */
export function inPlanOrder(things: ReadonlyMap<string, Said>): Map<string, Said> {
  return new Map([...things].sort(([, a], [, b]) => a.first - b.first));
}
