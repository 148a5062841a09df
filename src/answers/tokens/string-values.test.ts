import fc from '../../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { stringValues } from './string-values.ts';
import { tokenize } from './tokenize.ts';

/** The strings that a program builds, with `<…>` for what is known only when it runs. */
const built = (language: string, code: string): string[] =>
  stringValues(tokenize(code, language), language).map(({ parts, tag }) =>
    [tag, ...parts.map((part) => (part.kind === 'text' ? part.text : `<${part.text}>`))].join(''),
  );

describe('the strings that a program builds', () => {
  it.each([
    ['python', 'q = f"a {b[\'c\']} {{d}}" "e"', ["a <b['c']> {{d}}e"]],
    ['python', 'q = "a %s %s" % (b, c(d, e))', ['a <b> <c ( d , e )>']],
    ['python', 'q = "a {} {n}".format(b, n=c)', ['a <b> <c>']],
    ['python', 'q = ("a "\n     + b.c(1)\n     + " d")', ['a <b . c ( 1 )> d']],
    ['python', 'q = base + "a"\nr = "b"', ['<base>a', 'b']],
    ['typescript', 'const q = sql`a ${f(`b${c}`)} d`; // `no`', ['sqla <f(`b${c}`)> d']],
    ['typescript', "const q = 'a' + b.c + 'd'; x.replace(/['\"]/g, 'e');", ['a<b . c>d', 'e']],
    ['go', 'q := fmt.Sprintf("a %s \'%d\'", b, c)\nr := `${no}`', ["a <b> '<c>'", '${no}']],
    ['java', 'String q = "a " + b;\nString r = String.format("c %s", d);', ['a <b>', 'c <d>']],
    ['ruby', 'q = <<~SQL\n  a #{b}\nSQL\n', ['  a <b>\n']],
    ['php', "$q = \"a '$b' {$c->d}\" . $e . 'f';", ["a '<b>' <$c->d><$e>f"]],
    ['rust', 'let q = format!("a {}", b); let r = r#"c "d""#;', ['a <b>', 'c "d"']],
    ['csharp', 'var q = $"a {b}"; var r = @"c ""d""";', ['a <b>', 'c ""d""']],
  ])('in %s: %s', (language, code, expected) => {
    expect(built(language, code)).toEqual(expected);
  });
});

it('the tokens of any text stand in order, within it, and brackets have each other as partner', () => {
  const languages = ['python', 'typescript', 'go', 'ruby', 'php', 'rust', 'csharp', 'kotlin'];
  const pieces = fc.constantFrom(
    '"',
    "'",
    '`',
    '${',
    '#{',
    '{',
    '}',
    '(',
    ')',
    '\\',
    '\n',
    '#',
    '//',
    '/*',
    'f"',
    '<<SQL',
    'a',
    ' + ',
    '%',
  );
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.array(pieces, { maxLength: 60 }), (language, parts) => {
      const code = parts.join('');
      const { tokens, partner } = tokenize(code, language);
      let before = 0;
      for (const [at, { start, end, text }] of tokens.entries()) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(code.slice(start, end)).toBe(text);
        before = end;
        const other = partner[at] ?? -1;
        if (other >= 0) expect(partner[other]).toBe(at);
      }
      for (const { first, last } of stringValues({ tokens, partner, comments: [] }, language))
        expect(first).toBeLessThanOrEqual(last);
    }),
  );
});
