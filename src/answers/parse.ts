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
    turns: turns.map((text, at) => new LazyTurn(text, at + 1, user.slice(0, at + 1))),
    user,
    truncated,
  };
}

/**
 * A scorer that looks for a word in the text must not cost the reading of Markdown, nor one that looks at code that of prose.
 * A class: with getters of its own each turn would have a hidden class of its own, which holds all that was read of it until
 * V8 next collects its whole heap.
 */
class LazyTurn implements Turn {
  readonly number: number;
  readonly text: string;
  readonly #user: readonly string[];
  #read: Structure | undefined;
  #prose: Turn['prose'] | undefined;
  #questions: Turn['questions'] | undefined;

  constructor(text: string, number: number, user: readonly string[]) {
    this.text = text;
    this.number = number;
    this.#user = user;
  }

  get sections(): Turn['sections'] {
    return this.#structure().sections;
  }

  get blocks(): Turn['blocks'] {
    return this.#structure().blocks;
  }

  get prose(): Turn['prose'] {
    return (this.#prose ??= proseOf(this.#structure().texts, this.number));
  }

  get questions(): Turn['questions'] {
    return (this.#questions ??= questionsOf(this.#structure().texts, this.blocks, this.number));
  }

  #structure(): Structure {
    return (this.#read ??= readStructure(this.text, this.number, this.#user));
  }
}

type Structure = ReturnType<typeof readStructure>;

function readStructure(text: string, number: number, user: readonly string[]) {
  const markdown = parseMarkdown(text);
  const { sections, texts, codes } = outline(markdown, text, number);
  return { sections, texts, blocks: codeBlocksOf(codes, markdown, text, number, userLines(user)) };
}
