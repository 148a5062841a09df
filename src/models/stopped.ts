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

/** A signal that aborts with `signal`, and whose reason is always one that stops the work. */
export function stopping(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal) return undefined;
  const controller = new AbortController();
  const abort = (): void =>
    controller.abort(
      signal.reason instanceof Stopped
        ? signal.reason
        : new Stopped('interrupted', 'the calls in flight were given up'),
    );
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
