import type { Model } from '../models/model.ts';
import { ANSWERS_CACHE, type AnswersCache, openAnswersCache } from '../runner/answers-cache.ts';
import { type Budget, openBudget } from '../runner/budget.ts';
import type { Suite } from '../suite/suite.ts';
import { openModel } from '../suite/open-model.ts';
import type { Io } from './io.ts';

/** The flags of commands that call a model. */
export interface PayFlags {
  readonly model?: string | undefined;
  readonly cache?: string;
  readonly fresh?: boolean;
  readonly maxCost?: number;
}

/** A model with what keeps its bill small; all is closed when it is disposed of. */
export interface Paying extends AsyncDisposable {
  readonly model: Model;
  readonly cache: AnswersCache | undefined;
  readonly budget: Budget | undefined;
  readonly fresh: boolean | undefined;
}

/**
 * Opens the model that a suite or `--model` names, the answers cache and the budget.
 * @throws {UserError} if one of them cannot be used; nothing has been called by then.
 */
export function openPaying(suite: Suite, flags: PayFlags, io: Io): Paying {
  const model = openModel(suite, flags.model, io.env);
  const isPaid = model.provider !== 'replay' || suite.judge !== undefined;
  const cache = isPaid ? openAnswersCache(cachePath(flags, io)) : undefined;
  return {
    model,
    cache,
    budget: flags.maxCost === undefined ? undefined : openBudget(flags.maxCost),
    fresh: flags.fresh,
    async [Symbol.asyncDispose]() {
      await model.close?.();
      cache?.[Symbol.dispose]();
    },
  };
}

/** File of the answers cache. */
export function cachePath({ cache }: Pick<PayFlags, 'cache'>, { env }: Io): string {
  return cache ?? (env['VOUCH_CACHE'] || ANSWERS_CACHE);
}
