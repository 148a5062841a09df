import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

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
