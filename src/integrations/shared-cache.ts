import type { Model } from '../models/model.ts';
import { ANSWERS_CACHE, type AnswersCache, openAnswersCache } from '../runner/answers-cache.ts';
import type { Suite } from '../suite/suite.ts';

/**
 * The answers cache that `vouch run` uses in this folder, so that nothing is paid twice, whoever asks; undefined where
 * nothing is paid.
 * @throws {UserError} if the cache cannot be used.
 */
export function sharedCache({ provider }: Model, { judge }: Pick<Suite, 'judge'>): AnswersCache | undefined {
  if (provider === 'replay' && !judge) return undefined;
  return openAnswersCache(process.env['VOUCH_CACHE'] || ANSWERS_CACHE);
}
