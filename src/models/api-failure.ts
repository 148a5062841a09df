import {
  AnthropicError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { messageOf } from '../input/user-error.ts';
import type { Access, AnthropicParams } from './anthropic.ts';
import type { ModelErrorCause } from './model.ts';
import { redact } from './redact.ts';
import { type Failure, isRetryable, retryAfter } from './retry.ts';

/** What is known about a call that failed. */
export interface CallContext {
  readonly access: Access;
  readonly model: string;
  readonly params: AnthropicParams;
  /** The response, if one began. */
  readonly response: Response | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What an error of the SDK means for a trial, or undefined for a bug. The error itself is not passed on: its headers and
 * body may repeat what was sent.
 */
export function failureOf(error: unknown, context: CallContext): Failure | undefined {
  if (!(error instanceof AnthropicError)) return undefined;
  const failure = describe(error, context);
  return { ...failure, message: redact(failure.message, [context.access.secret]) };
}

function describe(error: AnthropicError, context: CallContext): Failure {
  if (error instanceof APIUserAbortError)
    return { kind: 'timeout', message: 'the call was stopped', retry: false };
  if (error instanceof APIConnectionTimeoutError) {
    return { kind: 'timeout', message: `${context.access.baseUrl} did not answer in time`, retry: true };
  }
  if (error instanceof APIConnectionError) {
    return {
      kind: 'network',
      message: `no connection to ${context.access.baseUrl} (${rootCause(error)})`,
      retry: true,
    };
  }
  if (error instanceof APIError) {
    return error.status === undefined ? errorEvent(error) : errorResponse(error, error.status, context);
  }
  const contentType = context.response?.headers.get('content-type') ?? '';
  if (context.response && !contentType.startsWith('text/event-stream')) {
    const found = contentType === '' ? 'no content type' : contentType;
    const message = `${context.access.baseUrl} answered with ${found}, not with a stream of the Messages API`;
    // A proxy may say such a thing once; when it stands after all attempts, the address is wrong.
    return { kind: 'fatal', message: `${message}; check ANTHROPIC_BASE_URL`, retry: true };
  }
  const what = isMalformed(error) ? 'is malformed' : 'broke off';
  return { kind: 'network', message: `the answer ${what} (${rootCause(error)})`, retry: true };
}

/** The SDK passes on what its parser threw; a connection that ends is a TypeError too, and has a cause of its own. */
function isMalformed({ cause }: Error): boolean {
  return cause instanceof SyntaxError || (cause instanceof TypeError && cause.cause === undefined);
}

/** An error that the server sends when the answer has begun; the status line said 200 by then. */
function errorEvent(error: APIError): Failure {
  return { ...failureOfType(typeOf(error)), message: `the answer broke off (${saying(error)})` };
}

/** What the `type` of an error body means where no status says it; one that is not known is worth another attempt. */
export function failureOfType(type: string | undefined): Pick<Failure, 'kind' | 'retry'> {
  const kind = KIND_OF_TYPE.get(type ?? '') ?? 'network';
  const retry = kind === 'rate-limit' || kind === 'overloaded' || kind === 'timeout' || kind === 'network';
  return { kind, retry };
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

function errorResponse(
  error: APIError,
  status: number,
  { access, model, params, now }: CallContext,
): Failure {
  const headers = error.headers ?? new Headers();
  const said = saying(error);
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
      return typeOf(error) === undefined
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
    default:
      return status >= 500
        ? failure('overloaded', `the server failed (${said})`)
        : failure('bad-request', `the request was not accepted (${said})${adviceOn(error, params)}`);
  }
}

function adviceOn({ message }: APIError, { temperature }: AnthropicParams): string {
  const refused = temperature !== undefined && message.includes('temperature');
  return refused ? '; take `temperature` out of `params` in the suite' : '';
}

/** `429 rate_limit_error: Number of requests …`, from whatever of it is there. */
function saying(error: APIError): string {
  const head = [error.status, typeOf(error)].filter((part) => part !== undefined).join(' ');
  // A body that is not the API's own, such as a proxy's page, stands in the SDK's message after the status.
  const said: unknown = error.apiMessage;
  const text =
    typeof said === 'string' ? said : error.message.replace(/^\d+ (?:status code \(no body\))?/, '');
  return [head, text].filter((part) => part !== '').join(': ');
}

/** What stands in a body is as its server wrote it, whatever the SDK declares. */
function typeOf({ type }: { type: unknown }): string | undefined {
  return typeof type === 'string' ? type : undefined;
}

/** The innermost cause says most: the outer ones are "Connection error." and "fetch failed". */
function rootCause(error: Error): string {
  let root: Error = error;
  for (let depth = 0; depth < 5 && root.cause instanceof Error; depth++) root = root.cause;
  const { code } = root as NodeJS.ErrnoException;
  return code !== undefined && !root.message.includes(code)
    ? `${code} ${messageOf(root)}`.trim()
    : messageOf(root);
}
