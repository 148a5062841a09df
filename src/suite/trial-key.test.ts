import { describe, expect, it } from 'vitest';
import { trialKey, type TrialKeyParts } from './trial-key.ts';

const parts: TrialKeyParts = {
  prompt: 'You are careful.',
  task: 'Build it.',
  answers: 'Yes.',
  protocol: 1,
  maxTurns: 3,
  model: 'claude-sonnet-5-5',
  params: { maxTokens: 100, temperature: 0 },
  repeat: 1,
};

describe('the key of a trial', () => {
  it('changes with everything that shapes the answers', () => {
    const changed: Partial<TrialKeyParts>[] = [
      { prompt: 'You are careful. ' },
      { task: 'Build it!' },
      { answers: '' },
      { protocol: 2 },
      { maxTurns: 2 },
      { model: 'claude-opus-5-5' },
      { params: { maxTokens: 100 } },
      { repeat: 2 },
    ];
    const keys = [trialKey(parts), ...changed.map((change) => trialKey({ ...parts, ...change }))];
    expect(new Set(keys).size).toBe(changed.length + 1);
  });

  it('does not change with the order of parameters', () => {
    expect(trialKey({ ...parts, params: { temperature: 0, maxTokens: 100 } })).toBe(trialKey(parts));
  });

  it('is the same in every version: answers are stored under it that were paid for', () => {
    expect(trialKey(parts)).toBe('b9863f5b6befd45bc3cdc76c701d49460575e0b6ea2913f03b6155c6fe344361');
  });
});
