import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAnswer } from '../answers/parse.ts';
import { readTranscript } from '../datasets/transcripts.ts';
import { waitsForUser, type Waiting } from './protocol.ts';

function waiting(text: string): Waiting {
  const [turn] = parseAnswer({ turns: [text], user: ['Build it.'] }).turns;
  if (turn === undefined) throw new Error('no turn');
  return waitsForUser(turn);
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, at) => `    total_${at} = fetch(${at})`).join('\n');
const code = (count: number): string => `\`\`\`python\ndef run():\n${lines(count - 1)}\n\`\`\``;

describe('the assistant waits', () => {
  it.each([
    ['after questions', 'Before I start:\n\n- Which Django version?\n- Is Celery set up?'],
    [
      'after requests without question marks',
      'Please tell me which database you use and how large the table is.',
    ],
    [
      'after a plan and "shall I implement it?"',
      '## Plan\n\n1. Cursor from (created_at, id).\n2. Keep `page` for old clients.\n\nShall I implement this?',
    ],
    [
      'after a plan and "let me know if you approve"',
      '## Plan\n\n1. Cursor.\n2. Index.\n\nLet me know if this works for you and I will write the code.',
    ],
    ['after a plan and "say go"', '## Plan\n\n1. Cursor.\n2. Index.\n\nSay go and I start.'],
    [
      'after a sketch and "shall I implement it?"',
      `The core would be:\n\n${code(8)}\n\nShall I implement it like this?`,
    ],
    [
      'after a plan with a schema and a request for a go',
      `## Plan\n\n${code(40)}\n\nShall I go ahead and build the service on this schema?`,
    ],
    [
      'after an example beside many questions',
      `${code(5)}\n\nI need to know:\n\n1. Which database?\n2. How many rows?\n3. Which driver?`,
    ],
    [
      'after questions in German',
      'Zwei Fragen vorab:\n\n- Welche Datenbank nutzen Sie?\n- Wie groß ist die Tabelle?',
    ],
    ['after a plan in Spanish', '## Plan\n\n1. Índice.\n2. Cursor.\n\n¿Te parece bien?'],
    ['after a plan in Chinese', '## 方案\n\n1. 建索引。\n2. 用游标分页。\n\n可以开始吗？'],
  ])('%s', (_, text) => {
    expect(waiting(text)).toMatchObject({ waits: true });
  });
});

describe('the assistant does not wait', () => {
  it.each([
    ['after the full work', `Done.\n\n${code(60)}`],
    ['after the full work with a closing offer', `${code(60)}\n\nWould you like me to add tests as well?`],
    [
      'after the full work with open questions',
      `${code(80)}\n\nTwo things could change it: do clicks expire, and which region?`,
    ],
    [
      'after the full work and "shall I go on with the tests?"',
      `${code(40)}\n\nShall I go ahead and write the tests?`,
    ],
    [
      'after a short but whole answer',
      `Use a covering index:\n\n${code(10)}\n\nI can add the rollback next.`,
    ],
    [
      'after advice in prose with a closing offer',
      'Use a state machine and a row lock. Retries are then harmless.\n\nLet me know if you have any questions.',
    ],
    [
      'after a design that looks ahead',
      'PostgreSQL holds the rows. When the table passes 100 million rows, I would partition it.',
    ],
    ['after an empty answer', ''],
  ])('%s', (_, text) => {
    expect(waiting(text)).toMatchObject({ waits: false });
  });

  it('and says why in one sentence', () => {
    expect(waiting(code(60))).toEqual({
      waits: false,
      why: 'holds 60 lines of implementation and does not wait for a go',
    });
    expect(waiting('Which database?')).toEqual({
      waits: true,
      why: 'no implementation, and asks: “Which database?”',
    });
  });
});

it('reads every bundled recording as the conversation went', async () => {
  const folder = join(import.meta.dirname, '../../datasets/transcripts');
  const wrong: string[] = [];
  let turns = 0;
  for (const agent of await readdir(folder)) {
    for (const file of await readdir(join(folder, agent))) {
      const task = file.replace(/\.md$/, '');
      const transcript = await readTranscript(folder, agent, task);
      const said = (role: string): string[] =>
        (transcript?.messages ?? []).filter((message) => message.role === role).map(({ content }) => content);
      const answer = parseAnswer({ turns: said('assistant'), user: said('user') });
      for (const turn of answer.turns) {
        turns++;
        const { waits, why } = waitsForUser(turn);
        if (waits !== turn.number < answer.turns.length)
          wrong.push(`${agent}/${task} turn ${turn.number}: ${why}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(turns).toBeGreaterThan(60);
});
