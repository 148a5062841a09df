import { describe, expect, it, vi } from 'vitest';
import { allMatches, firstMatch, firstOf, matches, matchTogether } from './match.ts';

/** Long enough to be indexed. */
const amid = (text: string): string =>
  `${'Nothing to see here. '.repeat(12)}\n${text}\n${'Nor here. '.repeat(12)}`;

describe('matching by what a pattern needs', () => {
  it.each<[RegExp, string]>([
    [/\bcach(?:e|es|ed|ing)\b/i, 'It CACHES much.'],
    [/colou?r/, 'a color'],
    [/(?:ab)?cd/, 'xcd'],
    [/(?:ab)*cd/, 'xcd'],
    [/(?:ab){0,3}cd/, 'xcd'],
    [/(?:ab){2}cd/, 'ababcd'],
    [/ab+c/, 'abbbc'],
    [/ab+?c/, 'abc'],
    [/[dD]b\.get\(/, 'Db.get(1)'],
    [/[a-f]oo\d/, 'foo7'],
    [/[^x]yz[\]\-)]/, 'ayz-'],
    [/[-_ ]id[\w.]/, ' id.'],
    [/a(?=bc)bcd/, 'abcd'],
    [/(?<=ab)cd(?!ef)/, 'abcdxx'],
    [/(?<!ab)cd/, 'xxcd'],
    [/(?<name>ab)-\k<name>/, 'ab-ab'],
    [/(["'])x\1y/, `'x'y`],
    [/\u0061bc\x64e/, 'abcde'],
    [/\u{61}bc\p{L}e/u, 'abcde'],
    [/a\cJbc/, 'a\nbc'],
    [/a\tb\/c\.d/, 'a\tb/c.d'],
    [/^[ \t]*def down\b|--\s*down/im, '-- Down'],
    [/(?<!\p{L})(?:größe|Engpass)(?!\p{L})/iu, 'die GRÖSSE, die GRÖßE'],
    [/risk|keys/iu, 'ri\u017f\u212a'],
    [/回滚|灰度/, '需要回滚。'],
    [/(?:it|or|no)/, 'no'],
    [/(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens)s? of/, 'dozens of'],
    [/z|/, ''],
    [/(?:)/, ''],
  ])('finds all that %s finds', (pattern, text) => {
    const all = new RegExp(pattern.source, `${pattern.flags}g`);
    for (const whole of [text, amid(text)]) {
      expect(pattern.test(whole)).toBe(true);
      expect(matches(pattern, whole)).toBe(true);
      expect(firstMatch(pattern, whole)).toEqual(pattern.exec(whole));
      expect([...allMatches(all, whole)]).toEqual([...whole.matchAll(all)]);
    }
  });

  it('does not try a pattern on a text that lacks what it needs', () => {
    const pattern = /\b(?:bottle-?necks?|hot spots?|contention)\b/i;
    const tried = vi.spyOn(pattern, 'test');
    expect(matches(pattern, amid('All is well.'))).toBe(false);
    expect(tried).not.toHaveBeenCalled();
    expect(matches(pattern, amid('The lock is a Bottleneck.'))).toBe(true);
    expect(tried).toHaveBeenCalledOnce();
  });

  it('keeps texts apart that it looks at together', () => {
    const texts = Array.from(
      { length: 100 },
      (_, at) => `Sentence ${at} ${at % 7 === 0 ? 'rolls back' : 'stays'}.`,
    );
    matchTogether(texts);
    expect(texts.map((text) => matches(/\broll(?:s|ed)? back\b/, text))).toEqual(
      texts.map((_, at) => at % 7 === 0),
    );
  });

  it('takes the patterns of a list in their order', () => {
    const list = [/\bsecond\b/, /\bfirst\b/];
    expect(firstOf(list, amid('the first, the second'))?.[0]).toBe('second');
    expect(firstOf(list, amid('the first'))?.[0]).toBe('first');
    expect(firstOf(list, amid('neither'))).toBeUndefined();
  });

  it('still knows a text after very many others', () => {
    const text = amid('The queue is saturated.');
    expect(matches(/\bsaturated\b/, text)).toBe(true);
    for (let at = 0; at < 2000; at++) matches(/\bsaturated\b/, amid(`Text ${at} of many.`));
    expect(matches(/\bsaturated\b/, text)).toBe(true);
    expect(matches(/\bidle\b/, text)).toBe(false);
  });
});
