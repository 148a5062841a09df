import type { Model } from '../models/model.ts';
import { ANSWERS_CACHE, type AnswersCache, openAnswersCache } from '../runner/answers-cache.ts';
import { type PayOnce, payOnce } from '../runner/paid-calls.ts';
import type { Suite } from '../suite/suite.ts';

/**
 * The answers cache that `vouch run` uses in this folder, so that nothing is paid twice, whoever asks; undefined where
 * nothing is paid.
 * @throws {UserError} if the cache cannot be used.
 */
export function sharedCache({ provider }: Model, { judge }: Pick<Suite, 'judge'>): AnswersCache | undefined {
  if (provider === 'replay' && !judge) return undefined;
  return openShared();
}

const openShared = (): AnswersCache => openAnswersCache(process.env['VOUCH_CACHE'] || ANSWERS_CACHE);

/** Pays each vote of a judge once, by the same cache, which is opened for the first of them. */
export function paySharedVotes(): PayOnce {
  let pay: PayOnce | undefined;
  return (call, ask) => {
    pay ??= payOnce({ cache: openShared(), budget: undefined, run: 'vitest' });
    return pay(call, ask);
  };
}

/**
 * As `sharedCache`, for a model that the caller wrote: its answers change with its code, which no key holds, so only the
 * votes of the judge are stored.
 * @throws {UserError} if the cache cannot be used.
 */
export function votesCache({ provider }: Model, { judge }: Pick<Suite, 'judge'>): AnswersCache | undefined {
  if (!judge) return undefined;
  const cache = openShared();
  return {
    find: (place) => (place.provider === provider ? undefined : cache.find(place)),
    store: async (place, answer, run) => {
      if (place.provider !== provider) await cache.store(place, answer, run);
    },
    [Symbol.dispose]: () => cache[Symbol.dispose](),
  };
}
