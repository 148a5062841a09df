import type { Task } from '../datasets/task.ts';
import { asTyped } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import type { Catalogue, PromiseDefinition } from '../promises/catalogue.ts';
import { columnOf, type Plan } from '../suite/plan.ts';
import type { Judge } from './judge/judge.ts';
import { type KindContext, openDefined } from './kinds/open.ts';
import type { Scorer } from './scorer.ts';
import type { ScoredPromise } from './score-trial.ts';

/** What scores the promises of a catalogue, by promise id; a promise that nothing scores is missing. */
export type Scorers = ReadonlyMap<string, Scorer>;

/**
 * Makes every scorer that a catalogue names or defines ready to score. Without a judge its rubrics are unscored.
 * @throws {UserError} naming the promise whose scorer does not exist or cannot be used; nothing has been called by then.
 */
export async function openScorers(catalogue: Catalogue, judge?: Judge): Promise<Scorers> {
  const scorers = new Map<string, Scorer>();
  for (const promise of catalogue.promises) {
    const scorer = await openScorer(promise, { cataloguePath: catalogue.path, judge });
    if (scorer) scorers.set(promise.id, scorer);
  }
  return scorers;
}

async function openScorer(promise: PromiseDefinition, context: KindContext): Promise<Scorer | undefined> {
  const { id, rubric } = promise;
  const isPreferred = rubric !== undefined && context.judge?.prefers.has(id) === true;
  const scorer = isPreferred ? { kind: 'rubric' as const, with: rubric } : promise.scorer;
  if (scorer === undefined) return undefined;
  const place = asTyped(context.cataloguePath);
  if (typeof scorer === 'string') {
    // They bring parsers of many languages, which a catalogue of patterns and rubrics does without.
    const { BUILT_IN_SCORERS } = await import('./index.ts');
    const builtIn = BUILT_IN_SCORERS.get(scorer);
    if (builtIn) return builtIn;
    const known = [...BUILT_IN_SCORERS.keys()].sort().join(', ');
    throw UserError.at(
      place,
      `promise "${id}" names the scorer "${scorer}", which does not exist; known are ${known}`,
    );
  }
  try {
    return await openDefined(scorer, promise, context);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw UserError.at(place, `promise "${id}": ${error.message}`, { cause: error });
  }
}

/** The promises that one agent's answers are judged by: those it makes and something scores. */
export function scoredPromises(
  plan: Pick<Plan, 'catalogue' | 'promises'>,
  agent: string,
  scorers: Scorers,
): ScoredPromise[] {
  const made = new Set((plan.promises.get(agent) ?? []).map((promise) => promise.id));
  return plan.catalogue.promises.flatMap((promise) => {
    const { id, params, applies } = promise;
    const scorer = scorers.get(id);
    if (!made.has(id) || !scorer) return [];
    return [{ id, scorer, params, notAbout: (task: Task) => notAbout(task, applies) }];
  });
}

function notAbout(task: Task, columns: Readonly<Record<string, readonly string[]>> = {}): string | undefined {
  for (const [column, values] of Object.entries(columns)) {
    const value = columnOf(task, column);
    if (!values.includes(value)) {
      return `The promise is about tasks whose ${column} is ${values.join(' or ')}; this one's is ${value || 'empty'}.`;
    }
  }
  return undefined;
}
