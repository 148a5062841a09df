import { describe, expect, it } from 'vitest';
import { askingOfText, clarifyingQuestions } from './clarifying.ts';
import { parseAnswer } from './parse.ts';

const asked = (text: string): string[] =>
  parseAnswer({ turns: [text], user: [] }).turns.flatMap((turn) =>
    clarifyingQuestions(turn).map((question) => question.text),
  );

describe('a question', () => {
  it.each([
    'Which database do you use?',
    'Should I use Celery or RQ?',
    'May I use Pydantic?',
    'Shall I implement this in Python?',
    'Can I create a new table?',
    'Is an iterator of good rows acceptable?',
    'Does this match your existing error envelope from the billing service?',
    'Should I write to the old column too?',
    'Could you confirm whether emails are unique?',
    'Do you want me to keep the old endpoint for mobile clients?',
    'Welche Datenbank nutzen Sie?',
    '您使用哪个数据库？',
  ])('clarifies: %s', (text) => {
    expect(askingOfText(text)).toBe('clarifying');
  });

  it.each([
    'Shall I go on?',
    'Does that sound good?',
    'Ready for me to start coding?',
    'Shall I proceed, or would you like to change something?',
    'Are you happy with this approach?',
    'Can you confirm the plan?',
    'Any objections?',
    'Do I have your go-ahead?',
    'Soll ich so loslegen?',
    '¿Te parece bien?',
    '可以开始吗？',
  ])('asks for a go: %s', (text) => {
    expect(askingOfText(text)).toBe('go');
  });

  it.each([
    'Would you like me to also add tests?',
    'Shall I do those next?',
    'Is there anything else I can help with?',
    'Do you want me to walk you through the migration?',
  ])('offers more work: %s', (text) => {
    expect(askingOfText(text)).toBe('offer');
  });

  it('that only asks for a nod clarifies where it closes a list item that states a fact', () => {
    expect(asked('- Refunds are synchronous at the provider. Is that right?')).toEqual(['Is that right?']);
    expect(asked('I would lock the row and refund in a job. Is that right?')).toEqual([]);
  });

  it('for the running system is none to the user', () => {
    expect(asked('## How to verify\n\n- Is the new index used?')).toEqual([]);
  });
});
