import { contentHash } from '../suite/trial-key.ts';
import type { PairedTasks } from './pairing.ts';
import type { PromiseFamily } from './promise-family.ts';
import type { Side, SideTrial } from './side.ts';

/** What differs between two sides besides the agent, and what is left out of the comparison: one sentence each. */
export function sideDifferences(a: Side, b: Side, tasks: PairedTasks, family: PromiseFamily): string[] {
  return [
    ...modelDifferences(a, b),
    ...taskDifferences(tasks),
    ...[a, b].flatMap((side, index) => missingTrials(side, index === 0 ? 'A' : 'B')),
    ...scorerDifferences(family),
  ];
}

/** How the answers of a side came about. */
type AnswersOf = Pick<Side, 'provider' | 'model' | 'params' | 'protocol' | 'maxTurns'> & {
  readonly trials: readonly Pick<SideTrial, 'servedModels'>[];
};

/** How the ways in which the answers came about differ; an empty list if they do not. */
export function modelDifferences(a: AnswersOf, b: AnswersOf): string[] {
  const found: string[] = [];
  if (a.provider !== b.provider)
    found.push(`Different sources of answers: A from ${a.provider}, B from ${b.provider}.`);
  if (a.model !== b.model) found.push(`Different models: A is answered by ${a.model}, B by ${b.model}.`);
  const [servedA, servedB] = [servedModels(a), servedModels(b)];
  if (a.model === b.model && servedA !== servedB && servedA !== '' && servedB !== '') {
    found.push(`The model changed behind its name: A was answered by ${servedA}, B by ${servedB}.`);
  }
  if (contentHash(a.params) !== contentHash(b.params)) {
    found.push(`Different parameters: A ${JSON.stringify(a.params)}, B ${JSON.stringify(b.params)}.`);
  }
  if (a.protocol !== b.protocol || a.maxTurns !== b.maxTurns) {
    found.push(
      `Different conversations: A protocol ${a.protocol} with up to ${a.maxTurns} turns, B protocol ${b.protocol} with up to ${b.maxTurns}.`,
    );
  }
  return found;
}

/** The models that answered, as the provider names them, in one line; '' if it did not. */
export function servedModels(side: Pick<AnswersOf, 'trials'>): string {
  return [...new Set(side.trials.flatMap((trial) => trial.servedModels))].sort().join(', ');
}

function taskDifferences({ changed, onlyA, onlyB, withoutTrials }: PairedTasks): string[] {
  const parts: [readonly string[], string][] = [
    [changed, 'changed between A and B and are left out'],
    [onlyA, 'are in A only and left out'],
    [onlyB, 'are in B only and left out'],
    [withoutTrials, 'have no trial on one side and are left out'],
  ];
  return parts.flatMap(([tasks, what]) =>
    tasks.length === 0 ? [] : [`Tasks that ${what}: ${tasks.join(', ')}.`],
  );
}

function missingTrials(side: Side, name: 'A' | 'B'): string[] {
  const { trials, planned } = side;
  const found: string[] = [];
  if (trials.length < planned)
    found.push(`${name} is unfinished: ${trials.length} of ${planned} trials are stored.`);
  const errors = new Map<string, number>();
  for (const { error } of trials) if (error) errors.set(error.kind, (errors.get(error.kind) ?? 0) + 1);
  for (const [kind, count] of errors) {
    found.push(
      `${name} got no answer (${kind}) in ${count} of ${trials.length} trials: they count neither for nor against it.`,
    );
  }
  const truncated = trials.filter((trial) => trial.truncated).length;
  if (truncated > 0)
    found.push(`${name} was cut off at the token limit in ${truncated} of ${trials.length} trials.`);
  if (side.unscored > 0)
    found.push(
      `${name} has ${side.unscored} trials that were never scored; run \`vouch score ${side.source.id}\`.`,
    );
  return found;
}

function scorerDifferences({ uncompared }: PromiseFamily): string[] {
  const changed = uncompared.filter(({ verdict }) => verdict === 'not-comparable');
  if (changed.length === 0) return [];
  return [
    `Judged in different ways and not compared: ${changed.map(({ promise, why }) => `${promise} (${why})`).join(', ')}. Score both again with \`vouch score\`.`,
  ];
}
