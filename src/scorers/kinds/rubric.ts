import type { Judge } from '../judge/judge.ts';
import type { Rubric } from '../judge/prompt.ts';
import type { Scorer } from '../scorer.ts';

/** A judge model's verdict by a rubric; unscored where the suite declares no judge. */
export function rubricScorer(id: string, rubric: Rubric, judge: Judge | undefined): Scorer {
  return {
    id,
    version: 1,
    inMainThread: true,
    score(answer) {
      return (
        judge?.verdict(rubric, answer) ?? {
          verdict: 'unscored',
          cause: 'no-judge',
          why: 'The promise needs a judge model and the suite declares none; add `judge: { model: … }` to the suite.',
          evidence: [],
        }
      );
    },
  };
}
