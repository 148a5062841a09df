import { UserError } from '../input/user-error.ts';
import { ModelError, type ModelAnswer } from '../models/model.ts';
import { Stopped } from '../models/stopped.ts';
import type { PaidCall, PaidModel } from './paid-calls.ts';

/** Money that a run may spend, in dollars. */
export interface Budget {
  readonly limit: number;
  readonly spent: number;
  /**
   * Makes a call when the money for it is sure to be there; until then it waits for calls in flight to tell their cost.
   * @throws {Stopped} if the money would not suffice; {UserError} if an answer came without a known price.
   */
  spend(call: PaidCall, ask: () => Promise<ModelAnswer>): Promise<ModelAnswer>;
  /** Adds what was paid elsewhere; an unknown cost cannot be added. */
  count(cost: number | undefined): void;
}

/** What a call may cost before it is made. */
export type PriceOf = (
  call: Pick<PaidCall, 'costOf' | 'system' | 'messages' | 'maxTokens'>,
) => number | undefined;

interface Waiting {
  readonly call: PaidCall;
  /** Hears what is held for the call; undefined if it counts as those before it. */
  readonly admit: (held: number | undefined) => void;
  readonly refuse: (reason: Error) => void;
}

/** The answers of one model at one turn so far: those of later turns are longer. */
interface Known {
  answers: number;
  dearest: number;
  /** Calls in flight that count as the dearest of them. */
  trusting: number;
}

/**
 * A budget of so many dollars. A call in flight counts as an answer of the full `maxTokens`, or as the dearest answer of its model
 * and turn so far; no more calls do so than there are such answers, since those that come first are the short ones.
 */
export function openBudget(limit: number, worstCase: PriceOf = worstCaseOf): Budget {
  let spent = 0;
  /** For calls in flight that count in full. */
  let held = 0;
  let inFlight = 0;
  let stopped: Error | undefined;
  const known = new Map<string, Known>();
  const queue: Waiting[] = [];

  const knownOf = ({ model, messages }: PaidCall): Known => {
    const kind = `${messages.length} ${model}`;
    const found = known.get(kind) ?? { answers: 0, dearest: 0, trusting: 0 };
    known.set(kind, found);
    return found;
  };
  const reserved = (): number => {
    let sum = held;
    for (const { trusting, dearest } of known.values()) sum += trusting * dearest;
    return sum;
  };
  const examine = (): void => {
    for (let head = queue[0]; head; head = queue[0]) {
      const alike = knownOf(head.call);
      const trusts = alike.trusting < alike.answers;
      const cost = trusts ? alike.dearest : worstCase(head.call);
      if (cost === undefined) stopped ??= unknownPrice(head.call.model);
      else if (spent + reserved() + cost > limit) {
        if (inFlight > 0) return;
        stopped ??= new Stopped(
          'max-cost',
          `the next call could pass the limit of ${dollars(limit)}; ${dollars(spent)} are spent`,
        );
      }
      if (stopped || cost === undefined) {
        for (const { refuse } of queue.splice(0)) refuse(stopped!);
        return;
      }
      queue.shift();
      inFlight++;
      if (trusts) alike.trusting++;
      else held += cost;
      head.admit(trusts ? undefined : cost);
    }
  };

  return {
    limit,
    get spent() {
      return spent;
    },
    async spend(call, ask) {
      const own = await new Promise<number | undefined>((admit, refuse) => {
        queue.push({ call, admit, refuse });
        examine();
      });
      const alike = knownOf(call);
      try {
        const answer = await ask();
        if (answer.reused) return answer;
        if (answer.cost === undefined) stopped ??= unknownPrice(answer.servedModel ?? call.model);
        spent += answer.cost ?? 0;
        alike.answers++;
        alike.dearest = Math.max(alike.dearest, answer.cost ?? 0);
        return answer;
      } catch (error) {
        // What was answered is on the bill, be it of no use.
        if (error instanceof ModelError && error.spent) spent += error.spent.cost ?? own ?? alike.dearest;
        throw error;
      } finally {
        inFlight--;
        if (own === undefined) alike.trusting--;
        // Sums of fractions drift; what nothing holds is nothing.
        held = inFlight === 0 ? 0 : held - (own ?? 0);
        examine();
      }
    },
    count(cost) {
      spent += cost ?? 0;
    },
  };
}

/**
 * Checks before the first call that the price of each model is known.
 * @throws {UserError} naming the model whose price is not.
 */
export function requirePrices(models: Iterable<PaidModel>): void {
  for (const { model, costOf } of models)
    if (worstCaseOf({ costOf, system: '', messages: [], maxTokens: 1 }) === undefined)
      throw unknownPrice(model);
}

/** Fewer characters than any language needs for a token of a current model. */
const CHARACTERS_PER_TOKEN = 2;

/** Everything written to the prompt cache, the answer as long as it may be; undefined for an unknown price. */
function worstCaseOf({ costOf, system, messages, maxTokens }: Parameters<PriceOf>[0]): number | undefined {
  if (maxTokens === undefined) return undefined;
  const characters = messages.reduce((sum, { content }) => sum + content.length, system.length);
  return costOf({
    inputTokens: 0,
    outputTokens: maxTokens,
    cacheReadTokens: 0,
    cacheWriteTokens: Math.ceil(characters / CHARACTERS_PER_TOKEN),
  });
}

function unknownPrice(model: string): UserError {
  return new UserError(
    `the price of "${model}" is not known, so --max-cost cannot be held; give the price under \`prices\` in the suite, or leave --max-cost away`,
  );
}

/** `$4.93`; small amounts keep their first digits. */
export function dollars(amount: number): string {
  return `$${amount === 0 || amount >= 0.1 ? amount.toFixed(2) : amount.toPrecision(2)}`;
}
