import { describe, expect, it } from 'vitest';
import { readPolarity } from './polarity.ts';

function isDenied(text: string, words: string, prohibited = false): boolean {
  const start = text.indexOf(words);
  return readPolarity(text, prohibited).isDenied(start, start + words.length);
}

describe('what a statement denies', () => {
  it.each([
    ['Do not ask questions.', 'ask questions'],
    ['Do not ask questions before coding.', 'questions'],
    ['No need to write tests.', 'tests'],
    ['Never use type hints.', 'type hints'],
    ['Never log, print or store passwords.', 'passwords'],
    ['Neither a log nor an error message gives away sensitive data.', 'sensitive data'],
    ["You don't need to include type hints.", 'type hints'],
    ['Skip the plan.', 'plan'],
    ['Leave tests to QA.', 'tests'],
    ['Tests are not needed.', 'Tests'],
    ['Tests are written by the platform team.', 'Tests'],
    ['Diagrams are optional.', 'Diagrams'],
    ['Comments: not required.', 'Comments'],
    ['Write tests only if the user asks for them.', 'tests'],
    ['Answer with code rather than questions.', 'questions'],
    ['There is no point in asking questions.', 'questions'],
    [
      'Do not offer several alternatives, just pick one approach.',
      'several alternatives, just pick one approach',
    ],
  ])('%j denies %j', (text, words) => expect(isDenied(text, words)).toBe(true));

  it.each([
    ['Never skip tests.', 'tests'],
    ['Never forget to include tests.', 'tests'],
    ['Never ship a feature without tests.', 'ship a feature without tests'],
    ['No migration goes out without a way to roll it back.', 'roll it back'],
    ['Do not write code before asking questions.', 'asking'],
    ["Don't guess; ask questions.", 'questions'],
    ['Do not hesitate to ask questions.', 'questions'],
    ['Never trust input, validate everything.', 'validate everything'],
    ['Avoid N+1 queries with a DataLoader.', 'DataLoader'],
    ['Prevent duplicates with idempotency keys.', 'idempotency'],
    ['If you do not understand, ask questions.', 'questions'],
    ['Not only unit tests but also integration tests.', 'unit tests'],
    ['Tests are not optional.', 'Tests'],
    ['Code without tests is not done.', 'tests'],
    ['Never print credentials, and ask for clarification.', 'clarification'],
    ['Someone who never prints credentials, and asks for clarification.', 'clarification'],
    ['Every endpoint (not the internal ones) is paginated.', 'paginated'],
    ['Columns are NOT NULL and have an index.', 'index'],
    ['Only write code after asking questions.', 'questions'],
    ['Find missing indexes.', 'indexes'],
    ['Ask targeted questions rather than making assumptions.', 'questions'],
  ])('%j does not deny %j', (text, words) => expect(isDenied(text, words)).toBe(false));

  it('turns round under a heading that prohibits, once', () => {
    expect(isDenied('Log passwords', 'passwords', true)).toBe(true);
    expect(isDenied('Skip tests', 'tests', true)).toBe(false);
    expect(isDenied('Ship without tests', 'tests', true)).toBe(false);
    expect(isDenied('Do not log passwords', 'passwords', true)).toBe(true);
  });

  it('sees what begins denied, for prohibitions', () => {
    const text = 'Secrets must never be logged; errors must.';
    const polarity = readPolarity(text);
    const at = (words: string): [number, number] => [text.indexOf(words), text.indexOf(words) + words.length];
    expect(polarity.beginsDenied(...at('logged'))).toBe(true);
    expect(polarity.beginsDenied(...at('errors'))).toBe(false);
  });
});
