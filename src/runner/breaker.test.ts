import { describe, expect, it } from 'vitest';
import type { TrialLine } from '../runs/format.ts';
import { createBreaker } from './breaker.ts';

function trial(errorKind?: string): TrialLine {
  const error = errorKind === undefined ? {} : { error: { kind: errorKind, message: `${errorKind}!` } };
  return { type: 'trial', key: 'k', agent: 'a', task: 't', repeat: 1, turns: [], ...error };
}

/** After how many trials it says stop; undefined if it never does. */
function stopsAfter(kinds: readonly (string | undefined)[], atOnce = 8): number | undefined {
  const breaker = createBreaker(atOnce);
  const at = kinds.findIndex((kind) => breaker(trial(kind)) !== undefined);
  return at === -1 ? undefined : at + 1;
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('the breaker', () => {
  it('stops at once when the model says that every call would fail', () => {
    expect(stopsAfter([undefined, 'fatal'])).toBe(2);
    expect(createBreaker(8)(trial('fatal'))).toBe('fatal!');
  });

  it('stops when all trials at work fail before any answer came, whatever the errors', () => {
    expect(stopsAfter(times(50, 'network'))).toBe(8);
    expect(stopsAfter(times(50, 'bad-request'))).toBe(8);
    expect(stopsAfter(times(50, 'network'), 1)).toBe(5);
  });

  it('lets an outage pass that took the trials at work with it, and stops when it stays', () => {
    expect(
      stopsAfter([undefined, ...times(15, 'timeout'), undefined, ...times(15, 'timeout')]),
    ).toBeUndefined();
    expect(stopsAfter([undefined, ...times(50, 'overloaded')])).toBe(17);
  });

  it('takes refusals for what they are once an answer came, and missing recordings never amiss', () => {
    expect(stopsAfter([undefined, ...times(100, 'refused')])).toBeUndefined();
    expect(stopsAfter(times(100, 'missing'))).toBeUndefined();
  });
});
