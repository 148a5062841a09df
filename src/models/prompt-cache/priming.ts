/** The role of the first call with a prompt. */
export interface First {
  /** The answer has begun: the cache holds the prompt. */
  begun(): void;
  /** No answer this time: the next call that waits becomes the first. */
  passOn(): void;
}

interface Pending {
  readonly settled: Promise<void>;
  settle(): void;
}

/** Lets one call with each prompt go first: those that come before its answer has begun would all write the cache anew. */
export class Priming {
  private readonly pending = new Map<string, Pending>();
  private readonly primed = new Set<string>();

  /**
   * Resolves when a call with this prompt may be sent: with a role if it is the first.
   * @throws the reason of the signal if that aborts.
   */
  async enter(prompt: string, signal: AbortSignal): Promise<First | undefined> {
    for (;;) {
      signal.throwIfAborted();
      if (this.primed.has(prompt)) return undefined;
      const first = this.pending.get(prompt);
      if (!first) return this.becomeFirst(prompt);
      await unlessAborted(first.settled, signal);
    }
  }

  private becomeFirst(prompt: string): First {
    const { promise: settled, resolve } = Promise.withResolvers<void>();
    const pending = { settled, settle: () => resolve() };
    this.pending.set(prompt, pending);
    const end = (): void => {
      if (this.pending.get(prompt) === pending) this.pending.delete(prompt);
      pending.settle();
    };
    return {
      begun: () => {
        this.primed.add(prompt);
        end();
      },
      passOn: end,
    };
  }
}

async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', stop);
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
