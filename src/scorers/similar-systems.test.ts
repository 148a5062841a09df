import { describe, expect, it } from 'vitest';
import { similarSystems } from './similar-systems.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string): Promise<string> => (await verdictOf(similarSystems, text)).verdict;

describe('similar-systems is kept by', () => {
  it.each([
    ['a company that does so', 'Keys work the way Stripe does it: one row for each request.'],
    ['a system of its own', 'In a chat I ran for 40,000 users the receipts were the larger part.'],
    ['where it was seen', 'I have seen this exact pair in two trading front ends before.'],
    ['an earlier project', 'A pitfall from an earlier project: someone put a function around the column.'],
    [
      'experience in German',
      'Ich habe drei solche Umbauten begleitet, zwei davon hätte man sich sparen können.',
    ],
    ['experience in French', "J'ai accompagné deux migrations de ce genre."],
    ['experience in Portuguese', 'Já migrei dois sistemas assim.'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

describe('similar-systems is broken by', () => {
  it.each([
    ['the format of a provider', '`POST /webhooks`, body as Shopify sends it.'],
    [
      'a fault that it has often seen',
      "It serves one company's rows to another: a leak I've seen more than once.",
    ],
    [
      'what is run here',
      'For tests, run the flow once by hand in two browsers, once with an unknown address.',
    ],
    ['a former version', 'In the previous version the index was missing.'],
    ['what it has built here', 'I built the limiter on Redis, and it is shared by all replicas.'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

it('similar-systems does not apply to an answer that only asks', async () => {
  expect(await verdict('Which database do you run?')).toBe('not-applicable');
});
