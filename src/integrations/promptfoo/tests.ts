import type { TestCase } from 'promptfoo';
import { z } from 'zod';
import { openSession } from './session.ts';

const config = z.looseObject({ suite: z.string().optional() }).default({});

/**
 * A promptfoo test for every task of a Vouch suite. Only ids are variables: promptfoo would render `{{ }}` in a task's own
 * text.
 * @throws {UserError} if the suite cannot be used.
 */
export default async function vouchTests(given?: unknown): Promise<TestCase[]> {
  const { plan } = await openSession(config.parse(given).suite);
  return plan.tasks.map(({ id, title, kind, stack, clarity }) => ({
    description: title,
    vars: { task: id },
    metadata: { id, kind, stack, clarity },
  }));
}
