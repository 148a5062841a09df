import { ModelError } from '../model.ts';
import { backoffMs, type Outcome, type Timing } from '../retry.ts';

/** How often and how long one call to the Message Batches API is tried. */
export interface Patience {
  readonly maxAttempts: number;
  /** Most time the first wait may take; each further wait may take twice as long. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Most time for all attempts and waits. */
  readonly deadlineMs: number;
}

/** Rides out about two minutes of overload. */
export const PATIENCE: Patience = {
  maxAttempts: 8,
  baseDelayMs: 1000,
  maxDelayMs: 60_000,
  deadlineMs: 30 * 60_000,
};

/**
 * Attempts a call until it is answered or cannot be; calls about batches are few, so that they stand in no line with those of
 * the Messages API. Waits as long as the server asks for, and a random part of an exponentially growing time.
 * @throws {ModelError} with the last failure; the reason of `signal` if that aborts.
 */
export async function untilAnswered<T>(
  attempt: () => Promise<Outcome<T>>,
  { patience, timing, signal }: { patience: Patience; timing: Timing; signal: AbortSignal },
): Promise<T> {
  const startedAt = timing.now();
  for (let attempts = 1; ; attempts++) {
    const outcome = await attempt();
    if (outcome.type === 'answered') return outcome.value;
    signal.throwIfAborted();
    const { kind, message, retry, retryAfterMs = 0 } = outcome.failure;
    if (!retry) throw new ModelError(kind, message);
    const wait = retryAfterMs + backoffMs(attempts, patience, timing.random());
    const isLate = timing.now() - startedAt + wait >= patience.deadlineMs;
    if (isLate || attempts >= patience.maxAttempts) {
      const often = `${attempts} attempt${attempts === 1 ? '' : 's'}`;
      throw new ModelError(kind, `${message}; gave up after ${often}`);
    }
    await timing.sleep(wait, signal);
  }
}
