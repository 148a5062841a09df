import { z } from 'zod';
import { compiledLate } from '../input/compiled-late.ts';
import { type EventReader, readServerEvents } from './http/server-events.ts';

/** What came of a streamed message: it is whole, the server broke it off with an error, it ended early, or is unreadable. */
export type Streamed =
  | { readonly type: 'whole'; readonly message: unknown }
  | { readonly type: 'error'; readonly errorType: string | undefined; readonly said: string }
  | { readonly type: 'cut' }
  | { readonly type: 'malformed'; readonly why: string };

/**
 * Puts a streamed message of the Messages API together; `onBegin` hears when it begins.
 * @throws {ConnectionError} as the body does.
 */
export async function readMessageStream(
  body: AsyncIterable<Uint8Array>,
  onBegin: () => void,
): Promise<Streamed> {
  const reader = new MessageReader(onBegin);
  try {
    // To the end, though nothing follows the message: a connection that is left before cannot be used again.
    await readServerEvents(body, reader);
  } catch (error) {
    if (!reader.end && error instanceof z.ZodError)
      return { type: 'malformed', why: error.issues[0]?.message ?? 'unreadable' };
    // Not its message: that shows a piece of what came, and half a key is not known for one.
    if (!reader.end && error instanceof SyntaxError)
      return { type: 'malformed', why: 'an event is not valid JSON' };
    if (!reader.end && error instanceof RangeError) return { type: 'malformed', why: error.message };
    if (!reader.end) throw error;
  }
  return reader.end ?? { type: 'cut' };
}

interface Block {
  readonly type: string;
  text?: string | undefined;
}

const record = z.record(z.string(), z.unknown());

/** What is read of the events, but for the many that carry text; whatever else there is does not matter. */
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: record }),
  z.object({
    type: z.literal('content_block_start'),
    index: z.int().nonnegative().max(10_000),
    content_block: z.object({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({ type: z.literal('message_delta'), delta: record, usage: record.optional() }),
  z.object({ type: z.literal('message_stop') }),
  z.object({
    type: z.literal('error'),
    error: z.object({ type: z.string().optional().catch(undefined), message: z.string().catch('') }),
  }),
]);

const eventChecks = compiledLate(eventSchema);

const READ: ReadonlySet<unknown> = new Set(eventSchema.options.map(({ shape }) => shape.type.value));

interface TextDelta {
  readonly type: unknown;
  readonly index?: number;
  readonly delta?: { readonly type?: unknown; readonly text?: unknown };
}

/**
 * Nearly all events are of this form, padded with blanks as the API does; taking the text out of them where they stand takes
 * half the time of cutting lines first.
 */
const PLAIN_TEXT =
  /(?:event: content_block_delta\n)?data: \{"type":"content_block_delta","index":(\d+),"delta":\{"type":"text_delta","text":"([^"\\\n\r]*(?:\\.[^"\\\n\r]*)*)"\} *\}\n\n/y;

class MessageReader implements EventReader {
  end: Streamed | undefined;
  private message: Record<string, unknown> | undefined;
  private readonly content: Block[] = [];
  private readonly onBegin: () => void;

  constructor(onBegin: () => void) {
    this.onBegin = onBegin;
  }

  skim(text: string, at: number): number {
    let next = at;
    for (;;) {
      PLAIN_TEXT.lastIndex = next;
      const plain = PLAIN_TEXT.exec(text);
      if (!plain) return next;
      next = PLAIN_TEXT.lastIndex;
      if (!this.end) this.addText(Number(plain[1]), unescaped(plain[2]!));
    }
  }

  read(data: string): void {
    if (this.end) return;
    const json: unknown = JSON.parse(data);
    if (typeof json !== 'object' || json === null || !('type' in json)) return;
    if (json.type === 'content_block_delta') this.addDelta(json);
    // Not pings, nor whatever the API comes to send one day.
    else if (READ.has(json.type)) this.take(eventChecks.parse(json));
  }

  private addDelta({ index = -1, delta }: TextDelta): void {
    if (delta?.type === 'text_delta' && typeof delta.text === 'string') this.addText(index, delta.text);
  }

  private addText(index: number, text: string): void {
    const block = this.content[index];
    if (block) block.text = (block.text ?? '') + text;
  }

  private take(event: z.output<typeof eventSchema>): void {
    switch (event.type) {
      case 'message_start':
        this.message = { ...event.message, content: this.content };
        this.onBegin();
        break;
      case 'content_block_start':
        this.content[event.index] = { ...event.content_block };
        break;
      case 'message_delta':
        this.message = {
          ...this.message,
          ...event.delta,
          usage: merged(this.message?.['usage'], event.usage),
        };
        break;
      case 'message_stop':
        this.end = this.message
          ? { type: 'whole', message: this.message }
          : { type: 'malformed', why: 'it has no beginning' };
        break;
      case 'error':
        this.end = { type: 'error', errorType: event.error.type, said: event.error.message };
    }
  }
}

/** @throws {SyntaxError} if the text has no such escape. */
const unescaped = (text: string): string =>
  text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;

/** The last event says what was used in the end; what it leaves out, or null, stands as it was. */
function merged(before: unknown, after: Record<string, unknown> | undefined): unknown {
  const told = Object.entries(after ?? {}).filter(([, value]) => value !== null);
  return { ...(before as object | undefined), ...Object.fromEntries(told) };
}
