import { parseAnswer } from '../../answers/parse.ts';
import type { Task } from '../../datasets/task.ts';
import type { Scorer, Verdict } from '../scorer.ts';

/** A task for tests whose scorer does not look at it. */
export const ANY_TASK: Task = {
  id: 'any',
  title: 'Any task',
  task: 'Build it.',
  kind: 'endpoint',
  stack: 'python-fastapi',
  clarity: 'specified',
  answers: '',
  metadata: {},
  source: 'tasks.csv:2',
};

/** A verdict with the text that each piece of evidence points at. */
export type TestedVerdict = Verdict & { readonly quotes: readonly string[] };

/** Scores an answer that is made of the assistant's turns; `user` are the user's messages, first the task. */
export async function verdictOf(
  scorer: Scorer,
  turns: string | readonly string[],
  user: readonly string[] = ['Build it.'],
  params: Readonly<Record<string, unknown>> = {},
): Promise<TestedVerdict> {
  const texts = typeof turns === 'string' ? [turns] : turns;
  const answer = parseAnswer({ turns: texts, user });
  const verdict = await scorer.score(answer, { task: { ...ANY_TASK, task: user[0] ?? '' }, params });
  const quotes = verdict.evidence.map(({ turn, start, end }) => texts[turn - 1]?.slice(start, end) ?? '');
  return { ...verdict, quotes };
}
