import { z } from 'zod';
import { serverEvents } from './http/server-events.ts';

/** What came of a streamed message: it is whole, the server broke it off with an error, it ended early, or is unreadable. */
export type Streamed =
  | { readonly type: 'whole'; readonly message: unknown }
  | { readonly type: 'error'; readonly errorType: string | undefined; readonly said: string }
  | { readonly type: 'cut' }
  | { readonly type: 'malformed'; readonly why: string };

interface Block {
  readonly type: unknown;
  text?: string | undefined;
}

const record = z.record(z.string(), z.unknown());
const index = z.int().nonnegative().max(10_000);

/** What is read of the events; whatever else there is does not matter. */
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: record }),
  z.object({
    type: z.literal('content_block_start'),
    index,
    content_block: z.object({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({
    type: z.literal('content_block_delta'),
    index,
    delta: z.object({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({ type: z.literal('message_delta'), delta: record, usage: record.optional() }),
  z.object({ type: z.literal('message_stop') }),
  z.object({
    type: z.literal('error'),
    error: z.object({ type: z.string().optional().catch(undefined), message: z.string().catch('') }),
  }),
]);

const READ: ReadonlySet<unknown> = new Set(eventSchema.options.map(({ shape }) => shape.type.value));

/**
 * Puts a streamed message of the Messages API together; `onBegin` hears when it begins.
 * @throws {ConnectionError} as the body does.
 */
export async function readMessageStream(
  body: AsyncIterable<Uint8Array>,
  onBegin: () => void,
): Promise<Streamed> {
  let message: Record<string, unknown> | undefined;
  const content: Block[] = [];
  try {
    for await (const data of serverEvents(body)) {
      const json: unknown = JSON.parse(data);
      // Pings, and whatever the API comes to send one day.
      if (!READ.has((json as { type?: unknown } | null)?.type)) continue;
      const event = eventSchema.parse(json);
      switch (event.type) {
        case 'message_start':
          message = { ...event.message, content };
          onBegin();
          break;
        case 'content_block_start':
          content[event.index] = { ...event.content_block };
          break;
        case 'content_block_delta': {
          const block = content[event.index];
          if (block && event.delta.type === 'text_delta')
            block.text = (block.text ?? '') + (event.delta.text ?? '');
          break;
        }
        case 'message_delta':
          message = { ...message, ...event.delta, usage: merged(message?.['usage'], event.usage) };
          break;
        case 'message_stop':
          return message ? { type: 'whole', message } : { type: 'malformed', why: 'it has no beginning' };
        case 'error':
          return { type: 'error', errorType: event.error.type, said: event.error.message };
      }
    }
  } catch (error) {
    if (error instanceof z.ZodError)
      return { type: 'malformed', why: error.issues[0]?.message ?? 'unreadable' };
    if (error instanceof SyntaxError || error instanceof RangeError)
      return { type: 'malformed', why: error.message };
    throw error;
  }
  return { type: 'cut' };
}

/** The last event says what was used in the end; what it leaves out, or null, stands as it was. */
function merged(before: unknown, after: Record<string, unknown> | undefined): unknown {
  const told = Object.entries(after ?? {}).filter(([, value]) => value !== null);
  return { ...(before as object | undefined), ...Object.fromEntries(told) };
}
