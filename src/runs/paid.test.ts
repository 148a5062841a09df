import { describe, expect, it } from 'vitest';
import type { ScoredLine, TrialLine } from './format.ts';
import { paidFor } from './paid.ts';

const TURN = { user: 'u', assistant: 'a', stopReason: 'end', truncated: false };
const trial = (turns: Partial<TrialLine['turns'][number]>[], error?: TrialLine['error']): TrialLine => ({
  type: 'trial',
  key: 'k',
  agent: 'a',
  task: 't',
  repeat: 1,
  turns: turns.map((turn) => ({ ...TURN, ...turn })),
  ...(error ? { error } : {}),
});
const scored = (...verdicts: Partial<ScoredLine['verdicts'][number]>[]): ScoredLine => ({
  type: 'scored',
  agent: 'a',
  task: 't',
  repeat: 1,
  verdicts: verdicts.map((found) => ({ promise: 'p', verdict: 'kept', why: '', evidence: [], ...found })),
});

describe('what a run paid for a line', () => {
  it('is the price of its answers, of a refusal and of votes', () => {
    expect(paidFor(trial([{ cost: 0.5 }, { cost: 0.25 }]))).toBe(0.75);
    expect(paidFor(trial([{ cost: 0.5 }], { kind: 'refused', message: 'no', cost: 0.25 }))).toBe(0.75);
    expect(paidFor(scored({ cost: 0.5 }, {}, { cost: 0.25 }))).toBe(0.75);
  });

  it('is nothing for what an earlier run had paid, and unknown where no price is', () => {
    expect(paidFor(trial([{ cost: 0.5, reused: true }, { cost: 0.25 }]))).toBe(0.25);
    expect(paidFor(scored({ cost: 0.5, reused: true }))).toBeUndefined();
    expect(paidFor(trial([{}]))).toBeUndefined();
  });
});
