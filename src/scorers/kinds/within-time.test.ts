import fc from '../../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { isPlain, searchWithinTime, withinTime } from './within-time.ts';

describe('a search with a pattern of a user', () => {
  it('is stopped when its time is up', () => {
    const slow = /(?:a|a|a){0,40}b/;
    expect(isPlain(slow.source)).toBe(false);
    expect(() => withinTime(() => slow.test('a'.repeat(60)), 50)).toThrow('longer than 50 ms');
  });

  it.each([
    'JSON format',
    'paginat(?:e|ed|ion)s?',
    String.raw`\bdeleted_at\b`,
    String.raw`[*+{|?]\*\{`,
    String.raw`\p{L}\u{1F600}`,
    '(?<=x)a|b',
  ])('runs without a clock where nothing is repeated: %s', (source) => {
    expect(isPlain(source)).toBe(true);
  });

  it.each([
    'a*',
    'a+?b',
    'a{2}',
    '(?:ab){0,9}',
    '[ab]+',
    String.raw`\w*`,
    'a?b?c?d?e?f?g?',
    'a|b|c|d|e|f|g|h',
  ])('runs against the clock where something is repeated, or much is left open: %s', (source) => {
    expect(isPlain(source)).toBe(false);
  });

  it('takes every literal text for plain', () => {
    fc.assert(fc.property(fc.string(), (text) => isPlain(text.replace(/[^\w\s]/g, (sign) => `\\${sign}`))));
  });

  it('gives what the search gives', () => {
    expect(searchWithinTime(/plain/, () => 7)).toBe(7);
    expect(searchWithinTime(/not*plain/, () => 8)).toBe(8);
  });
});
