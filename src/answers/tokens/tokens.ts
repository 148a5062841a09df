/** A piece of a string literal: fixed text, or a hole that an expression fills at run time. */
export type StringPart =
  | { readonly kind: 'text'; readonly text: string; readonly start: number }
  | { readonly kind: 'hole'; readonly text: string; readonly start: number; readonly end: number };

export type TokenKind = 'word' | 'number' | 'string' | 'regex' | 'punctuation';

/** One token of program text; comments and blanks are left out. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** UTF-16 offset into the code. */
  readonly start: number;
  readonly end: number;
  /** True if a line break stands between this token and the one before. */
  readonly startsLine: boolean;
  /** Of strings only: what it is made of, without its quotes. */
  readonly parts: readonly StringPart[];
  /** Letters before the opening quote (`f`, `rb`, `$`, `@`); of a tagged template the tag stands in the token before. */
  readonly prefix: string;
}

/** A comment, with its marks. */
export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** True if code stands before it on its line. */
  readonly trailing: boolean;
}

/** Program text cut into tokens. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  /** For each token that is a bracket, the index of its partner; -1 otherwise. */
  readonly partner: readonly number[];
}

/** The tokens from `first` to `last`, inclusive, with the brackets that have their partner among them. */
export function sliceTokens({ tokens, partner }: Tokens, first: number, last: number): Tokens {
  const within = tokens.slice(first, last + 1);
  return {
    tokens: within,
    comments: [],
    partner: within.map((_, at) => {
      const other = (partner[first + at] ?? -1) - first;
      return other >= 0 && other < within.length && (partner[first + at] ?? -1) >= 0 ? other : -1;
    }),
  };
}
