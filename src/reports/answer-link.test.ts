import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { answerLink } from './answer-link.ts';

test('an answer has a link on the page of its run, even where the id of its task holds half a character', async () => {
  await using run = await tempFolder({ 'report.html': '' });
  const answer = { folder: run.path, agent: 'api first', repeat: 2 };
  expect(answerLink(answer, 'caf\u00E9')).toMatch(/report\.html#\/trials\/api%20first\/caf%C3%A9\/2$/);
  expect(answerLink(answer, 'cut \uD83D')).toMatch(/report\.html#\/trials\/api%20first\/cut%20%EF%BF%BD\/2$/);
});
