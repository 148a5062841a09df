import { z } from 'zod';
import { UserError } from '../../input/user-error.ts';
import { runLine } from '../../runs/format.ts';
import { scoreTrial } from '../../scorers/score-trial.ts';
import { type Grading, gradingOf } from '../../reports/promptfoo/grading.ts';
import { openSession } from './session.ts';

const context = z.looseObject({
  config: z.looseObject({ suite: z.string().optional() }).default({}),
  providerResponse: z.looseObject({ metadata: z.looseObject({ trial: runLine }) }),
});

/**
 * A promptfoo assertion that judges a trial by everything its agent promises, each promise as a named metric.
 * @throws {UserError} if the answer does not come from the provider of Vouch.
 */
export default async function judgeTrial(_output: unknown, given: unknown): Promise<Grading> {
  const parsed = context.safeParse(given);
  const trial = parsed.success ? parsed.data.providerResponse.metadata.trial : undefined;
  if (!parsed.success || trial?.type !== 'trial') {
    throw new UserError("promptfoo assertion of Vouch: expected an answer of Vouch's own provider");
  }
  const session = await openSession(parsed.data.config.suite);
  return gradingOf(await scoreTrial(trial, session.task(trial.task), session.promises(trial.agent)));
}
