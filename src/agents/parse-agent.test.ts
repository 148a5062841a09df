import fc from '../../test/properties.ts';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UserError } from '../input/user-error.ts';
import { parseAgent, plainId } from './parse-agent.ts';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describe('an agent definition', () => {
  it('keeps line endings, templating marks and trailing blanks of the prompt', () => {
    const prompt = '\r\nGreet {{ user }}.\r\n${HOME} {% if x %}\t \r\n\r\n';
    const file = `---\r\nname: greeter\r\ndescription: says: hello\r\ntools:\r\n  - Read\r\n  - Write\r\n---\r\n${prompt}`;
    expect(parseAgent(file, 'a/greeter.md')).toMatchObject({
      name: 'greeter',
      description: 'says: hello',
      tools: ['Read', 'Write'],
      prompt,
      promptLine: 8,
      promptHash: sha256(prompt),
      fileHash: sha256(file),
    });
  });

  it('may begin with a byte order mark, which is part of the file and not of the prompt', () => {
    const bytes = Buffer.from('\uFEFF---\nname: a\n---\nGo.');
    expect(parseAgent(bytes, 'a.md')).toMatchObject({ prompt: 'Go.', fileHash: sha256(bytes) });
  });

  it.each(['git:HEAD~1:agents/planner.md', 'C:\\agents\\planner.MD', 'planner.md', './a.b/planner'])(
    'takes its id from the last part of %s',
    (path) => expect(parseAgent('---\nname: a\n---\nGo.', path).id).toBe('planner'),
  );

  it.each([
    ['agents/x.md', 'x'],
    ['git:main:x.md', 'x'],
    ['git:origin/main:agents/dev@v2.md', 'dev@v2'],
  ])('is one agent at every revision: %s', (path, id) => expect(plainId({ path })).toBe(id));

  it('is refused where its file name would be read as a run and its agent', () => {
    expect(() => parseAgent('---\nname: a\n---\nGo.', 'agents/x#y.md')).toThrow(
      /^agents\/x#y\.md: has a # in its file name.*rename it, for example to x-y\.md$/,
    );
  });

  it('may stand between rulers of dashes that are no fences', () => {
    expect(parseAgent('---\nname: a\n# -----\nmodel: opus\n---\nTop\n---\nBottom', 'a.md')).toMatchObject({
      model: 'opus',
      prompt: 'Top\n---\nBottom',
    });
  });

  it('has no tools and no model where the keys stand empty', () => {
    expect(parseAgent('---\nname: a\ntools:\nmodel: \n---\nGo.', 'a.md')).toMatchObject({
      tools: [],
      model: undefined,
    });
  });

  it('reads the other keys when one value is not YAML', () => {
    const file = '---\nname: "a"\ntools: *\ncolor: red # loud\nsince: 2026-01-02\nnote: [open\n---\nGo.';
    expect(parseAgent(file, 'a.md')).toMatchObject({
      name: 'a',
      tools: ['*'],
      color: 'red',
      extra: { since: '2026-01-02', note: '[open' },
    });
  });

  it('leaves dates and tagged values as text', () => {
    const { extra } = parseAgent(
      '---\nname: a\nwhen: 2026-01-02\nat: !!timestamp 2026-01-02\n---\nGo.',
      'a.md',
    );
    expect(extra).toEqual({ when: '2026-01-02', at: '2026-01-02' });
  });

  it.each([
    '__proto__: {admin: true}',
    '"__proto__":\n  admin: true',
    '__proto__: {admin: true}\nbroken: a: b',
    'deep: {__proto__: {admin: true}}',
  ])('cannot change the prototype of anything by %j', (line) => {
    const { extra } = parseAgent(`---\nname: a\n${line}\n---\nGo.`, 'a.md');
    const copy: { admin?: boolean; deep?: { admin?: boolean } } = Object.assign({}, structuredClone(extra));
    expect([copy.admin, copy.deep?.admin, Object.keys(extra).includes('__proto__')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });
});

describe('a bad agent definition', () => {
  it.each([
    ['', 'a.md:1: the file is empty; expected a line `---`'],
    ['You are helpful.', 'a.md:1: the file has no front matter; expected a line `---`'],
    ['\n\n---\nname: a\n---\nGo.', 'a.md:3: front matter begins here; it must begin on the first line'],
    ['---\nname: a\n\nGo.', 'a.md:1: the front matter that begins here never ends'],
    ['---\n---\nGo.', 'a.md:1: the front matter holds no `key: value` line'],
    ['---\n- name\n---\nGo.', 'a.md:1: the front matter holds no `key: value` line'],
    [
      '---\ndescription: x\nmodel: y\n---\nGo.',
      'a.md:1: the front matter has no `name`; found "description", "model"; expected',
    ],
    [
      '---\nmodel: y\nname:\n---\nGo.',
      'a.md:3: `name` is empty; expected a line such as name: backend-engineer',
    ],
    [
      '---\nname: 12\n---\nGo.',
      'a.md:2: `name` is the number 12; expected text; in quotes it is: name: "12"',
    ],
    ['---\nname: a\nmodel: [a]\n---\nGo.', 'a.md:3: `model` is a list; expected text'],
    [
      '---\nname: a\ntools: 3\n---\nGo.',
      'a.md:3: `tools` is the number 3; expected names with commas between them, or a list',
    ],
    ['---\nname: a\ntools: [Read, 3]\n---\nGo.', 'a.md:3: `tools` is a list that holds more than text'],
    ['---\nname: a\ncolor: {r: 1}\n---\nGo.', 'a.md:3: `color` is a group of keys; expected text'],
    ['---\nname: a\n---\n \n\n', 'a.md:3: nothing follows the front matter; expected the system prompt'],
    ['---\nname: a\n---', 'a.md:3: nothing follows the front matter'],
  ])('%j is refused with the place, what was found and what was expected', (file, message) => {
    expect(() => parseAgent(file, 'a.md')).toThrow(UserError);
    expect(() => parseAgent(file, 'a.md')).toThrow(message);
  });

  it.each(['js', ' javascript', 'json', 'toml', 'coffee', '__proto__'])(
    'is never run: ---%s is refused',
    (language) => {
      const file = `---${language}\n{ name: (globalThis.vouchWasHere = true) }\n---\nGo.`;
      expect(() => parseAgent(file, 'a.md')).toThrow(
        `a.md:1: front matter in the language "${language.trim()}" is not read`,
      );
      expect(globalThis).not.toHaveProperty('vouchWasHere');
    },
  );

  it('is refused when it is not text or far too large', () => {
    expect(() => parseAgent(Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe]), 'a.md')).toThrow(
      'a.md: is not valid UTF-8 text',
    );
    expect(() => parseAgent(`---\nname: a\n---\n${'x'.repeat(300_000)}`, 'a.md')).toThrow(
      'a.md: is 293 KB large',
    );
    expect(() => parseAgent(`---\n${'note: x\n'.repeat(9000)}---\nGo.`, 'a.md')).toThrow(
      'the front matter is longer than 32 KB',
    );
  });
});

describe('a hostile agent definition', () => {
  const nearly = 30_000;
  it.each([
    ['nested keys', '? '.repeat(nearly / 2)],
    ['nested flow keys', `${'{'.repeat(4000)}a: b${'}: b'.repeat(3999)}}`],
    ['nested lists', `a: ${'['.repeat(nearly)}`],
    ['blank lines', '\n'.repeat(nearly)],
    [
      'aliases of aliases',
      Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n'),
    ],
    ['many keys', Array.from({ length: 3500 }, (_, i) => `k${i}: v`).join('\n')],
    ['quotes', '"'.repeat(nearly)],
    ['one long key', 'k'.repeat(nearly)],
    ['example tags', `description: ${'<example>'.repeat(3000)}`],
  ])('of %s costs no more than a moment', (_, yaml) => {
    const began = performance.now();
    expect(parseAgent(`---\nname: a\n${yaml}\n---\nGo.`, 'a.md').prompt).toBe('Go.');
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('of any bytes gives an agent or a UserError', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '---',
        '\n',
        '\r\n',
        'name: a',
        'tools: [',
        'description: b: c',
        '- d',
        '  ',
        ': ',
        '"',
        "'",
        '&a ',
        '*a',
        '? ',
        '{',
        '}',
        '!!x ',
        '|',
        '#',
        '\uFEFF',
        '__proto__: 1',
        '%YAML 1.1',
        '...',
        '<example>',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const text = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
    const file = fc.oneof(
      text,
      text.map((yaml) => `---\n${yaml}\n---\nGo.`),
      text.map((yaml) => `---\nname: a\n${yaml}\n---\n{{x}}\r\n`),
    );
    fc.assert(
      fc.property(fc.oneof(file, fc.uint8Array({ maxLength: 60 })), (content) => {
        try {
          const agent = parseAgent(content, 'a.md');
          const whole = typeof content === 'string' ? content : new TextDecoder().decode(content);
          expect(whole.endsWith(agent.prompt)).toBe(true);
          expect(agent.name.trim()).not.toBe('');
          expect(() => JSON.stringify(agent)).not.toThrow();
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
      { numRuns: 1500 },
    );
  });
});
