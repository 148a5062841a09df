import type { Access, AnthropicParams } from './anthropic.ts';
import type { ResponseHeaders } from './http/reply.ts';
import type { ModelErrorCause } from './model.ts';
import { type Failure, isRetryable, retryAfter } from './retry.ts';

/** A response of the Messages API that is no answer. */
export interface ErrorResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** `error.type` of the body, if it is one of the API's own. */
  readonly type: string | undefined;
  /** What the body says, shortened by whoever shows it. */
  readonly said: string;
}

/** Who was asked for what. */
export interface Asked {
  readonly access: Access;
  readonly model: string;
  readonly params: AnthropicParams;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** `error.type` and `error.message` of a body, or the body as it is where a proxy wrote it. */
export function readErrorBody(text: string): Pick<ErrorResponse, 'type' | 'said'> {
  try {
    const { error } = JSON.parse(text) as { error?: { type?: unknown; message?: unknown } };
    const type = typeof error?.type === 'string' ? error.type : undefined;
    return { type, said: typeof error?.message === 'string' ? error.message : text };
  } catch {
    return { type: undefined, said: text };
  }
}

/** What a response that is no answer means for a trial. The message may still hold what the server repeated. */
export function failureOfResponse(response: ErrorResponse, { access, model, params, now }: Asked): Failure {
  const { status, headers, type } = response;
  const said = saying([status, type], response.said);
  const failure = (kind: ModelErrorCause, message: string): Failure => ({
    kind,
    message,
    retry: isRetryable(status, headers),
    retryAfterMs: retryAfter(headers, now),
  });
  switch (status) {
    case 401:
      return failure('fatal', `the key was not accepted (${said}); check ${access.variable}`);
    case 402:
      return failure('fatal', `billing stands in the way (${said}); check the account of ${access.variable}`);
    case 403:
      return failure(
        'fatal',
        `not permitted (${said}); check what the key of ${access.variable} may do with ${model}`,
      );
    case 404:
      return type === undefined
        ? failure(
            'fatal',
            `there is no Messages API at ${access.baseUrl} (${said}); check ANTHROPIC_BASE_URL`,
          )
        : failure(
            'bad-request',
            `model "${model}" was not found (${said}); check the agent's model, or \`models\` in the suite`,
          );
    case 408:
      return failure('timeout', `the request took too long to arrive (${said})`);
    case 429:
      return failure('rate-limit', `rate limit (${said})`);
  }
  if (status >= 500) return failure('overloaded', `the server failed (${said})`);
  if (status < 300) {
    const found = `${access.baseUrl} answered with status ${status}, not with a message of the Messages API`;
    return failure('fatal', `${found}; check ANTHROPIC_BASE_URL`);
  }
  if (status < 400) {
    const location = headers.get('location');
    // Only the host: what follows may be a secret of the session.
    const host = location === null ? undefined : URL.parse(location, access.baseUrl)?.host;
    const to = host === undefined ? '' : `, to ${host}`;
    return failure('fatal', `${access.baseUrl} sends elsewhere (${status}${to}); check ANTHROPIC_BASE_URL`);
  }
  // The API says so with the status of a bad request.
  if (/credit balance is too low|reached your specified (?:workspace )?API usage limits/i.test(response.said))
    return failure('fatal', `billing stands in the way (${said}); check the account of ${access.variable}`);
  return failure('bad-request', `the request was not accepted (${said})${adviceOn(response.said, params)}`);
}

function adviceOn(said: string, { temperature }: AnthropicParams): string {
  const refused = temperature !== undefined && said.includes('temperature');
  return refused ? '; take `temperature` out of `params` in the suite' : '';
}

/** An error that the server sends when the answer has begun; the status line said 200 by then. */
export function failureOfEvent(type: string | undefined, said: string): Failure {
  return { ...failureOfType(type), message: `the answer broke off (${saying([type], said)})` };
}

/** `429 rate_limit_error: Number of requests …`, from whatever of it is there. */
function saying(head: readonly (string | number | undefined)[], said: string): string {
  return [head.filter((part) => part !== undefined).join(' '), said].filter((part) => part !== '').join(': ');
}

const KIND_OF_TYPE: ReadonlyMap<string, ModelErrorCause> = new Map([
  ['rate_limit_error', 'rate-limit'],
  ['overloaded_error', 'overloaded'],
  ['api_error', 'overloaded'],
  ['timeout_error', 'timeout'],
  ['invalid_request_error', 'bad-request'],
  ['not_found_error', 'bad-request'],
  ['authentication_error', 'fatal'],
  ['permission_error', 'fatal'],
  ['billing_error', 'fatal'],
]);

/** What the `type` of an error body means where no status says it; one that is not known is worth another attempt. */
export function failureOfType(type: string | undefined): Pick<Failure, 'kind' | 'retry'> {
  const kind = KIND_OF_TYPE.get(type ?? '') ?? 'network';
  const retry = kind === 'rate-limit' || kind === 'overloaded' || kind === 'timeout' || kind === 'network';
  return { kind, retry };
}
