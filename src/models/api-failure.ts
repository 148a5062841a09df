import { AnthropicError, APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { messageOf } from '../input/user-error.ts';
import { redact } from './redact.ts';
import { type Asked, failureOfResponse } from './response-failure.ts';
import type { Failure } from './retry.ts';

/**
 * What an error of the SDK means for a trial, or undefined for a bug. The error itself is not passed on: its headers and
 * body may repeat what was sent.
 */
export function failureOf(error: unknown, asked: Asked): Failure | undefined {
  if (!(error instanceof AnthropicError)) return undefined;
  const failure = describe(error, asked);
  return { ...failure, message: redact(failure.message, [asked.access.secret]) };
}

function describe(error: AnthropicError, asked: Asked): Failure {
  if (error instanceof APIUserAbortError)
    return { kind: 'timeout', message: 'the call was stopped', retry: false };
  if (error instanceof APIConnectionError) {
    const message = `no connection to ${asked.access.baseUrl} (${rootCause(error)})`;
    return { kind: 'network', message, retry: true };
  }
  if (error instanceof APIError && error.status !== undefined) {
    const { status, headers = new Headers() } = error;
    const type = typeof error.type === 'string' ? error.type : undefined;
    // A body that is not the API's own, such as a proxy's page, stands in the SDK's message after the status.
    const page = error.message.replace(/^\d+ (?:status code \(no body\))?/, '');
    const said: unknown = error.apiMessage;
    return failureOfResponse({ status, headers, type, said: typeof said === 'string' ? said : page }, asked);
  }
  return { kind: 'network', message: `the answer broke off (${rootCause(error)})`, retry: true };
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
