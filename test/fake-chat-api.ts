import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request for a chat completion. */
export interface ChatRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly [param: string]: unknown;
  };
}

/** A text, or a whole answer in the raw; 'drop' cuts the connection. */
export type ChatReply =
  | string
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: unknown;
    };

/** A running fake. */
export interface FakeChatApi extends AsyncDisposable {
  /** The base URL, which ends with `/v1`. */
  readonly url: string;
  readonly requests: readonly ChatRequest[];
}

/** Serves POST /v1/chat/completions on 127.0.0.1. */
export async function startFakeChatApi(answer: (request: ChatRequest) => ChatReply): Promise<FakeChatApi> {
  const requests: ChatRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((json) => {
      const request: ChatRequest = {
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: JSON.parse(json) as ChatRequest['body'],
      };
      requests.push(request);
      const reply = answer(request);
      if (reply === 'drop') {
        incoming.socket.destroy();
        return;
      }
      const {
        status = 200,
        headers = {},
        body,
      } = typeof reply === 'string' ? { body: completion(reply) } : reply;
      response.writeHead(status, {
        ...(typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the fake has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A completion with this text, as OpenAI writes it. */
export function completion(
  content: string,
  { finishReason = 'stop', refusal = null }: { finishReason?: string; refusal?: string | null } = {},
): unknown {
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    model: 'llama3.2-served',
    choices: [{ index: 0, finish_reason: finishReason, message: { role: 'assistant', content, refusal } }],
    usage: {
      prompt_tokens: 100,
      completion_tokens: 7,
      total_tokens: 107,
      prompt_tokens_details: { cached_tokens: 40 },
    },
  };
}
