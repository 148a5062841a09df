import { describe, expect, it } from 'vitest';
import { parseAnswer } from './parse.ts';

const CODE = '\n\n```python\ndef f(x):\n    return x\n```\n\n';
const questions = (text: string): string[] =>
  parseAnswer({ turns: [text], user: ['Build it.'] }).turns.flatMap((turn) =>
    turn.questions.map((question) => question.text),
  );

describe('questions to the user', () => {
  it.each<[string, string[]]>([
    [
      'Before I start: which database do you use? And how many users?',
      ['Before I start: which database do you use?', 'And how many users?'],
    ],
    [
      "1. **Where's the key?** `Authorization: Bearer`, or something else? I'd take the header.\n2. **If Redis is down:** let requests through or reject them?",
      [
        "Where's the key?",
        '`Authorization: Bearer`, or something else?',
        'If Redis is down: let requests through or reject them?',
      ],
    ],
    [
      "Should rejected requests count? I'd say no. Which header carries the key?",
      ['Should rejected requests count?', 'Which header carries the key?'],
    ],
    [
      '| # | Question | Why it matters |\n|---|---|---|\n| 1 | Which database? | Index types |\n',
      ['Which database?'],
    ],
    [
      '**Which database are you on?**\n\nPostgres, MySQL?',
      ['Which database are you on?', 'Postgres, MySQL?'],
    ],
    ['• Which DB do you use?\n• How many users?', ['• Which DB do you use?', '• How many users?']],
    [
      '开始之前，我需要确认：\n\n1. 数据库是哪个版本？\n2. 有多少用户？',
      ['数据库是哪个版本？', '有多少用户？'],
    ],
    ['قبل أن أبدأ: هل لديكم قاعدة بيانات؟', ['قبل أن أبدأ: هل لديكم قاعدة بيانات؟']],
    [
      'Welche Datenbank nutzen Sie? ¿Cuántos usuarios esperas?',
      ['Welche Datenbank nutzen Sie?', '¿Cuántos usuarios esperas?'],
    ],
  ])('end in a question mark of any script: %j', (text, found) => {
    expect(questions(text)).toEqual(found);
  });

  it.each<[string, string[]]>([
    ['Please tell me which ORM you use.', ['Please tell me which ORM you use.']],
    [`${CODE}Let me know whether you run behind a proxy.`, ['Let me know whether you run behind a proxy.']],
    [
      'Could you please provide more details about the auth setup.',
      ['Could you please provide more details about the auth setup.'],
    ],
    [
      "What I'd need to know:\n\n- the exact SQL\n- row count. Roughly is fine.",
      ['the exact SQL', 'row count.'],
    ],
    [
      '## Questions\n\n1. Scale: users and peak load\n   - a) small\n   - b) large\n',
      ['Scale: users and peak load'],
    ],
    [
      'I need a few facts first:\n\n**Data**\n- The table\n\n**Load**\n- Peak rate',
      ['I need a few facts first:', 'The table', 'Peak rate'],
    ],
    ['Bitte nennen Sie die Datenbank.', ['Bitte nennen Sie die Datenbank.']],
  ])('may carry no question mark: %j', (text, found) => {
    expect(questions(text)).toEqual(found);
  });

  it.each([
    `Why Redis? It is fast and shared.${CODE}`,
    `Does it scale? Yes, to a million rows.${CODE}`,
    `What about failures? The limiter fails open.${CODE}More text.\n\nAnd more.`,
    `## Why not Kafka?\n\nToo heavy.\n\n## What happens when Redis is down?\n\nRequests pass.${CODE}`,
    '> Which database do you use?\n\nYou asked that before.',
    '```python\n# Which database do you use?\nx = 1\n```',
    'The users ask "is it free?" and get an answer. The endpoint `/search?` is new.',
    `${CODE}Let me know if you have any questions or want changes.`,
    "I assume PostgreSQL; tell me if it's something else. Correct me where I'm wrong.",
    'The provider reads 5xx as "please tell me which event failed".',
    `Three decisions shape the code:\n\n- **Uniqueness.** The database decides.\n- **PATCH.** An omitted field stays.${CODE}`,
    '| Question | Choice |\n|---|---|\n| Which store? | Redis |\n',
  ])('are not seen in %j', (text) => {
    expect(questions(text)).toEqual([]);
  });

  it('have their exact place and the titles above them', () => {
    const text = '# Plan\n\n**Open points**\n\n- Keys: **which header**?\n';
    const [question] = parseAnswer({ turns: ['first', text], user: [''] }).turns[1]?.questions ?? [];
    expect(question).toMatchObject({
      text: 'Keys: which header?',
      headings: ['Plan', 'Open points'],
      span: { turn: 2 },
    });
    expect(text.slice(question?.span.start, question?.span.end)).toBe('Keys: **which header**?');
  });
});
