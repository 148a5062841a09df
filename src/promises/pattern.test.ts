import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { compilePattern, fitting } from './pattern.ts';

describe('a pattern of the catalogue', () => {
  it('takes no notice of the case of letters and knows Unicode', () => {
    expect(compilePattern('trade[- ]?offs?').test('Name the TRADE-OFFS.')).toBe(true);
    expect(compilePattern('^\\p{Lu}').test('Über')).toBe(true);
  });

  it.each(['(a', '[a', 'a{2,1}', '(?<x>a)(?<x>b)'])('%s is refused as no regular expression', (source) => {
    expect(() => compilePattern(source)).toThrow(SyntaxError);
  });

  it.each(['(a+)+b', '(?:\\w*,?)*$', '((ab|c{2,})x)*', '(?:(?:a+)b)+'])(
    '%s is refused because it could take for ever',
    (source) => {
      expect(() => compilePattern(source)).toThrow(/unlimited repetition/);
    },
  );

  it.each(['(?:a{1,9}){1,9}', 'a+b*', '(?:a|b)+c', '[(+*)]+', '\\(a+\\)+'])('%s is fine', (source) => {
    expect(compilePattern(source)).toBeInstanceOf(RegExp);
  });

  it.each(['a?', 'x*', '(?:)'])('%s is refused because it matches everything', (source) => {
    expect(() => compilePattern(source)).toThrow(/matches the empty text/);
  });
});

describe('a pattern that fits a text', async () => {
  const { promises } = await loadCatalogue('evals/promises.yaml');
  const stated = promises.flatMap((promise) => promise.stated.flatMap(({ all }) => all));
  const own = ['.{3}', '^.$', '\\W\\w', '[^a]k', 's+', '\\p{Lu}b', '\\u{1f680}', 'é', '\\bK\\b'].map(
    compilePattern,
  );
  const words = stated.flatMap(({ source }) => source.split(/[^A-Za-z]+/)).filter((word) => word.length > 2);
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...words) },
    { weight: 4, arbitrary: fc.constantFrom(' ', ', ', '. ', '\n', '-', '’', 'é', 'É', '✅', 'a', 'K') },
    { weight: 1, arbitrary: fc.constantFrom('🚀', '\ud83d', 'ſ', '\u212a') },
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  it('matches the same in it', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...own, ...stated), (whole, pattern) => {
        expect(fitting(whole)(pattern).exec(whole)).toEqual(pattern.exec(whole));
      }),
      { numRuns: 2000 },
    );
  });

  it('is another where that compiles faster', () => {
    expect(fitting('Plain words – and ✅.')(own[0]!).flags).toBe('i');
    expect(fitting('A 🚀.')(own[0]!).flags).toBe('iu');
    expect(fitting('Plain words.')(own[5]!).flags).toBe('iu');
  });
});
