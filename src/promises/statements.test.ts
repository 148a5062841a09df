import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { readStatements, type Statement } from './statements.ts';

const stated = (prompt: string): string[] =>
  readStatements(prompt)
    .filter(({ standing }) => standing === 'behaviour')
    .map(({ text }) => text);

const find = (prompt: string, text: string): Statement => {
  const found = readStatements(prompt).find((statement) => statement.text.includes(text));
  if (!found) throw new Error(`no statement "${text}"`);
  return found;
};

describe('what a prompt says', () => {
  it('comes in sentences, items, rows, headings, lead-ins and code, with the lines of the file', () => {
    const prompt = [
      '## Output',
      '',
      'First a summary. Then the',
      'code. You add:',
      '- **Tests**: three',
      '  of them',
      '',
      '| Part | Holds |',
      '| --- | --- |',
      '| Notes | what is left |',
      '',
      '```json',
      '{ "a": 1 }',
      '```',
    ].join('\n');
    expect(
      readStatements(prompt, 10).map(({ kind, text, line, endLine }) => [kind, text, line, endLine]),
    ).toEqual([
      ['heading', 'Output', 10, 10],
      ['sentence', 'First a summary.', 12, 12],
      ['sentence', 'Then the code.', 12, 13],
      ['lead-in', 'You add:', 13, 13],
      ['item', 'Tests: three of them', 14, 15],
      ['row', 'Notes | what is left', 19, 19],
      ['code', '{ "a": 1 }', 21, 23],
    ]);
  });

  it('keeps the headings, lead-ins and labels above each statement', () => {
    const prompt = '# A\n\n## B\n\n**C:**\n\nYou do:\n\n1. **D**\n   - one\n   - two\n\n## E\n\nThree.';
    expect(find(prompt, 'two').headings).toEqual(['A', 'B', 'C', 'You do:', 'D']);
    expect(find(prompt, 'Three.').headings).toEqual(['A', 'E']);
  });

  it('knows what a lead-in or a heading introduces', () => {
    const prompt = 'Answer with:\n\n- a plan\n- code\n\n# Format\n\n## Plan\n\nShort.\n\n## Code\n';
    expect(find(prompt, 'Answer with:').introduces.map(({ text }) => text)).toEqual(['a plan', 'code']);
    expect(find(prompt, 'Format').introduces.map(({ text }) => text)).toEqual(['Plan', 'Code']);
  });

  it('knows what a lead-in introduces however deep the list stands', () => {
    const prompt = 'You do:\n      - a plan\n      - code\n\n      - tests\n';
    expect(find(prompt, 'You do:').introduces.map(({ text }) => text)).toEqual(['a plan', 'code', 'tests']);
  });

  it('has the rows of a table with blanks behind its lines, and bars in its code', () => {
    const prompt = '| Part | Holds |  \n| --- | --- |  \n| Notes | `a \\| b` |  \n';
    expect(readStatements(prompt).map(({ kind, text }) => [kind, text])).toEqual([['row', 'Notes | a | b']]);
  });

  it('ends on the line on which its code ends', () => {
    const { line, endLine } = find('Give each answer the form `{ id,\n  name }`.', 'form');
    expect([line, endLine]).toEqual([1, 2]);
  });

  it('holds addresses without their brackets, and tags as they stand', () => {
    expect(stated('## Rules\n\n- Follow <https://example.com/a> and <b>always</b>')).toEqual([
      'Follow https://example.com/a and <b>always</b>',
    ]);
  });

  it('takes a rule on each line for rules, and wrapped text for one sentence', () => {
    expect(stated('## Rules\n\nWrite tests\nName things well\nAsk first')).toEqual([
      'Write tests',
      'Name things well',
      'Ask first',
    ]);
    expect(
      stated('## Rules\n\nNever write more than the task needs, and when in doubt ask\nPostgreSQL people.'),
    ).toHaveLength(1);
  });

  it('reads tags as headings, and bullets that are not Markdown', () => {
    const prompt =
      '<rules>\n• Write tests\n• Ask first\n</rules>\n\n<example>\nuser: write a poem\n</example>\n\n✅ Cite sources\n❌ Log passwords';
    expect(stated(prompt)).toEqual(['Write tests', 'Ask first', 'Cite sources', 'Log passwords']);
    expect(find(prompt, 'Ask first').headings).toEqual(['rules']);
    expect(find(prompt, 'Log passwords').prohibited).toBe(true);
  });

  it.each([
    '## Never\n\n- Log passwords',
    "**Don'ts:**\n\n- Log passwords",
    'You must not:\n- Log passwords',
    '## Anti-patterns\n- Log passwords',
  ])('is prohibited under %j', (prompt) => expect(find(prompt, 'Log passwords').prohibited).toBe(true));

  it.each([
    '## Always\n- Write tests',
    '## Never trust input\n- Write tests',
    "## Do's and don'ts\n- Write tests",
  ])('is not prohibited under %j', (prompt) => expect(find(prompt, 'Write tests').prohibited).toBe(false));
});

describe('behaviour', () => {
  it.each([
    'Design RESTful APIs.',
    'You provide code examples.',
    'You should proactively name risks.',
    'Your answers always cite sources.',
    'Errors have one shape everywhere.',
    'Proper indexes on queried columns',
    'Before you code, ask.',
    'Never log secrets.',
  ])('is stated by %j', (text) => expect(stated(`## Guidelines\n\n- ${text}`)).toEqual([text]));

  it.each([
    'You have deep expertise in Python async programming.',
    'You understand connection pooling and N+1 prevention.',
    'Languages: deep proficiency in Python, Go and Rust',
    'You specialize in API development.',
    'Frameworks: FastAPI, Django',
    'Our project uses Python 3.12 and Redis.',
    'The QA team writes tests.',
    'You are a world-class engineer with 15 years of experience.',
    'user: please add tests',
  ])('is not stated by %j', (text) => expect(stated(`## Guidelines\n\n- ${text}`)).toEqual([]));

  it.each([
    'Technical expertise',
    'Core skills',
    'What you know',
    'Research focus areas',
    'Tech stack',
    'Your knowledge:',
  ])('is not stated by the noun phrases under %j, but by what it tells you to do', (heading) =>
    expect(stated(`## ${heading}\n\n- Caching with Redis\n- You must cache.`)).toEqual(['You must cache.']),
  );

  it.each(['Responsibilities', 'Output format', 'Checklist', 'Best practices', 'Database'])(
    'is stated by the noun phrases under %j',
    (heading) => expect(stated(`## ${heading}\n\n- Caching with Redis`)).toEqual(['Caching with Redis']),
  );

  it.each(['When to use this agent', 'Example interactions', 'Use cases', 'Examples'])(
    'is never stated under %j',
    (heading) => {
      expect(stated(`## ${heading}\n\n- Always write tests`)).toEqual([]);
    },
  );

  it('is not stated by the opening paragraph that says who the agent is, unless it commits', () => {
    expect(stated('Servers are your home. Your APIs are a joy to call. Always write tests.')).toEqual([
      'Always write tests.',
    ]);
    expect(stated('You are a grumpy engineer who always writes tests.')).toHaveLength(1);
  });

  it('is stated by the parts of the output, be they headings or items', () => {
    expect(find('# Response format\n\n## Rollback plan\n', 'Rollback plan').standing).toBe('evidence');
    expect(find('# Tools\n\n## Rollback plan\n', 'Rollback plan').standing).toBe('none');
  });
});

describe('a hostile prompt', () => {
  it.each([
    ['quotes', '>'.repeat(60_000)],
    ['bullets', '- '.repeat(30_000)],
    ['numbers', '1. '.repeat(20_000)],
    ['tildes', '~~a'.repeat(20_000)],
    ['stars', '*a **a '.repeat(8_000)],
    ['brackets', '['.repeat(60_000)],
    ['underlined headings', 'a\n===\n'.repeat(6_000)],
    ['deep lists', Array.from({ length: 350 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
    ['tags', '<a>\n'.repeat(15_000)],
    ['one word', 'a'.repeat(60_000)],
    ['negations', 'not, '.repeat(12_000)],
  ])('of %s costs no more than seconds, and no statement is long', (_, prompt) => {
    const began = performance.now();
    for (const { text } of readStatements(prompt)) expect(text.length).toBeLessThanOrEqual(2000);
    expect(performance.now() - began).toBeLessThan(6000);
  });

  it('of any text gives statements on lines that the prompt has', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '# ',
        '## ',
        '- ',
        '1. ',
        '\n',
        '\n\n',
        '  ',
        '**',
        '`',
        '```',
        '> ',
        '|',
        '| - |',
        ':',
        '. ',
        '<x>',
        '</x>',
        '❌ ',
        '\r\n',
        '[ ] ',
        '\u0000',
        '&#10;',
        '---',
        'Ask first',
        'never',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (parts, firstLine) => {
        const prompt = parts.join('');
        const lastLine = firstLine + prompt.split('\n').length - 1;
        for (const { line, endLine, text } of readStatements(prompt, firstLine)) {
          expect(text).not.toBe('');
          expect(line).toBeGreaterThanOrEqual(firstLine);
          expect(endLine).toBeGreaterThanOrEqual(line);
          expect(endLine).toBeLessThanOrEqual(lastLine);
        }
      }),
      { numRuns: 500 },
    );
  });
});
