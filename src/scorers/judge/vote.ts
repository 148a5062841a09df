import { z } from 'zod';
import { parseJson } from '../../input/json.ts';
import type { Answer } from '../../answers/answer.ts';
import type { Evidence } from '../scorer.ts';
import { findQuote } from './find-quote.ts';

/** What a judge model is made to answer with. */
export const VOTE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['quotes', 'reason', 'verdict'],
  properties: {
    // Before the verdict, so that the verdict follows from what was found.
    quotes: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['turn', 'quote'],
        properties: {
          turn: { type: 'integer', description: 'Number of the assistant turn.' },
          quote: { type: 'string', description: 'Copied from that turn, character by character.' },
        },
      },
    },
    reason: { type: 'string', description: 'One sentence that names the concrete thing.' },
    verdict: { type: 'string', enum: ['kept', 'broken', 'not-applicable', 'abstain'] },
  },
} as const;

const voteText = z.object({
  quotes: z.array(z.object({ turn: z.int(), quote: z.string() })),
  reason: z.string(),
  verdict: z.enum(['kept', 'broken', 'not-applicable', 'abstain']),
});

/** One judge's vote; `void` is one that does not count. */
export type Vote =
  | {
      readonly vote: 'kept' | 'broken' | 'not-applicable';
      readonly why: string;
      readonly evidence: readonly Evidence[];
    }
  | { readonly vote: 'abstain' | 'void'; readonly why: string };

/** Reads what a judge model answered. A quote that is not in the answer makes the vote void, as does a malformed vote. */
export function readVote(text: string, answer: Answer): Vote {
  const parsed = voteText.safeParse(parseJson(text));
  if (!parsed.success)
    return {
      vote: 'void',
      why: `the vote is malformed (${parsed.error.issues[0]?.message ?? 'unreadable'})`,
    };
  const { quotes, reason, verdict } = parsed.data;
  const why = oneLine(reason);
  const evidence: Evidence[] = [];
  for (const { turn, quote } of quotes) {
    const span = findQuote(answer, turn, quote);
    if (!span)
      return { vote: 'void', why: `it quotes what is not in the answer: "${oneLine(quote).slice(0, 80)}"` };
    evidence.push({ ...span, why });
  }
  if (verdict === 'abstain') return { vote: 'abstain', why };
  if (verdict === 'kept' && evidence.length === 0)
    return { vote: 'void', why: 'it says kept and quotes nothing' };
  return { vote: verdict, why, evidence };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 400);
