import type { Answer, Turn } from './answer.ts';
import { codeBlocksOf } from './code-blocks.ts';
import { parseMarkdown } from './markdown/markdown.ts';
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

/** Reads the assistant's turns once for all scorers, each when its parts are first asked for; linear in the text, never throws. */
export function parseAnswer({ turns, user, truncated = false }: AnswerInput): Answer {
  return {
    turns: turns.map((text, at) => lazyTurn(text, at + 1, user.slice(0, at + 1))),
    user,
    truncated,
  };
}

/** A scorer that looks for a word in the text must not cost the reading of Markdown, nor one that looks at code that of prose. */
function lazyTurn(text: string, number: number, user: readonly string[]): Turn {
  let read: ReturnType<typeof readStructure> | undefined;
  let prose: Turn['prose'] | undefined;
  let questions: Turn['questions'] | undefined;
  const structure = (): ReturnType<typeof readStructure> => (read ??= readStructure(text, number, user));
  return {
    number,
    text,
    get sections() {
      return structure().sections;
    },
    get blocks() {
      return structure().blocks;
    },
    get prose() {
      return (prose ??= proseOf(structure().texts, number));
    },
    get questions() {
      return (questions ??= questionsOf(structure().texts, structure().blocks, number));
    },
  };
}

function readStructure(text: string, number: number, user: readonly string[]) {
  const markdown = parseMarkdown(text);
  const { sections, texts, codes } = outline(markdown, text, number);
  return { sections, texts, blocks: codeBlocksOf(codes, markdown, text, number, userLines(user)) };
}
