import { drawingsIn } from '../answers/drawings.ts';
import type { Scorer } from './scorer.ts';

/**
 * Kept if any turn draws a diagram of architecture, flow, sequence, states or entities, in a notation such as Mermaid or
 * in characters. A table, a file tree, a chart or an arrow chain in running text is none. Never not applicable.
 */
export const diagram: Scorer = {
  id: 'diagram',
  version: 1,
  truncated: 'kept-if-found',
  score(answer) {
    const drawings = answer.turns.flatMap(drawingsIn);
    if (drawings.length === 0)
      return {
        verdict: 'broken',
        why: 'No diagram is drawn, neither in a notation such as Mermaid nor in characters.',
        evidence: [],
      };
    return {
      verdict: 'kept',
      why: drawings.length === 1 ? 'A diagram is drawn.' : `${drawings.length} diagrams are drawn.`,
      evidence: drawings.map((span) => ({ ...span, why: 'a diagram' })),
    };
  },
};
