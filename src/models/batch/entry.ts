import { z } from 'zod';
import { parseJson } from '../../input/json.ts';
import { failureOfType } from '../response-failure.ts';
import { readMessage } from '../messages-api.ts';
import type { ModelAnswer } from '../model.ts';
import { BATCH_PRICE, type ModelPrices } from '../prices.ts';
import { redact } from '../redact.ts';
import type { Failure, Outcome } from '../retry.ts';

/** What one line of a batch's results says; a failure with `retry` is worth another batch. */
export interface Entry {
  readonly customId: string;
  readonly outcome: Outcome<ModelAnswer>;
}

const entryLine = z.object({
  custom_id: z.string(),
  result: z.object({
    type: z.string(),
    message: z.unknown().optional(),
    error: z
      .object({ error: z.object({ type: z.string().optional(), message: z.string().optional() }) })
      .optional()
      .catch(undefined),
  }),
});

/** Reads one line of a batch's results; undefined if it does not say which request it answers. */
export function readEntry(line: string, secret: string, prices?: ModelPrices): Entry | undefined {
  const parsed = entryLine.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const { custom_id: customId, result } = parsed.data;
  const failed = (failure: Failure): Entry => ({
    customId,
    outcome: { type: 'failed', failure: { ...failure, message: redact(failure.message, [secret]) } },
  });
  switch (result.type) {
    case 'succeeded':
      return { customId, outcome: atBatchPrice(readMessage(result.message, undefined, secret, prices)) };
    case 'errored': {
      const { type, message } = result.error?.error ?? {};
      const said = [type, message].filter((part) => part !== undefined && part !== '').join(': ');
      return failed({
        ...failureOfType(type),
        message: `the request failed in its batch (${said === '' ? 'no reason given' : said})`,
      });
    }
    case 'expired':
      return failed({ kind: 'timeout', message: 'its batch ended after 24 hours without it', retry: true });
    case 'canceled':
      return failed({
        kind: 'timeout',
        message: 'its batch was canceled before it was answered',
        retry: true,
      });
    default:
      return failed({
        kind: 'network',
        message: `its batch ended it in an unknown way ("${result.type}")`,
        retry: false,
      });
  }
}

function atBatchPrice(outcome: Outcome<ModelAnswer>): Outcome<ModelAnswer> {
  if (outcome.type === 'answered')
    return { type: 'answered', value: { ...outcome.value, cost: halved(outcome.value.cost) } };
  const { spent } = outcome.failure;
  if (!spent) return outcome;
  return { type: 'failed', failure: { ...outcome.failure, spent: { ...spent, cost: halved(spent.cost) } } };
}

function halved(cost: number | undefined): number | undefined {
  return cost === undefined ? undefined : cost * BATCH_PRICE;
}
