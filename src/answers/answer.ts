/** A place in the text of one assistant turn. */
export interface Span {
  /** 1-based number of the assistant turn. */
  readonly turn: number;
  /** UTF-16 offset into the turn's text. */
  readonly start: number;
  /** UTF-16 offset, exclusive. */
  readonly end: number;
}

/** A heading and what stands under it, up to the next heading of the same or a higher level. */
export interface Section {
  readonly title: string;
  /** 1 to 6; a paragraph that is one bold line counts as 7. */
  readonly depth: number;
  readonly span: Span;
  /** Where the content under the heading begins. */
  readonly bodyStart: number;
}

/** A fenced or indented code block. */
export interface CodeBlock {
  /** Canonical and lower case (`python`, `sql`, `typescript`, `shell`, …); `''` if it cannot be told. */
  readonly language: string;
  /** The word after the fence, as written. */
  readonly tag: string;
  readonly code: string;
  /** The block with its fences. */
  readonly span: Span;
  /** Offset in the turn's text at which each line of `code` begins (indentation of list items is not in `code`). */
  readonly lineStarts: readonly number[];
  /** What the block is for. `implementation` is what the promises call code. */
  readonly role: CodeRole;
  /** True if it repeats code of the user's own message: such code never counts for or against a promise. */
  readonly quotesUser: boolean;
  /** False for a block whose closing fence is missing, as at the cut of a truncated answer. */
  readonly closed: boolean;
  /** Titles of the sections it stands in, outermost first. */
  readonly headings: readonly string[];
}

export type CodeRole = 'implementation' | 'test' | 'shell' | 'data' | 'diagram' | 'illustration';

/** One sentence, list item, table row or heading outside code. */
export interface Prose {
  /** Plain text: Markdown marks removed, inline code kept with its backticks. */
  readonly text: string;
  readonly kind: 'sentence' | 'item' | 'row' | 'heading';
  readonly span: Span;
  readonly headings: readonly string[];
  /** True inside a block quote. */
  readonly quoted: boolean;
}

/** A question that the assistant puts to the user, outside code. */
export interface Question {
  readonly text: string;
  readonly span: Span;
  readonly headings: readonly string[];
}

/** One assistant turn, read once. */
export interface Turn {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  readonly sections: readonly Section[];
  readonly blocks: readonly CodeBlock[];
  /** In the order of the text. */
  readonly prose: readonly Prose[];
  readonly questions: readonly Question[];
}

/** All assistant turns of one trial, as the scorers read them. */
export interface Answer {
  readonly turns: readonly Turn[];
  /** The user's messages; `user[i]` was answered by `turns[i]`. */
  readonly user: readonly string[];
  /** True if the provider cut the last turn off. */
  readonly truncated: boolean;
}
