/** Why work on a run ends before every trial has been tried. */
export type StopReason = 'interrupted' | 'max-cost' | 'no-answers';

/** The work stops: a call was not made, or was given up. No failure of its trial, which can be gone on with later. */
export class Stopped extends Error {
  override name = 'Stopped' as const;
  readonly reason: StopReason;

  constructor(reason: StopReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** For calls that nothing stops. */
export const NEVER: AbortSignal = new AbortController().signal;

/** A signal that aborts with any of these, and whose reason is always one that stops the work. */
export function stopping(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const controller = new AbortController();
  const any = AbortSignal.any(signals.filter((signal) => signal !== undefined));
  const abort = (): void =>
    controller.abort(
      any.reason instanceof Stopped
        ? any.reason
        : new Stopped('interrupted', 'the calls in flight were given up'),
    );
  if (any.aborted) abort();
  else any.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
