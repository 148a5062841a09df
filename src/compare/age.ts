import { UserError } from '../input/user-error.ts';

/** Older answers may be those of another model behind the same name. */
const MOST_DAYS = 14;

const DAY_MS = 86_400_000;

/** True if answers of this time are too old to stand for what the same model would say now. */
export function isTooOld(date: string, now: Date): boolean {
  return Date.parse(date) < oldestUsable(now).getTime();
}

/** When the oldest answers were given that still may stand for what the same model would say now. */
export function oldestUsable(now: Date): Date {
  return new Date(now.getTime() - MOST_DAYS * DAY_MS);
}

/**
 * A model behind the same name drifts; recordings do not.
 * @throws {UserError} if answers of a live model are older than 14 days.
 */
export function requireFresh(
  { provider, date }: { provider: string; date: string },
  place: string,
  now: Date,
): void {
  if (provider === 'replay' || !isTooOld(date, now)) return;
  const days = Math.floor((now.getTime() - Date.parse(date)) / DAY_MS);
  throw UserError.at(
    place,
    `its answers are ${days} days old; the model may have changed since (at most ${MOST_DAYS} days are accepted): run the base again and \`vouch bless\` that run`,
  );
}
