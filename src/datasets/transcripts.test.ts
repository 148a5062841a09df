import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { UserError } from '../input/user-error.ts';
import { loadTasks } from './load-tasks.ts';
import { formatTranscript, parseTranscript, readTranscript, transcriptPath } from './transcripts.ts';

const FRONT_MATTER = '---\nagent: clarifier\ntask: slow-search\n---\n';

describe('parseTranscript', () => {
  test('reads the messages without the blank lines between them', () => {
    const text = `${FRONT_MATTER}
<!-- user -->
It is slow.

<!-- assistant -->
How slow?

Tell me:
- the query
<!-- user -->
4 s.

<!-- assistant -->
Add an index.
`;
    expect(parseTranscript(text, 'x.md')).toEqual({
      agent: 'clarifier',
      task: 'slow-search',
      messages: [
        { role: 'user', content: 'It is slow.' },
        { role: 'assistant', content: 'How slow?\n\nTell me:\n- the query' },
        { role: 'user', content: '4 s.' },
        { role: 'assistant', content: 'Add an index.' },
      ],
    });
  });

  test('takes a marker line for a marker even in a code block, unless a backslash stands before it', () => {
    const text = `${FRONT_MATTER}<!-- user -->\nhi\n\n<!-- assistant -->\n\`\`\`md\n\\<!-- user -->\n\\\\<!-- user -->\n <!-- user -->\n\`\`\`\n`;
    const { messages } = parseTranscript(text, 'x.md');
    expect(messages[1]?.content).toBe('```md\n<!-- user -->\n\\<!-- user -->\n <!-- user -->\n```');
  });

  test('reads a file that was checked out with Windows line ends', () => {
    const text = `${FRONT_MATTER}<!-- user -->\nhi\n\n<!-- assistant -->\none\ntwo\n`;
    expect(parseTranscript(text.replaceAll('\n', '\r\n'), 'x.md')).toEqual(parseTranscript(text, 'x.md'));
  });

  test.each([
    ['no front matter', 'hello', 'x.md:1: expected front matter: a line ---, then agent and task'],
    [
      'open front matter',
      '---\nagent: a\n',
      'x.md:1: the front matter that begins here is not closed by a line ---',
    ],
    ['no task', '---\nagent: a\n---\n', 'x.md:1: task: Invalid input: expected string, received undefined'],
    [
      'a number for a task',
      '---\nagent: a\ntask: 7\n---\n',
      'x.md:3: task: Invalid input: expected string, received number',
    ],
    ['no messages', FRONT_MATTER, 'x.md:4: no messages; expected the line <!-- user --> and text under it'],
    [
      'stray text',
      `${FRONT_MATTER}\nhello\n<!-- user -->\n`,
      'x.md:6: expected the line <!-- user --> before any text',
    ],
    [
      'the assistant first',
      `${FRONT_MATTER}<!-- assistant -->\n`,
      'x.md:5: found <!-- assistant -->, expected <!-- user -->: a conversation begins with the user',
    ],
    [
      'one role twice',
      `${FRONT_MATTER}<!-- user -->\na\n<!-- user -->\nb\n`,
      'x.md:7: found <!-- user -->, expected <!-- assistant -->: user and assistant speak in turn',
    ],
    [
      'no answer at the end',
      `${FRONT_MATTER}<!-- user -->\na\n<!-- assistant -->\nb\n<!-- user -->\nc\n`,
      'x.md:9: ends with a message of the user; expected <!-- assistant --> after it',
    ],
  ])('names the line of %s', (_, text, message) => {
    expect(() => parseTranscript(text, 'x.md')).toThrow(new UserError(message));
  });

  test('reads back what formatTranscript wrote, whatever the messages say', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '---',
        '```',
        '<!-- user -->',
        '<!-- assistant -->',
        '\\<!-- user -->',
        '\\\\<!-- assistant -->',
        '<!-- user --> ',
      ),
      fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\\', '<', '!', '-', '>', ':', '#', 'é') }),
    );
    const content = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
    const turns = fc.array(fc.tuple(content, content), { minLength: 1, maxLength: 3 });
    const id = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(id, id, turns, (agent, task, pairs) => {
        const messages = pairs.flatMap(([user, assistant]) => [
          { role: 'user' as const, content: user },
          { role: 'assistant' as const, content: assistant },
        ]);
        const transcript = { agent, task, messages };
        expect(parseTranscript(formatTranscript(transcript), 'x.md')).toEqual(transcript);
      }),
      { numRuns: 500 },
    );
  });

  test('gives a transcript or a UserError for any text', () => {
    const line = fc.constantFrom(
      '---',
      '---\r',
      'agent: a',
      'task: b',
      'task: [',
      '<!-- user -->',
      '<!-- assistant -->',
      'x',
      '',
      '&a *a',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        try {
          expect(parseTranscript(lines.join('\n'), 'x.md').messages.length % 2).toBe(0);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function answered(answer: string): string {
  return `${FRONT_MATTER}<!-- user -->\nhi\n\n<!-- assistant -->\n${answer}\n`;
}

describe('readTranscript', () => {
  test('reads every recording of the project, and formatting it again gives the same conversation', async () => {
    const agents = ['api-first', 'fastapi-clarifier', 'generalist', 'senior-architect', 'supabase-ml'];
    const tasks = await loadTasks(['datasets/backend-tasks.csv']);
    for (const agent of agents) {
      for (const { id, task } of tasks) {
        const transcript = await readTranscript('datasets/transcripts', agent, id);
        if (!transcript) throw new Error(`no transcript of ${agent} on ${id}`);
        expect(transcript.messages[0]).toEqual({ role: 'user', content: task });
        expect(parseTranscript(formatTranscript(transcript), id)).toEqual(transcript);
      }
    }
  });

  test('knows repeats by their number, and gives nothing where there is no file', async () => {
    await using folder = await tempFolder({
      'clarifier/slow-search.md': answered('first'),
      'clarifier/slow-search.2.md': answered('second'),
    });
    const read = async (repeat: number): Promise<string | undefined> =>
      (await readTranscript(folder.path, 'clarifier', 'slow-search', repeat))?.messages[1]?.content;
    expect([await read(1), await read(2), await read(3)]).toEqual(['first', 'second', undefined]);
    expect(await readTranscript(folder.path, 'nobody', 'slow-search')).toBeUndefined();
  });

  test('refuses a recording that stands in the place of another', async () => {
    await using folder = await tempFolder({
      'generalist/slow-search.md': `${FRONT_MATTER}<!-- user -->\na\n<!-- assistant -->\nb`,
    });
    await expect(readTranscript(folder.path, 'generalist', 'slow-search')).rejects.toThrow(
      'is about agent "clarifier" and task "slow-search"; its place says "generalist" and "slow-search"',
    );
  });

  test.each(['../../etc/passwd', '..', '.', '', 'a/b', 'a\\b', 'a\0b'])(
    'never leaves the folder for the id %j',
    async (id) => {
      const message = `id ${JSON.stringify(id)} cannot be a file name`;
      await expect(readTranscript('datasets/transcripts', id, 'slow-search')).rejects.toThrow(message);
      await expect(readTranscript('datasets/transcripts', 'generalist', id)).rejects.toThrow(message);
      expect(() => transcriptPath('datasets/transcripts', 'generalist', id)).toThrow(UserError);
    },
  );
});
