import type { Scorers } from '../scorers/promises.ts';
import type { Plan } from '../suite/plan.ts';
import type { JudgedPromise, Side } from './side.ts';
import type { UncomparedPromise } from './comparison.ts';

/** The promises of two sides, by whether they can be compared. */
export interface PromiseFamily {
  /** Judged on both sides in the same way, in A's order. */
  readonly compared: readonly JudgedPromise[];
  readonly uncompared: readonly UncomparedPromise[];
}

/** Picks the promises that are decided together from all that both sides are judged by. */
export type ChooseFamily = (promises: readonly Pick<JudgedPromise, 'id' | 'severity'>[]) => readonly string[];

/** What tells which promises of a side can be compared. */
type Promising = Pick<Side, 'label' | 'promises' | 'made'>;

/** Sorts the promises that either side makes into those that can be compared and those that cannot, with the reason. */
export function promiseFamily(a: Promising, b: Promising): PromiseFamily {
  const compared: JudgedPromise[] = [];
  const uncompared: UncomparedPromise[] = [];
  for (const [id, fallback] of new Map([...b.promises, ...a.promises])) {
    const [byA, byB] = [a, b].map((side) => (side.made.includes(id) ? side.promises.get(id) : undefined));
    const { title, severity } = byB ?? byA ?? fallback;
    const leftOut = (verdict: UncomparedPromise['verdict'], why: string): void => {
      uncompared.push({ promise: id, title, severity, verdict, why });
    };
    if (!byA && !byB) continue;
    if (!byB) leftOut('only-a', `${b.label} does not promise it`);
    else if (!byA) leftOut('only-b', `${a.label} does not promise it`);
    else if (byA.scorer === null && byB.scorer === null) leftOut('not-tested', 'nothing scores it');
    else if (byA.scorer !== byB.scorer) {
      leftOut(
        'not-comparable',
        `judged by ${byA.scorer ?? 'nothing'} in A and by ${byB.scorer ?? 'nothing'} in B`,
      );
    } else if (byA.hash !== byB.hash) {
      leftOut('not-comparable', 'the catalogue defines it differently in A and in B');
    } else compared.push(byB);
  }
  const order = [...a.promises.keys(), ...b.promises.keys()];
  compared.sort((x, y) => order.indexOf(x.id) - order.indexOf(y.id));
  return { compared, uncompared };
}

/** As `promiseFamily`, of two agents before a trial of them is played. */
export function plannedFamily(
  a: string,
  b: string,
  { catalogue, promises }: Pick<Plan, 'catalogue' | 'promises'>,
  scorers: Scorers,
): PromiseFamily {
  const judged = new Map(
    catalogue.promises.map(({ id, title, severity }) => [
      id,
      // Both are judged by this catalogue.
      { id, title, severity, scorer: scorers.get(id)?.id ?? null, hash: '' },
    ]),
  );
  const side = (agent: string): Promising => ({
    label: agent,
    promises: judged,
    made: (promises.get(agent) ?? []).map(({ id }) => id),
  });
  return promiseFamily(side(a), side(b));
}
