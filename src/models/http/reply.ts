/** Reads one header by its lower-case name. */
export interface ResponseHeaders {
  get(name: string): string | null;
}

/**
 * The time by the clock of who sent a response: ours, as far as its `date` allows. Ours may be wrong, and a machine that slept has
 * lost that time; a moment that a server names would then be waited for by hours.
 */
export function clockOf(headers: ResponseHeaders, now: number): number {
  const second = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(second) ? now : Math.min(Math.max(now, second), second + 999);
}

/** A response that began. */
export interface Reply {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** @throws {ConnectionError} if the connection breaks; the reason of the signal if that aborts. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A connection that could not be made, or broke. */
export class ConnectionError extends Error {
  override name = 'ConnectionError' as const;
  /** True if a response had begun. */
  readonly hadBegun: boolean;

  constructor(message: string, hadBegun: boolean) {
    super(message);
    this.hadBegun = hadBegun;
  }
}

/** Text of a body, but no more than so many bytes of it. */
export async function readText(body: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const piece of body) {
    text += decoder.decode(piece.subarray(0, most - size), { stream: true });
    size += piece.length;
    if (size >= most) break;
  }
  return text + decoder.decode();
}
