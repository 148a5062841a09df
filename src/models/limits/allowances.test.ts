import { describe, expect, test } from 'vitest';
import { readAllowances } from './allowances.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function headersOf(prefix: string, limit: string, remaining: string, reset: string): Headers {
  return new Headers({
    [`${prefix}-limit`]: limit,
    [`${prefix}-remaining`]: remaining,
    [`${prefix}-reset`]: reset,
  });
}

describe('readAllowances', () => {
  test.each([
    ['requests', 'requests'],
    ['input-tokens', 'inputTokens'],
    ['output-tokens', 'outputTokens'],
  ])('reads the limit of %s of the Messages API', (name, limited) => {
    const headers = headersOf(`anthropic-ratelimit-${name}`, '50', '49', '2026-11-21T12:00:03Z');
    expect(readAllowances(headers, NOW)).toEqual({
      [limited]: { limit: 50, remaining: 49, resetAt: NOW + 3000 },
    });
  });

  test.each([-3600_000, 3600_000])('goes by the clock of the server where ours is %d ms off', (off) => {
    const headers = headersOf('anthropic-ratelimit-requests', '50', '0', '2026-11-21T12:00:30Z');
    headers.set('date', 'Sat, 21 Nov 2026 12:00:00 GMT');
    const resetAt = readAllowances(headers, NOW + off).requests?.resetAt ?? Number.NaN;
    expect(Math.abs(resetAt - (NOW + off + 30_000))).toBeLessThan(1000);
  });

  test('takes our clock where it fits that of the server, which tells whole seconds', () => {
    const headers = headersOf('anthropic-ratelimit-requests', '50', '0', '2026-11-21T12:00:30Z');
    headers.set('date', 'Sat, 21 Nov 2026 12:00:00 GMT');
    expect(readAllowances(headers, NOW + 700).requests?.resetAt).toBe(NOW + 30_000);
  });

  test.each([
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['20ms', 20],
  ])('reads the limits of a chat-completions server, with a reset in %s', (reset, ms) => {
    const headers = new Headers({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': reset,
    });
    expect(readAllowances(headers, NOW)).toEqual({
      requests: { limit: 60, remaining: 0, resetAt: NOW + ms },
    });
  });

  test.each([
    ['50', '49', 'soon'],
    ['50', '49', '17'],
    ['50', '-1', '2026-11-21T12:00:03Z'],
    ['0', '0', '2026-11-21T12:00:03Z'],
    ['many', '49', '2026-11-21T12:00:03Z'],
    ['', '', ''],
  ])('passes over limit %s, remaining %s, reset %s', (limit, remaining, reset) => {
    expect(readAllowances(headersOf('anthropic-ratelimit-requests', limit, remaining, reset), NOW)).toEqual(
      {},
    );
  });
});
