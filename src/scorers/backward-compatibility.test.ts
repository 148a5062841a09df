import { describe, expect, it } from 'vitest';
import { backwardCompatibility } from './backward-compatibility.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string): Promise<string> =>
  (await verdictOf(backwardCompatibility, text)).verdict;

describe('backward-compatibility is kept by', () => {
  it.each([
    ['tokens that end', 'Rotate the key. All existing tokens become invalid.'],
    ['users who are signed out', 'Everybody is logged out, which is what you want.'],
    ['old accounts that are linked', 'Roll-out: create the tables, link the old accounts, then enforce it.'],
    ['those who still use it', 'A person who still types a password gets 403.'],
    ['an interface that stays for a time', 'The REST endpoints stay at least a year.'],
    ['the same in Portuguese', 'Os endpoints REST ficam pelo menos um ano.'],
    ['links that go on working', '`mongo_id` reste pour toujours : les URL sont résolues par lui.'],
    ['what is still kept for others', 'The flag on the invoice is still kept up to date.'],
    ['a change of behaviour that is named', 'The three-letter minimum is a behaviour change.'],
    ['old code that goes on working', 'The old query keeps working throughout.'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

it('backward-compatibility is broken by a task that ends what users have, without a word on them', async () => {
  const code = '```python\ndef use_link(token: str) -> str | None:\n    return links.pop(token, None)\n```';
  const task = 'Replace the passwords of our app by login links.';
  expect((await verdictOf(backwardCompatibility, code, [task])).verdict).toBe('broken');
  const told = `${code}\n\nUsers who still type a password are sent a link.`;
  expect((await verdictOf(backwardCompatibility, told, [task])).verdict).toBe('kept');
});

describe('backward-compatibility does not apply to', () => {
  it.each([
    ['tokens of a new login', 'Tokens expire after 15 minutes. Users sign in with their email.'],
    [
      'sessions that a feature ends',
      'All sessions are revoked when the password changes, and users sign in again.',
    ],
    ['a field that is left alone', 'A field that you leave out stays as it is.'],
    [
      'what goes on in an outage',
      'The mails are still sent while Redis is down, and a stale value is still served.',
    ],
    ['a lifetime', 'All tokens expire after 15 minutes.'],
    ['keys of a cache', 'It keeps the counters in Redis and the old values are overwritten.'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
