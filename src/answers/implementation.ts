import type { Answer, CodeBlock, Turn } from './answer.ts';

/** The implementation code of a turn that is the assistant's own. */
export function implementationOf(turn: Turn): readonly CodeBlock[] {
  return turn.blocks.filter((block) => block.role === 'implementation' && !block.quotesUser);
}

/** The first implementation code of an answer, or undefined if no turn holds any. */
export function firstImplementation(answer: Answer): CodeBlock | undefined {
  for (const turn of answer.turns) {
    const block = implementationOf(turn)[0];
    if (block !== undefined) return block;
  }
  return undefined;
}

/** True if `span` stands before `block` (or anywhere, if there is no block). */
export function standsBefore(
  span: { readonly turn: number; readonly start: number },
  block: CodeBlock | undefined,
): boolean {
  if (block === undefined) return true;
  return span.turn < block.span.turn || (span.turn === block.span.turn && span.start < block.span.start);
}
