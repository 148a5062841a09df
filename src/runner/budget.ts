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
  readonly admit: (held: number) => void;
  readonly refuse: (reason: Error) => void;
}

/**
 * A budget of so many dollars. A call in flight counts as the dearest answer of its model so far; before there is one, as
 * an answer of the full `maxTokens`.
 */
export function openBudget(limit: number, worstCase: PriceOf = worstCaseOf): Budget {
  let spent = 0;
  let held = 0;
  let inFlight = 0;
  let stopped: Error | undefined;
  const dearest = new Map<string, number>();
  const queue: Waiting[] = [];

  const examine = (): void => {
    for (let head = queue[0]; head; head = queue[0]) {
      const cost = dearest.get(head.call.model) ?? worstCase(head.call);
      if (cost === undefined) stopped ??= unknownPrice(head.call.model);
      else if (spent + held + cost > limit) {
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
      held += cost;
      inFlight++;
      head.admit(cost);
    }
  };

  return {
    limit,
    get spent() {
      return spent;
    },
    async spend(call, ask) {
      const reserved = await new Promise<number>((admit, refuse) => {
        queue.push({ call, admit, refuse });
        examine();
      });
      try {
        const answer = await ask();
        if (answer.reused) return answer;
        if (answer.cost === undefined) stopped ??= unknownPrice(answer.servedModel ?? call.model);
        spent += answer.cost ?? 0;
        dearest.set(call.model, Math.max(dearest.get(call.model) ?? 0, answer.cost ?? 0));
        return answer;
      } catch (error) {
        // What was answered is on the bill, be it of no use.
        if (error instanceof ModelError && error.spent) spent += error.spent.cost ?? reserved;
        throw error;
      } finally {
        inFlight--;
        // Sums of fractions drift; what nothing holds is nothing.
        held = inFlight === 0 ? 0 : held - reserved;
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
