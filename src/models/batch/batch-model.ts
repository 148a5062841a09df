import { hash } from 'node:crypto';
import { asTyped } from '../../input/globs.ts';
import { type Access, anthropicModel, type AnthropicOptions, paramsOf, readAccess } from '../anthropic.ts';
import type { Model } from '../model.ts';
import { BATCH_PRICE } from '../prices.ts';
import { REAL_TIMING } from '../retry.ts';
import { PATIENCE, type Patience } from './attempts.ts';
import type { PollPolicy } from './batch-life.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { BatchStatus } from './batch-status.ts';
import { customIdOf } from './custom-id.ts';
import { BATCH_LIMITS, type BatchLimits } from './limits.ts';

/** What a batch model needs to know besides what the anthropic model does. */
export interface BatchOptions extends Omit<AnthropicOptions, 'retry'> {
  /** The file that knows which requests are under way; made if there is none. */
  readonly store: string;
  /** Milliseconds since the epoch: results of batches that were created before are not used, and their requests are sent anew. */
  readonly since?: number | undefined;
  readonly limits?: Partial<BatchLimits>;
  readonly patience?: Partial<Patience>;
  readonly poll?: Partial<PollPolicy>;
  /** Quiet time after which the gathered requests go out. */
  readonly settleMs?: number;
  readonly onStatus?: ((status: BatchStatus) => void) | undefined;
}

const SETTLE_MS = 500;

/**
 * Answers from the Message Batches API, at half the price and within 24 hours. Trial keys are those of the anthropic model, so
 * that both share stored answers.
 *
 * What is paid once: which requests go into a batch is on disk before the batch is created, and its id before anything waits.
 * A process that asks for the same turn of the same conversation waits for that batch, whatever became of the first process.
 * If that one ended while it created the batch, the batch is looked for among those of the account: it is found if the API
 * lists it within 5 seconds and the clocks differ by less than 10 minutes. Results are fetched again, unpaid, for 28 days.
 * @throws {UserError} if there is no usable key or base URL; `answer` throws one if the store cannot be used.
 */
export function batchModel(options: BatchOptions): Model {
  const { provider, modelId, params: keyed, costOf } = anthropicModel(options);
  const access = readAccess(options.env ?? process.env);
  const params = paramsOf(options);
  const limits = { ...BATCH_LIMITS, ...options.limits };
  let queue: Promise<BatchQueue> | undefined;
  return {
    provider,
    modelId,
    params: keyed,
    parallelTrials: limits.requests,
    inBatches: true,
    costOf: (agent, usage) => {
      const cost = costOf?.(agent, usage);
      return cost === undefined ? undefined : cost * BATCH_PRICE;
    },
    async answer(request, signal) {
      signal?.throwIfAborted();
      queue ??= openQueue(options, access, limits);
      const opened = await queue;
      const { requestBody } = await import('../messages-api.ts');
      const { agent, messages } = request;
      const body = requestBody({ model: modelId(agent), system: agent.prompt, messages }, params);
      signal?.throwIfAborted();
      return opened.ask({ custom_id: customIdOf(request), params: body }, signal);
    },
    async close() {
      // A store that could not be opened has told so to all who asked.
      await queue?.then(
        (opened) => opened.close(),
        () => undefined,
      );
    },
  };
}

/** The SDK and the rest cost 0.2 s to load, and no store is made that is not needed. */
async function openQueue(options: BatchOptions, access: Access, limits: BatchLimits): Promise<BatchQueue> {
  const { timing = REAL_TIMING, store: path, settleMs = SETTLE_MS, onStatus = () => {} } = options;
  const [{ openBatchesApi }, { POLL_POLICY }, { openBatchQueue }, { openBatchStore }] = await Promise.all([
    import('./batches-api.ts'),
    import('./batch-life.ts'),
    import('./batch-queue.ts'),
    import('./store.ts'),
  ]);
  // Only a hash: a base URL can hold a secret.
  const account = hash('sha256', access.baseUrl).slice(0, 16);
  const store = openBatchStore(path, { account, now: timing.now() });
  const api = openBatchesApi({ access, params: paramsOf(options), timing });
  const patience = { ...PATIENCE, ...options.patience };
  const poll = { ...POLL_POLICY, ...options.poll };
  const { secret, variable } = access;
  const { prices } = options;
  return openBatchQueue(
    { api, store, timing, patience, poll, secret, variable, prices, path: asTyped(path), onStatus },
    { limits, settleMs, since: options.since ?? 0 },
  );
}
