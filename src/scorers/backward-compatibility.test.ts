import { describe, expect, it } from 'vitest';
import { backwardCompatibility } from './backward-compatibility.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string): Promise<string> =>
  (await verdictOf(backwardCompatibility, text)).verdict;

describe('backward-compatibility is kept by', () => {
  it.each([
    ['tokens that end', 'Rotate the key. All existing tokens become invalid.'],
    ['users who are signed out', 'Everybody is logged out, which is what you want.'],
    ['a change of behaviour that is named', 'The three-letter minimum is a behaviour change.'],
    ['old code that goes on working', 'The old query keeps working throughout.'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

describe('backward-compatibility does not apply to', () => {
  it.each([
    ['tokens of a new login', 'Tokens expire after 15 minutes. Users sign in with their email.'],
    [
      'sessions that a feature ends',
      'All sessions are revoked when the password changes, and users sign in again.',
    ],
    ['a lifetime', 'All tokens expire after 15 minutes.'],
    ['keys of a cache', 'It keeps the counters in Redis and the old values are overwritten.'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
