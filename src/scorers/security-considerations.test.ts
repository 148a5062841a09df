import { describe, expect, it } from 'vitest';
import { securityConsiderations } from './security-considerations.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string): Promise<string> =>
  (await verdictOf(securityConsiderations, turn)).verdict;

describe('security-considerations is kept', () => {
  it('by a sentence, and points at it', async () => {
    const found = await verdictOf(
      securityConsiderations,
      'The link lives 7 days. Anyone who guesses the key could fetch it, so keys are random.\n',
    );
    expect(found.verdict).toBe('kept');
    expect(found.quotes).toEqual([
      'The link lives 7 days. Anyone who guesses the key could fetch it, so keys are random.'.slice(23),
    ]);
  });

  it.each([
    ['ownership', 'The handler checks that the order is owned by the caller; somebody else gets 404.'],
    ['personal data', '- Do not log the payload: it holds personal data.'],
    [
      'limits against abuse',
      'A flood of start requests would fill the bucket, so cap open uploads per user.',
    ],
    ['a tenant filter', 'Every query is bound to org_id from the token, so no one reads rows of others.'],
    ['another language', 'Zur Sicherheit läuft der Link nach 7 Tagen ab.'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('security-considerations is broken', () => {
  it.each([
    [
      'a comment in code only',
      '```python\ndef f(q: str) -> str:\n    # escape wildcards, or an attacker could inject\n    return escape(q)\n```',
    ],
    [
      'a status table',
      '| Status | When |\n|---|---|\n| 401 | token missing or expired |\n| 403 | not the owner |',
    ],
    ['everyday words', 'I would rather not guess the row count. The index key is stored with each row.'],
    ['a question about auth', '- Which tokens do clients send, and who may access the feed?'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
