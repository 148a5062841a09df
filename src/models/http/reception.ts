import type { Dispatcher } from 'undici';
import { ConnectionError, type Reply } from './reply.ts';

/** Hears of the response that begins, or why none does. */
interface Beginning {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Receives one response: its body can be read once, while it arrives. A stream of Node for each took a third of the time of a
 * call.
 */
export class Reception implements Dispatcher.DispatchHandler, AsyncIterable<Uint8Array> {
  private readonly beginning: Beginning;
  private readonly signal: AbortSignal;
  private readonly onAbort = (): void => this.giveUp(this.signal.reason);
  private controller: Dispatcher.DispatchController | undefined;
  private hadBegun = false;
  /** What arrived and was not read; it is read before more arrives. */
  private pieces: Uint8Array[] = [];
  private isOver = false;
  private failure: { readonly reason: unknown } | undefined;
  private wake: (() => void) | undefined;

  /** @param signal one that has not aborted yet. */
  constructor(signal: AbortSignal, beginning: Beginning) {
    this.signal = signal;
    this.beginning = beginning;
    signal.addEventListener('abort', this.onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isOver) controller.abort(new Error('given up'));
  }

  onResponseStart(
    _: unknown,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Early hints and their like: the response itself follows.
    if (status < 200) return;
    this.hadBegun = true;
    this.beginning.resolve({ status, headers: { get: (name) => headerOf(headers, name) }, body: this });
  }

  onResponseData(_: unknown, piece: Uint8Array): void {
    if (this.isOver) return;
    this.pieces.push(piece);
    this.wake?.();
  }

  onResponseEnd(): void {
    this.end();
  }

  onResponseError(_: unknown, error: Error): void {
    this.fail(asConnectionError(error, this.hadBegun));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const arrived = this.pieces;
        this.pieces = [];
        yield* arrived;
        if (this.pieces.length > 0) continue;
        if (this.failure) throw this.failure.reason;
        if (this.isOver) return;
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      // Who reads no further wants no more of it.
      if (!this.isOver) this.giveUp(new Error('not read to its end'));
    }
  }

  private giveUp(reason: unknown): void {
    this.fail(reason);
    this.controller?.abort(reason instanceof Error ? reason : new Error('given up'));
  }

  private fail(reason: unknown): void {
    if (this.isOver) return;
    this.failure = { reason };
    this.beginning.reject(reason);
    this.end();
  }

  private end(): void {
    this.isOver = true;
    this.signal.removeEventListener('abort', this.onAbort);
    this.wake?.();
  }
}

function headerOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | null {
  const value = headers[name];
  return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
}

/** An error of undici by what is innermost in it; what is a bug of the caller stays what it is. */
function asConnectionError(error: Error, hadBegun: boolean): Error {
  if ('code' in error && error.code === 'UND_ERR_INVALID_ARG') return error;
  let root: Error = error;
  for (let depth = 0; depth < 5; depth++) {
    // A host with several addresses fails once for each.
    const inner: unknown = root instanceof AggregateError ? root.errors[0] : root.cause;
    if (!(inner instanceof Error)) break;
    root = inner;
  }
  const { code, message } = root as NodeJS.ErrnoException;
  const text = code !== undefined && !message.includes(code) ? `${code} ${message}` : message;
  return new ConnectionError(text.trim(), hadBegun);
}
