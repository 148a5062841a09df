import type { Answer, Span } from '../answers/answer.ts';
import { lineAt, lineOffsets } from '../answers/lines.ts';
import { parseAnswer } from '../answers/parse.ts';
import type { Task } from '../datasets/task.ts';
import type { StoredEvidence, StoredVerdict, TrialLine } from '../runs/format.ts';
import { messageOf, UserError } from '../input/user-error.ts';
import { Stopped } from '../models/stopped.ts';
import type { Scorer, Verdict } from './scorer.ts';

/** A promise as it is to be judged in one run. */
export interface ScoredPromise {
  readonly id: string;
  readonly scorer: Scorer;
  readonly params: Readonly<Record<string, unknown>>;
  /** Says why this promise is not about this task, or undefined if it is. */
  notAbout(task: Task): string | undefined;
}

/** Judges one trial by every promise that is given, in their order. */
export async function scoreTrial(
  trial: TrialLine,
  task: Task,
  promises: readonly ScoredPromise[],
): Promise<StoredVerdict[]> {
  const turns = trial.turns.map(({ assistant: text }) => ({ text, lines: lineOffsets(text) }));
  const answer = parseAnswer({
    turns: turns.map(({ text }) => text),
    user: trial.turns.map((turn) => turn.user),
    truncated: trial.turns.at(-1)?.truncated ?? false,
  });
  const verdicts: StoredVerdict[] = [];
  for (const promise of promises) {
    const verdict = unjudgeable(trial, answer, promise.scorer) ?? (await judge(promise, answer, task));
    verdicts.push(stored(promise.id, verdict, turns));
  }
  return verdicts;
}

function unjudgeable(trial: TrialLine, answer: Answer, scorer: Scorer): Verdict | undefined {
  if (trial.error) {
    return {
      verdict: 'unscored',
      cause: trial.error.kind === 'missing' ? 'no-answer' : 'error',
      why: trial.error.message,
      evidence: [],
    };
  }
  if (answer.truncated && scorer.truncated !== 'kept-if-found') {
    return {
      verdict: 'unscored',
      cause: 'truncated',
      why: 'The answer was cut off, so what it lacks proves nothing.',
      evidence: [],
    };
  }
  return undefined;
}

async function judge(promise: ScoredPromise, answer: Answer, task: Task): Promise<Verdict> {
  const notAbout = promise.notAbout(task);
  if (notAbout !== undefined) return { verdict: 'not-applicable', why: notAbout, evidence: [] };
  try {
    const verdict = await promise.scorer.score(answer, { task, params: promise.params });
    if (answer.truncated && verdict.verdict !== 'kept') {
      return {
        verdict: 'unscored',
        cause: 'truncated',
        why: 'The answer was cut off before the promise was kept.',
        evidence: [],
      };
    }
    return verdict;
  } catch (error) {
    // No more money or an interrupt: the trial can be scored later.
    if (error instanceof Stopped || error instanceof UserError) throw error;
    // A scorer's bug must not cost the answer nor pass for the agent's fault.
    return {
      verdict: 'unscored',
      cause: 'scorer-failed',
      why: `The scorer failed: ${messageOf(error)}`,
      evidence: [],
    };
  }
}

const MOST_EVIDENCE = 10;
const QUOTE_LENGTH = 200;

/** The text of a turn, and where its lines begin. */
interface Lined {
  readonly text: string;
  readonly lines: readonly number[];
}

function stored(promise: string, verdict: Verdict, turns: readonly Lined[]): StoredVerdict {
  return {
    promise,
    verdict: verdict.verdict,
    ...(verdict.verdict === 'unscored' ? { cause: verdict.cause } : {}),
    why: verdict.why,
    evidence: verdict.evidence
      .slice(0, MOST_EVIDENCE)
      .map((found) => ({ ...placeOf(found, turns), why: found.why })),
    ...(verdict.usage ? { usage: verdict.usage } : {}),
    ...(verdict.cost === undefined ? {} : { cost: verdict.cost }),
    ...(verdict.reused ? { reused: true } : {}),
  };
}

function placeOf({ turn, start, end }: Span, turns: readonly Lined[]): Omit<StoredEvidence, 'why'> {
  const { text, lines } = turns[turn - 1] ?? { text: '', lines: [0] };
  const quote = text.slice(start, Math.min(end, start + QUOTE_LENGTH));
  return {
    turn,
    start,
    end,
    line: lineAt(lines, start) + 1,
    quote: end - start > QUOTE_LENGTH ? `${quote}…` : quote,
  };
}
