import pLimit from 'p-limit';
import { type ModelAnswer, ModelError } from '../model.ts';
import type { BatchRequest } from './batches-api.ts';
import { type BatchLife, type BatchWorld, createBatch, followBatch } from './batch-life.ts';
import type { StoredBatch } from './store.ts';
import type { BatchLimits } from './limits.ts';
import type { Listener, Waiting } from './waiting.ts';

/** Requests gathered into batches. */
export interface BatchQueue {
  /**
   * Resolves with the answer, when its batch has ended.
   * @throws {ModelError} if there is none; the reason of `signal` if that aborts, and the batch goes on.
   */
  ask(request: BatchRequest, signal?: AbortSignal): Promise<ModelAnswer>;
  /** Leaves all batches as they are. */
  close(): Promise<void>;
}

/** Gathers requests until none has come, and no answer has gone out, for `settleMs`; then they go out together. */
export function openBatchQueue(
  around: Omit<BatchWorld, 'answered' | 'failed' | 'again'>,
  { limits, settleMs, since }: { limits: BatchLimits; settleMs: number; since: number },
): BatchQueue {
  const { store, timing, onStatus } = around;
  const asked = new Map<string, Waiting>();
  const queue = new Map<string, Waiting>();
  const lives = new Map<number, BatchLife>();
  const following = new Set<Promise<void>>();
  // Bodies are large: one is put together at a time.
  const inTurn = pLimit(1);
  let queuedBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const settle = (waiting: Waiting, tell: (listener: Listener) => void): void => {
    asked.delete(waiting.customId);
    for (const listener of waiting.listeners) tell(listener);
    if (queue.size > 0) timer?.refresh();
  };
  const failed = (waiting: Waiting, error: unknown): void => settle(waiting, ({ reject }) => reject(error));
  const enqueue = (waiting: Waiting): void => {
    const isFull = queue.size >= limits.requests || queuedBytes + waiting.bytes > limits.bytes;
    if (isFull) flush();
    queue.set(waiting.customId, waiting);
    queuedBytes += waiting.bytes;
    if (timer) timer.refresh();
    else timer = setTimeout(flush, settleMs);
  };
  const world: BatchWorld = {
    ...around,
    answered: (waiting, answer) =>
      settle(waiting, ({ resolve }) => resolve({ ...answer, attempts: waiting.attempt })),
    failed,
    again: (all) => {
      for (const waiting of all) if (waiting.listeners.size > 0) enqueue(waiting);
    },
  };

  const lifeOf = (batch: StoredBatch): BatchLife => {
    const life = { batch, waiting: new Map(), stop: new AbortController(), status: undefined };
    lives.set(batch.row, life);
    return life;
  };
  const follow = (life: BatchLife): void => {
    const followed = followBatch(life, world).then(() => {
      following.delete(followed);
      if (life.waiting.size > 0) follow(life);
      else lives.delete(life.batch.row);
    });
    following.add(followed);
  };

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const gathered = [...queue.values()];
    queue.clear();
    queuedBytes = 0;
    try {
      const fresh = joinOutstanding(gathered);
      if (fresh.length > 0) void inTurn(() => submit(fresh));
    } catch (error) {
      for (const waiting of gathered) failed(waiting, error);
    }
  }

  /** Those that are under way already wait for their batch; the others are returned. */
  function joinOutstanding(gathered: readonly Waiting[]): Waiting[] {
    const outstanding = store.find(gathered.map(({ customId }) => customId));
    const isOld = ({ batch }: { batch: StoredBatch }): boolean => batch.createdMs < since;
    const old = [...outstanding].filter(([, found]) => isOld(found)).map(([customId]) => customId);
    if (old.length > 0) store.release(old);
    const picked = new Set<BatchLife>();
    const fresh = gathered.filter((waiting) => {
      const found = outstanding.get(waiting.customId);
      if (!found || isOld(found)) return true;
      const known = lives.get(found.batch.row);
      const life = known ?? lifeOf(found.batch);
      if (!known) picked.add(life);
      waiting.attempt = found.attempt;
      life.waiting.set(waiting.customId, waiting);
      return false;
    });
    for (const life of picked) follow(life);
    return fresh;
  }

  async function submit(gathered: readonly Waiting[]): Promise<void> {
    const wanted = gathered.filter(({ listeners }) => listeners.size > 0);
    if (wanted.length === 0) return;
    let life: BatchLife | undefined;
    try {
      const claims = wanted.map(({ customId, attempt }) => ({ customId, attempt: attempt + 1 }));
      const intended = store.intend(claims, timing.now());
      if (intended) life = lifeOf(intended.batch);
      for (const waiting of wanted) {
        if (life && intended?.claimed.has(waiting.customId)) {
          waiting.attempt++;
          life.waiting.set(waiting.customId, waiting);
        }
        // Another process has just sent it.
        else enqueue(waiting);
      }
      if (!life) return;
      await createBatch(life, world);
      if (life.waiting.size === 0) leave(life);
      follow(life);
    } catch (error) {
      if (life) lives.delete(life.batch.row);
      for (const waiting of life?.waiting.values() ?? wanted) failed(waiting, error);
    }
  }

  function leave(life: BatchLife): void {
    life.stop.abort();
    if (!life.status || life.status.state === 'ended' || life.status.state === 'left') return;
    life.status = { ...life.status, state: 'left' };
    onStatus(life.status);
  }

  /** Nobody waits for it any more. */
  function forget(waiting: Waiting): void {
    const { customId } = waiting;
    asked.delete(customId);
    if (queue.delete(customId)) queuedBytes -= waiting.bytes;
    if (queue.size === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
    for (const life of lives.values()) {
      if (life.waiting.delete(customId) && life.waiting.size === 0) leave(life);
    }
  }

  return {
    ask(request, signal) {
      const bytes = Buffer.byteLength(JSON.stringify(request)) + 1;
      if (bytes > limits.bytes) {
        const message = `the request has ${bytes} bytes, and a batch takes ${limits.bytes} at most`;
        return Promise.reject(new ModelError('bad-request', message));
      }
      return new Promise((resolve, reject) => {
        const known = asked.get(request.custom_id);
        const { custom_id: customId } = request;
        const waiting = known ?? { customId, request, bytes, attempt: 0, listeners: new Set() };
        const end = (): void => {
          waiting.listeners.delete(listener);
          signal?.removeEventListener('abort', abort);
        };
        const listener: Listener = {
          resolve: (answer) => {
            end();
            resolve(answer);
          },
          reject: (error) => {
            end();
            reject(error);
          },
        };
        const abort = (): void => {
          listener.reject(signal?.reason);
          if (waiting.listeners.size === 0) forget(waiting);
        };
        signal?.addEventListener('abort', abort);
        waiting.listeners.add(listener);
        if (known) return;
        asked.set(customId, waiting);
        enqueue(waiting);
      });
    },
    async close() {
      clearTimeout(timer);
      for (const life of lives.values()) life.stop.abort();
      await inTurn(() => undefined);
      await Promise.all(following);
      store.close();
    },
  };
}
