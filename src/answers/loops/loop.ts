import type { Span } from '../answer.ts';
import type { Program } from '../tokens/program.ts';

/** A loop over the members of something. */
export interface Loop {
  /** Names that stand for the member at hand. */
  readonly variables: readonly string[];
  /** What it goes through, as written. */
  readonly iterable: string;
  /** Text of the part that is done for each member. */
  readonly body: string;
  readonly place: (start: number, end: number) => Span;
}

/** A loop by the indices of its tokens, the last ones inclusive. */
export interface LoopTokens {
  readonly variables: string;
  readonly iterable: readonly [first: number, last: number];
  readonly body: readonly [first: number, last: number];
}

/** The code from the first to the last token, which is inclusive. */
export const codeBetween = ({ code, tokens }: Program, first: number, last: number): string =>
  code.slice(tokens[first]?.start ?? 0, Math.max(tokens[first]?.start ?? 0, tokens[last]?.end ?? 0));
