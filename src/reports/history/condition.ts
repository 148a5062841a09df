import type { Reason } from './history.ts';
import type { NightlyRun } from './nightly-run.ts';

/** All that has to stay the same for two nights' verdicts of one variant on one promise to be pooled. */
export interface Condition {
  readonly prompt: string;
  /** The model that was asked for. */
  readonly model: string;
  /** Models that answered, as far as they are known. */
  readonly served: readonly string[];
  /** Provider, parameters and way of conversing. */
  readonly way: Readonly<Record<string, string>>;
  /** Task id -> hash of its text. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly tasksHash: string;
  readonly scorer: string;
  /** Of the scorer's parameters and of what it applies to. */
  readonly scorerHash: string;
}

/** Under what one variant was judged by one promise in a run; undefined if it was not. */
export function conditionOf(run: NightlyRun, agentId: string, promiseId: string): Condition | undefined {
  const { header, promises } = run.tally;
  const agent = header.agents.find(({ id }) => id === agentId);
  const promise = promises.find(({ id }) => id === promiseId);
  if (!agent || promise?.scorer == null) return undefined;
  return {
    prompt: agent.promptHash,
    model: agent.model,
    served: run.served.get(agentId) ?? [],
    way: {
      provider: header.model.provider,
      parameters: JSON.stringify(header.model.params),
      protocol: String(header.protocol),
      turns: String(header.maxTurns),
    },
    tasks: run.tasks,
    tasksHash: run.tasksHash,
    scorer: promise.scorer,
    scorerHash: promise.hash,
  };
}

/** Why the verdicts under two conditions cannot be pooled; an empty list if they can. */
export function reasonsBetween(before: Condition, after: Condition): Reason[] {
  const reasons: Reason[] = [];
  if (before.prompt !== after.prompt)
    reasons.push({
      kind: 'agent',
      why: `its prompt changed (${short(before.prompt)} → ${short(after.prompt)})`,
    });
  const model = modelReason(before, after);
  if (model !== undefined) reasons.push({ kind: 'model', why: model });
  if (before.tasksHash !== after.tasksHash)
    reasons.push({ kind: 'tasks', why: taskReason(before.tasks, after.tasks) });
  if (before.scorer !== after.scorer)
    reasons.push({ kind: 'scorer', why: `another scorer (${before.scorer} → ${after.scorer})` });
  else if (before.scorerHash !== after.scorerHash)
    reasons.push({ kind: 'scorer', why: `what ${after.scorer} looks for or applies to changed` });
  return reasons;
}

function modelReason(before: Condition, after: Condition): string | undefined {
  if (before.model !== after.model) return `another model was asked for (${before.model} → ${after.model})`;
  const [servedBefore, servedAfter] = [before.served.join(', '), after.served.join(', ')];
  if (servedBefore !== servedAfter && servedBefore !== '' && servedAfter !== '')
    return `another model answered (${servedBefore} → ${servedAfter})`;
  const changed = Object.keys(after.way).filter((key) => before.way[key] !== after.way[key]);
  return changed.length === 0
    ? undefined
    : `other ${changed.map((key) => `${key} (${before.way[key]} → ${after.way[key]})`).join(', ')}`;
}

function taskReason(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const parts = [
    [[...after.keys()].filter((id) => !before.has(id)).length, 'new'],
    [[...before.keys()].filter((id) => !after.has(id)).length, 'gone'],
    [[...after].filter(([id, hash]) => before.has(id) && before.get(id) !== hash).length, 'changed'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `other tasks (${words.join(', ')})`;
}

function short(hash: string): string {
  return hash.slice(0, 8);
}
