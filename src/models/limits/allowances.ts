import { clockOf, type ResponseHeaders } from '../http/reply.ts';
import type { Allowance } from './bucket.ts';

/** What an account limits. */
export type Limited = 'requests' | 'inputTokens' | 'outputTokens';

/** What the headers of one response say of the limits of the account. */
export type Allowances = Readonly<Partial<Record<Limited, Allowance>>>;

/** Header names, as the Messages API has them and as chat-completions servers have. */
const NAMES: readonly [Limited, (field: 'limit' | 'remaining' | 'reset') => string][] = [
  ['requests', (field) => `anthropic-ratelimit-requests-${field}`],
  ['inputTokens', (field) => `anthropic-ratelimit-input-tokens-${field}`],
  ['outputTokens', (field) => `anthropic-ratelimit-output-tokens-${field}`],
  ['requests', (field) => `x-ratelimit-${field}-requests`],
  ['inputTokens', (field) => `x-ratelimit-${field}-tokens`],
];

/** Reads what is whole and sensible of the rate limit headers; `now` is in milliseconds since the epoch. */
export function readAllowances(headers: ResponseHeaders, now: number): Allowances {
  const found: Partial<Record<Limited, Allowance>> = {};
  const theirs = clockOf(headers, now);
  for (const [limited, name] of NAMES) {
    const limit = count(headers.get(name('limit')));
    const remaining = count(headers.get(name('remaining')));
    const reset = moment(headers.get(name('reset')), theirs);
    if (limit === undefined || limit < 1 || remaining === undefined || reset === undefined) continue;
    found[limited] = { limit, remaining: Math.min(remaining, limit), resetAt: now + reset - theirs };
  }
  return found;
}

function count(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** A date, as the Messages API writes it, or a span such as `6m0s` or `20ms`. */
function moment(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|h|m|s))+$/.test(text)) {
    const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
    return [...parts].reduce((at, [, span, unit]) => at + Number(span) * (UNIT_MS[unit ?? ''] ?? 0), now);
  }
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) ? at : undefined;
}
