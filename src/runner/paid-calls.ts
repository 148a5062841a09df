import type { Agent } from '../agents/agent.ts';
import type { Message, Model, ModelAnswer, Usage } from '../models/model.ts';
import { costOf } from '../models/prices.ts';
import type { AnswersCache } from './answers-cache.ts';
import type { Budget } from './budget.ts';

/** A model that has to be paid. */
export interface PaidModel {
  /** Full model id. */
  readonly model: string;
  /** Dollars that a call with this usage costs; undefined for an unknown price. */
  readonly costOf: (usage: Usage) => number | undefined;
}

/** A call that costs money. */
export interface PaidCall extends PaidModel {
  readonly provider: string;
  /** Trial key, or what else names this call among all. */
  readonly key: string;
  readonly system: string;
  readonly messages: readonly Message[];
  /** Upper limit of the answer, in tokens; undefined where none is known. */
  readonly maxTokens: number | undefined;
}

/** Makes calls that cost money: each once, and within the budget. */
export type PayOnce = (call: PaidCall, ask: () => Promise<ModelAnswer>) => Promise<ModelAnswer>;

/** What stands between a command and its bill, and what stops it. */
export interface Spending {
  /** Stored answers are used, and new ones stored before they are given. */
  readonly cache?: AnswersCache | undefined;
  readonly budget?: Budget | undefined;
  /** When it aborts no trial begins any more; those at work are finished. */
  readonly finish?: AbortSignal | undefined;
  /** When it aborts, calls in flight are given up too. */
  readonly signal?: AbortSignal | undefined;
}

/** How the calls of one run are paid. */
interface PayOptions extends Pick<Spending, 'cache' | 'budget'> {
  /** Id of the run that pays. */
  readonly run: string;
  /** Answers that were stored before are not used. */
  readonly since?: Date | undefined;
}

/** An answer that was stored by another run is marked `reused`; a failed call is never stored. */
export function payOnce({ cache, budget, run, since }: PayOptions): PayOnce {
  const oldest = since?.getTime() ?? 0;
  return async (call, ask) => {
    const stored = cache?.find(call);
    // The run's own whatever they say of their time: a clock may be set back.
    if (stored?.run === run) {
      budget?.count(stored.answer.cost);
      return stored.answer;
    }
    if (stored && stored.storedAt >= oldest) return { ...stored.answer, reused: true };
    const answer = await (budget ? budget.spend(call, ask) : ask());
    if (!answer.reused) await cache?.store(call, answer, run);
    return answer;
  };
}

/** A model whose calls are paid once; recordings cost nothing and are given as they are. */
export function paidModel(model: Model, pay: PayOnce): Model {
  if (model.provider === 'replay') return model;
  const { maxTokens } = model.params;
  return {
    ...model,
    async answer(request, signal) {
      signal?.throwIfAborted();
      const { key, agent, messages } = request;
      const call: PaidCall = {
        provider: model.provider,
        key,
        ...payment(agent, model),
        system: agent.prompt,
        messages,
        maxTokens: typeof maxTokens === 'number' ? maxTokens : undefined,
      };
      return pay(call, () => model.answer(request, signal));
    },
  };
}

function payment(agent: Agent, model: Model): PaidModel {
  const id = model.modelId(agent);
  return {
    model: id,
    costOf: (usage) => (model.costOf ? model.costOf(agent, usage) : costOf(id, usage)),
  };
}

/** The models that a run has to pay. */
export function paidModels(
  sides: readonly { readonly agent: Agent; readonly model: Model }[],
  judge: PaidModel | undefined,
): PaidModel[] {
  const asked = sides.flatMap(({ agent, model }) =>
    model.provider === 'replay' ? [] : [payment(agent, model)],
  );
  return judge ? [...asked, judge] : asked;
}
