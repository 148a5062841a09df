import { describe, expect, it } from 'vitest';
import { loopsIn } from './loops/loops.ts';
import { parseAnswer } from './parse.ts';
import { pythonFiles } from './python-files.ts';
import { routinesIn } from './routines.ts';
import { sqlOf } from './sql.ts';
import { growthOf } from '../../test/growth.ts';

const repeated =
  (unit: string, language?: string) =>
  (length: number): string => {
    const text = unit.repeat(Math.ceil(length / unit.length));
    return language === undefined ? text : `\`\`\`${language}\n${text}\n\`\`\`\n`;
  };

const ordinaryAnswer = repeated(
  '## Title\n\nSome **bold** text with `code`, see [x](y). Is it? Yes.\n\n- item one\n- item two\n\n| a | b |\n|---|---|\n| 401 | `{"a": 1}` |\n\n```python\ndef f(a: int) -> int:\n    return a\n```\n\n',
);

/** Texts on which a careless parser needs quadratic time or overflows its stack. */
const TEXTS: Readonly<Record<string, (length: number) => string>> = {
  'an ordinary answer': ordinaryAnswer,
  'quotes in quotes': repeated('>'),
  'lists in lists': repeated('* - + '),
  'emphasis that never closes': repeated('_a*'),
  'strong in strong': repeated('**a*b'),
  'brackets that never close': repeated('[a]'),
  'footnotes that never close': repeated('[^a'),
  'runs of backticks': (length) => {
    let text = '';
    for (let run = 1; text.length < length; run++) text += `${'`'.repeat(run)} `;
    return text;
  },
  'comments that never end': repeated('<!--\n'),
  'underlined headings': repeated('a\n===\n'),
  'one paragraph of very many lines': repeated('a! b\\* &amp;\n'),
  definitions: repeated('[a]: b\n'),
  'tags that never close': repeated('<a b="'),
  'fences too far in': repeated('- a\n      ```\n'),
  'closing fences outside their list item': repeated('- a\n  ```\n  x\n```\n\n'),
  'missing closing fences': repeated('```py\nx\n```sql\ny\n```\n'),
  'cells without end': repeated('|a'),
  'methods without a path': repeated('GET/'),
  'objects that never close, in text': repeated('{"a": '),
  'JSON that never closes': repeated('{"a": [', 'json'),
  'comments in JSON that never end': repeated('{/*', 'json'),
  'chains of strings': repeated('x = ("a" +\n "b" + c)\n', 'python'),
  'functions in functions': (length) => {
    let code = '';
    for (let depth = 0; code.length < length; depth = (depth + 1) % 90)
      code += `${' '.repeat(depth)}def f(a):\n`;
    return `\`\`\`python\n${code}\`\`\`\n`;
  },
  'comprehensions that never end': repeated('[for ', 'python'),
  'loops on one line': repeated('for x in [', 'python'),
  'chains of callbacks': repeated('.map((a) => a)', 'ts'),
  'callbacks in callbacks': repeated('a.map((b) => ', 'ts'),
  'loops of Go without a body': repeated('for _, a := range ', 'go'),
  'brackets in code that never close': repeated('f((', 'python'),
  'a list of thousands of numbers': (length) =>
    `\`\`\`python\nx = [${'404, '.repeat(length / 5)}]\ny = 1\nz = 2\n\`\`\``,
  'routers mounted again and again': repeated(
    'app.include_router(x.r, prefix="/a")\n@r.get("/b")\ndef f(): ...\n',
    'python',
  ),
  'blocks that are no Python': repeated('```python\nfor each user do\n  wait\nend\n```\n\n'),
  'one object of thousands of members': (length) =>
    `\`\`\`ts\nconst x = {${'a: 404, '.repeat(length / 8)}};\n\`\`\``,
  'quotes in SQL that never close': repeated('\' ; " ; $a$ ; ', 'sql'),
  'comments in SQL that never end': repeated('/* ; ', 'sql'),
  'YAML nested without end': repeated('{a: ', 'yaml'),
};

const SMALL = 10_000;
const LARGE = 100_000;
/** Quadratic time would take 100 times as long; garbage collection and small readings need some room. */
const MOST = 60;

const growthTo = (large: number, most: number, text: (length: number) => string): Promise<number> =>
  growthOf(
    (length, timed) => {
      const turn = text(length);
      return timed(() => {
        const answer = parseAnswer({ turns: [turn], user: ['x = 1\nHello there'] });
        sqlOf(answer);
        routinesIn(answer);
        loopsIn(answer);
        pythonFiles(answer);
      });
    },
    { small: SMALL, large, shortest: 5, most },
  );

describe('reading takes time in proportion to the text', () => {
  it.each(Object.entries(TEXTS))('%s', async (_, text) => {
    expect(await growthTo(LARGE, MOST, text)).toBeLessThan(MOST);
  });

  it('also for a text of a megabyte', async () => {
    const most = 1000;
    expect(await growthTo(1_000_000, most, ordinaryAnswer)).toBeLessThan(most);
  }, 120_000);
});
