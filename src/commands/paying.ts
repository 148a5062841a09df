import type { Model } from '../models/model.ts';
import { ANSWERS_CACHE, type AnswersCache, openAnswersCache } from '../runner/answers-cache.ts';
import { type Budget, openBudget } from '../runner/budget.ts';
import { openModel } from '../suite/open-model.ts';
import type { Suite } from '../suite/suite.ts';
import { batchUse } from './batch-use.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

/** The flags of commands that call a model. */
export interface PayFlags {
  readonly model?: string | undefined;
  readonly batch?: boolean | undefined;
  readonly cache?: string;
  readonly maxCost?: number;
}

/** The models of a command, with what keeps their bill small; all is closed when it is disposed of. */
export interface Paying extends AsyncDisposable {
  /**
   * The model of this name, or of the suite; one name, one model.
   * @throws {UserError} if it, or the answers cache, cannot be used; nothing has been called by then.
   */
  open(spec: string | undefined): Model;
  /** What a run needs besides its model, once that is open. */
  money(): { readonly cache: AnswersCache | undefined; readonly budget: Budget | undefined };
}

/**
 * Makes ready to pay.
 * @param since results of batches that were created before are not used, in milliseconds since the epoch.
 */
export function preparePaying(
  suite: Suite,
  flags: PayFlags,
  { io, progress, since }: { io: Io; progress: Progress | undefined; since?: number | undefined },
): Paying {
  const models = new Map<string, Model>();
  let cache: AnswersCache | undefined;
  const budget = flags.maxCost === undefined ? undefined : openBudget(flags.maxCost);
  return {
    open(spec = suite.model) {
      const batch = batchUse(flags, progress, io);
      const model = models.get(spec) ?? openModel(suite, spec, io.env, batch && { ...batch, since });
      models.set(spec, model);
      if (model.provider !== 'replay' || suite.judge) cache ??= openAnswersCache(cachePath(flags, io));
      return model;
    },
    money: () => ({ cache, budget }),
    async [Symbol.asyncDispose]() {
      for (const model of models.values()) await model.close?.();
      cache?.[Symbol.dispose]();
    },
  };
}

/** File of the answers cache. */
export function cachePath({ cache }: Pick<PayFlags, 'cache'>, { env }: Io): string {
  return cache ?? (env['VOUCH_CACHE'] || ANSWERS_CACHE);
}
