import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import type { Turn } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { parseAnswer } from './parse.ts';

const parse = (text: string, user: string[] = ['Build it.']): Turn => {
  const turn = parseAnswer({ turns: [text], user }).turns[0];
  if (turn === undefined) throw new Error('no turn');
  return turn;
};
const codes = (text: string): string[] => parse(text).blocks.map((block) => block.code);

describe('code blocks', () => {
  it('come with language, exact places and the sections they stand in', () => {
    const text = '# API\n\n## Code\n\n1. First\n\n   ```py\n   def f(x):\n       return x\n   ```\n';
    const [block] = parse(text).blocks;
    expect(block).toMatchObject({
      language: 'python',
      tag: 'py',
      code: 'def f(x):\n    return x',
      role: 'implementation',
      closed: true,
      quotesUser: false,
      headings: ['API', 'Code'],
    });
    expect(block?.lineStarts.map((at) => text.slice(at, at + 3))).toEqual(['def', '   ']);
    if (block === undefined) return;
    const at = block.code.indexOf('return x');
    const span = spanInBlock(block, at, at + 8);
    expect(text.slice(span.start, span.end)).toBe('return x');
  });

  it('are read from backtick fences, tilde fences and indentation', () => {
    expect(codes('```\na = 1\n```\n\n~~~js\nb()\n~~~\n\ntext\n\n    c = 3\n')).toEqual([
      'a = 1',
      'b()',
      'c = 3',
    ]);
  });

  it('keep carriage returns out of the code and its places exact', () => {
    const text = 'Hi.\r\n\r\n```python\r\nx = 1\r\ny = 2\r\n```\r\n';
    const [block] = parse(text).blocks;
    expect(block?.code).toBe('x = 1\ny = 2');
    expect(block?.lineStarts.map((at) => text[at])).toEqual(['x', 'y']);
  });

  it('are open when the answer was cut inside them', () => {
    const [block] = parse('Text\n\n```python\ndef f():\n    return').blocks;
    expect(block).toMatchObject({ closed: false, code: 'def f():\n    return' });
  });

  it('end at a closing fence that stands outside their list item', () => {
    const turn = parse('1. One\n   ```sql\n   SELECT 1;\n```\n2. Two\n\n## After\n\nText.\n');
    expect(turn.blocks.map(({ code, closed }) => ({ code, closed }))).toEqual([
      { code: 'SELECT 1;', closed: true },
    ]);
    expect(turn.prose.map(({ text }) => text)).toEqual(['One', 'Two', 'After', 'Text.']);
  });

  it('are seen when they stand too far in for CommonMark', () => {
    expect(codes('- item\n      ```python\n      x = 1\n      ```\n- next\n')).toEqual(['x = 1']);
  });

  it('hold a whole Markdown document with fences of its own', () => {
    const turn = parse('Here:\n\n```markdown\n# Title\n```sh\nls\n```\nmore\n```\n\nAfter.\n');
    expect(turn.blocks.map((block) => block.code)).toEqual(['# Title\n```sh\nls\n```\nmore']);
    expect(turn.prose.map(({ text }) => text)).toEqual(['Here:', 'After.']);
  });

  it('do not swallow the next block when their closing fence is missing', () => {
    const turn = parse('```python\nx = 1\ny = 2\n\nNow the SQL:\n\n```sql\nSELECT 1;\n```\n\nDone.\n');
    expect(turn.blocks.map((block) => block.code)).toEqual(['x = 1\ny = 2', 'SELECT 1;']);
    expect(turn.prose.map(({ text }) => text)).toEqual(['Now the SQL:', 'Done.']);
  });

  it('are those inside, where the whole answer is wrapped in a Markdown fence', () => {
    const turn = parse(
      '```markdown\n# Title\n\nText.\n\n```python\nx = 1\n```\n\n```sql\nSELECT 1\n```\nEnd.\n```\n',
    );
    expect(turn.sections.map((section) => section.title)).toEqual(['Title']);
    expect(turn.blocks.map((block) => block.language)).toEqual(['python', 'sql']);
  });

  it.each([
    ['python', 'python'],
    ['{.python}', 'python'],
    ['python:app/main.py', 'python'],
    ['app/main.py', 'python'],
    ['TSX', 'typescript'],
    ['pgsql', 'sql'],
    ['shell-session', 'shell'],
    ['brainfuck', 'brainfuck'],
  ])('have their language from the tag %s', (tag, language) => {
    expect(parse(`\`\`\`${tag}\nx\n\`\`\``).blocks[0]?.language).toBe(language);
  });

  it.each([
    ['async def f(x: int) -> int:\n    return x', 'python'],
    ['import { z } from "zod";\nexport const a: string = "x";', 'typescript'],
    ['package main\n\nfunc main() {}', 'go'],
    ['SELECT id\nFROM users\nWHERE id = $1', 'sql'],
    ['{"error": {"code": "x", ...}}', 'json'],
    ['$ pip install fastapi', 'shell'],
    ['POST /v1/users HTTP/1.1\nContent-Type: application/json\n\n{}', 'http'],
    ['DATABASE_URL=postgres://x\nREDIS_URL=redis://x', 'env'],
    ['services:\n  api:\n    image: x', 'yaml'],
    ['FROM python:3.12-slim\nRUN pip install x', 'dockerfile'],
    ['sequenceDiagram\n  A->>B: hi', 'mermaid'],
    ['client ──> API ──> db\n           └──> queue', 'ascii'],
    ['This is a sentence.\nAnd one more.', ''],
  ])('without a tag have their language from the content: %j', (code, language) => {
    expect(parse(`\`\`\`\n${code}\n\`\`\``).blocks[0]?.language).toBe(language);
  });

  it.each([
    ['sql', 'CREATE INDEX i ON t (a);', 'implementation'],
    ['sql', 'EXPLAIN (ANALYZE)\nSELECT *\nFROM t\nWHERE a = 1;', 'illustration'],
    ['sql', 'SELECT relname\nFROM pg_stat_user_tables\nWHERE x;\n', 'illustration'],
    ['python', 'pool = create_pool(dsn)', 'illustration'],
    ['python', 'def f(x: int) -> int: ...', 'illustration'],
    ['python', 'def f(x):\n    return x', 'implementation'],
    ['python', 'import pytest\n\ndef test_it():\n    assert f(1) == 1', 'test'],
    ['ts', "it('works', () => {\n  expect(1).toBe(1);\n});", 'test'],
    ['go', 'func TestIt(t *testing.T) {\n\tt.Fatal()\n}', 'test'],
    ['yaml', 'openapi: 3.1.0\npaths:\n  /v1/a:\n    get: {}', 'data'],
    ['yaml', 'apiVersion: apps/v1\nkind: Deployment\nspec: {}', 'implementation'],
    ['graphql', 'type Query {\n  a: Int\n}', 'data'],
    ['bash', 'pip install x', 'shell'],
    ['http', 'HTTP/1.1 200 OK\n\n{}', 'data'],
    ['', 'app/\n├── main.py\n├── models.py\n└── db.py', 'illustration'],
    ['text', '+-----+     +----+\n| API | --> | DB |\n+-----+     +----+', 'diagram'],
    ['dockerfile', 'FROM python:3.12\nCOPY . .', 'implementation'],
    ['pseudo', 'if hot:\n  cool()\nelse:\n  wait()', 'illustration'],
  ])('tagged %j know what they are for: %j', (tag, code, role) => {
    expect(parse(`\`\`\`${tag}\n${code}\n\`\`\``).blocks[0]?.role).toBe(role);
  });

  it('quote the user when their lines stand in the user message', () => {
    const user =
      "Review:\n\n```python\n@app.post('/login')\ndef login(username, password):\n    row = db.execute(f\"SELECT {username}\")\n    return {'token': 1}\n```";
    const quoted =
      '```python\ndef login(username, password):  # no types\n    row = db.execute(f"SELECT {username}")  # <-- injection\n    ...\n```';
    const fixed =
      '```python\ndef login(username: str, password: str) -> dict:\n    row = db.execute("SELECT :u", {"u": username})\n    return {"token": 1}\n```';
    expect(parse(`${quoted}\n\n${fixed}`, [user]).blocks.map((block) => block.quotesUser)).toEqual([
      true,
      false,
    ]);
  });
});

describe('prose', () => {
  it('is sentences, items, rows and headings in order, with exact places', () => {
    const text =
      '# Title\n\nSee e.g. Redis. It is **fast**, `a. B`.\n\n- one. Two.\n\n| a | b |\n|---|---|\n| 1 | **x** |\n\n> quoted\n';
    const turn = parse(text);
    expect(turn.prose.map(({ kind, text: plain, quoted }) => [kind, plain, quoted])).toEqual([
      ['heading', 'Title', false],
      ['sentence', 'See e.g. Redis.', false],
      ['sentence', 'It is fast, `a. B`.', false],
      ['item', 'one. Two.', false],
      ['row', 'a | b', false],
      ['row', '1 | x', false],
      ['sentence', 'quoted', true],
    ]);
    expect(turn.prose.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'Title',
      'See e.g. Redis.',
      'It is **fast**, `a. B`.',
      'one. Two.',
      'a | b',
      '1 | **x',
      'quoted',
    ]);
  });

  it('takes a paragraph that is one bold line as a heading of depth 7', () => {
    const turn = parse(
      '## A\n\n**Plan**\n1. first\n\n**Note:** not a heading.\n\n**This is emphasis.**\n\n## B\n',
    );
    expect(turn.sections.map(({ title, depth }) => [title, depth])).toEqual([
      ['A', 2],
      ['Plan', 7],
      ['B', 2],
    ]);
    expect(turn.prose.find(({ text }) => text === 'first')).toMatchObject({
      kind: 'item',
      headings: ['A', 'Plan'],
    });
  });

  it('reads on after tags of HTML that CommonMark would take as one block', () => {
    const turn = parse(
      '<details>\n<summary>Code</summary>\n```python\nx = 1\n```\n</details>\n\nA <b>bold</b> List<String> &amp; more.',
    );
    expect(turn.blocks.map((block) => block.code)).toEqual(['x = 1']);
    expect(turn.prose.at(-1)?.text).toBe('A bold List<String> & more.');
  });

  it('splits scripts without blanks between sentences', () => {
    expect(parse('我们用 Redis。它很快。你们呢？').prose.map(({ text }) => text)).toEqual([
      '我们用 Redis。',
      '它很快。',
      '你们呢？',
    ]);
  });
});

describe('any string', () => {
  const fragment = fc.constantFrom(
    '```',
    '~~~',
    '```python\n',
    '\n',
    '\r\n',
    '\r',
    '    ',
    '\t',
    '- ',
    '1. ',
    '> ',
    '|',
    '|-|-|\n',
    '**',
    '_',
    '`',
    '#',
    '?',
    '？',
    '.',
    ' ',
    '[',
    '](',
    '<b>',
    '<!--',
    '&amp;',
    '\\',
    'def f():',
    'SELECT 1',
    '{"a": 1}',
    'Why',
    'é',
    '😀',
    '\ud800',
    '\0',
    '\ufeff',
    '---\n',
    '===\n',
  );
  const markdown = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.oneof(fragment, fc.string({ maxLength: 6 })), { maxLength: 60 })
      .map((parts) => parts.join('')),
  );

  it('is read without throwing, with all places inside the text and in order', () => {
    fc.assert(
      fc.property(markdown, fc.string(), (text, user) => {
        const turn = parse(text, [user]);
        for (const list of [turn.blocks, turn.prose, turn.questions, turn.sections]) {
          let last = 0;
          for (const { span } of list) {
            expect(span.start).toBeGreaterThanOrEqual(last);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(text.length);
            last = span.start;
          }
        }
        for (const block of turn.blocks) {
          const lines = block.code.split('\n');
          expect(block.lineStarts).toHaveLength(lines.length);
          for (const [at, line] of lines.entries())
            expect(text.startsWith(line, block.lineStarts[at])).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
