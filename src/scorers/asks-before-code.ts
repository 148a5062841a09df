import { clarifyingQuestions } from '../answers/clarifying.ts';
import type { Scorer, Verdict } from './scorer.ts';
import { implementationOf } from '../answers/implementation.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/** The first turn asks a question whose answer would change the work, and holds no implementation code. */
export const asksBeforeCode: Scorer = {
  id: 'asks-before-code',
  version: 1,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const first = answer.turns[0];
    if (first === undefined || first.text.trim() === '')
      return broken('The first turn is empty and asks nothing.');
    const questions = clarifyingQuestions(first);
    const asked = questions.map(({ text, span }) => evidenceAt(span, `asks: ${shorten(text)}`));
    const code = implementationOf(first).at(0);
    if (code !== undefined) {
      const found = evidenceAt(
        code.span,
        `implementation code (${code.language || 'untagged'}) in the first turn`,
      );
      const why =
        questions.length === 0
          ? 'The first turn holds implementation code and asks no clarifying question.'
          : 'The first turn asks, but holds implementation code already.';
      return broken(why, [found, ...asked]);
    }
    if (questions.length === 0) {
      const others = first.questions.map(({ span }) =>
        evidenceAt(span, 'asks for a go or offers more, clarifies nothing'),
      );
      return broken('The first turn asks no question whose answer would change the work.', others);
    }
    if (answer.truncated && answer.turns.length === 1) {
      return broken('The first turn was cut off: code may have followed the questions.', asked);
    }
    const count =
      questions.length === 1 ? 'one clarifying question' : `${questions.length} clarifying questions`;
    return kept(`The first turn asks ${count} and holds no implementation code.`, asked);
  },
};

const shorten = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
