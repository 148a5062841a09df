import type { Answer, Turn } from './answer.ts';
import { codeBlocksOf } from './code-blocks.ts';
import { parseMarkdown } from './markdown.ts';
import { outline } from './outline.ts';
import { proseOf } from './prose.ts';
import { questionsOf } from './questions.ts';
import { userLines } from './user-code.ts';

/** The messages of one trial. */
export interface AnswerInput {
  /** Assistant turns, in order. */
  readonly turns: readonly string[];
  /** User messages; `user[i]` was answered by `turns[i]`. */
  readonly user: readonly string[];
  readonly truncated?: boolean | undefined;
}

/** Reads the assistant's turns once for all scorers; linear in the text, never throws. */
export function parseAnswer({ turns, user, truncated = false }: AnswerInput): Answer {
  return {
    turns: turns.map((text, at) => parseTurn(text, at + 1, user.slice(0, at + 1))),
    user,
    truncated,
  };
}

function parseTurn(text: string, number: number, user: readonly string[]): Turn {
  const markdown = parseMarkdown(text);
  const { sections, texts, codes } = outline(markdown, text, number);
  const blocks = codeBlocksOf(codes, markdown, text, number, userLines(user));
  return {
    number,
    text,
    sections,
    blocks,
    prose: proseOf(texts, number),
    questions: questionsOf(texts, blocks, number),
  };
}
