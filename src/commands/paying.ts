import type { Model } from '../models/model.ts';
import { ANSWERS_CACHE, type AnswersCache, openAnswersCache } from '../runner/answers-cache.ts';
import { type Budget, openBudget } from '../runner/budget.ts';
import { KEYLESS, openModel } from '../suite/open-model.ts';
import type { Suite } from '../suite/suite.ts';
import { batchUse } from './batch-use.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

/** The flags of commands that call a model. */
export interface PayFlags {
  readonly model?: string | undefined;
  readonly batch?: boolean | undefined;
  /** Calls in flight at most; the suite's by default. */
  readonly concurrency?: number | undefined;
  readonly cache?: string;
  readonly maxCost?: number;
}

/** The models of a command, with what keeps their bill small; all is closed when it is disposed of. */
export interface Paying extends AsyncDisposable {
  /**
   * The model of this name, or of the suite; one name, one model.
   * @throws {UserError} if it cannot be used; nothing has been called by then.
   */
  open(spec: string | undefined): Model;
  /**
   * What a run needs besides its models, once they are open.
   * @throws {UserError} if the answers cache cannot be used.
   */
  money(): { readonly cache: AnswersCache | undefined; readonly budget: Budget | undefined };
}

/**
 * Makes ready to pay.
 * @param since results of batches that were created before are not used.
 */
export function preparePaying(
  suite: Suite,
  flags: PayFlags,
  { io, progress, since }: { io: Io; progress: Progress | undefined; since?: Date | undefined },
): Paying {
  const models = new Map<string, Model>();
  let cache: AnswersCache | undefined;
  const budget = flags.maxCost === undefined ? undefined : openBudget(flags.maxCost);
  return {
    open(spec = suite.model) {
      const batch = batchUse(flags, progress, io);
      const limited = { ...suite, concurrency: flags.concurrency ?? suite.concurrency };
      const model =
        models.get(spec) ?? openModel(limited, spec, io.env, batch && { ...batch, since: since?.getTime() });
      models.set(spec, model);
      return model;
    },
    money() {
      const isPaid = suite.judge || [...models.values()].some(({ provider }) => provider !== 'replay');
      if (isPaid) cache ??= openAnswersCache(cachePath(flags, io));
      return { cache, budget };
    },
    async [Symbol.asyncDispose]() {
      for (const model of models.values()) await model.close?.();
      cache?.[Symbol.dispose]();
    },
  };
}

/** As a dry run sees the process: what calls nothing needs no key. */
export function keyless(io: Io): Io {
  return { ...io, env: { ...io.env, ...KEYLESS } };
}

/** File of the answers cache. */
export function cachePath({ cache }: Pick<PayFlags, 'cache'>, { env }: Io): string {
  return cache ?? (env['VOUCH_CACHE'] || ANSWERS_CACHE);
}
