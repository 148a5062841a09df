import { type ModelAnswer, ModelError } from '../model.ts';
import type { Failure, Outcome, Timing } from '../retry.ts';
import { type Patience, untilAnswered } from './attempts.ts';
import type { BatchState, BatchesApi } from './batches-api.ts';
import { type BatchStatus, totalOf } from './batch-status.ts';
import type { ModelPrices } from '../prices.ts';
import { readEntry } from './entry.ts';
import { lifeOf } from './owner.ts';
import { type BatchStore, LEASE_MS, type StoredBatch } from './store.ts';
import type { Waiting } from './waiting.ts';

/** One batch from the intent to create it to its last result, and who waits for it. */
export interface BatchLife {
  readonly batch: StoredBatch;
  /** By custom id. */
  readonly waiting: Map<string, Waiting>;
  /** Aborted when nobody waits any more. */
  readonly stop: AbortController;
  /** Undefined until the API has told. */
  status: BatchStatus | undefined;
}

/** How often the state of a batch is asked for: after `firstMs`, then after ever longer times up to `mostMs`. */
export interface PollPolicy {
  readonly firstMs: number;
  readonly mostMs: number;
}

export const POLL_POLICY: PollPolicy = { firstMs: 1000, mostMs: 60_000 };

/** What the life of a batch needs around it. */
export interface BatchWorld {
  readonly api: BatchesApi;
  readonly store: BatchStore;
  readonly timing: Timing;
  readonly patience: Patience;
  readonly poll: PollPolicy;
  /** Kept out of messages. */
  readonly secret: string;
  /** Prices that the user gave, before the half that batches cost. */
  readonly prices?: ModelPrices | undefined;
  /** How messages name the account, by the variable of its key, and the file of the store. */
  readonly variable: string;
  readonly path: string;
  readonly onStatus: (status: BatchStatus) => void;
  readonly answered: (waiting: Waiting, answer: ModelAnswer) => void;
  readonly failed: (waiting: Waiting, error: unknown) => void;
  /** Queues requests for another batch. */
  readonly again: (waiting: Iterable<Waiting>) => void;
}

/** The batches that a request may go into before its failure stands: one, and another if the first was of no use. */
const MOST_BATCHES = 2;

/** Asking for a state costs nothing, and the batch works on meanwhile: an outage of an hour is waited out. */
const LONG = { maxAttempts: 1000, deadlineMs: 60 * 60_000 };

/** A batch ends within 24 hours. */
const MOST_MS = 24 * 60 * 60_000;

/** The API lists a batch this long after it took the creating call, at the latest. */
const LISTED_MS = 5000;

/** How far the clocks of API and machine may be apart. */
const CLOCKS_MS = 10 * 60_000;

/**
 * Creates a batch that the store has been told of. A call that got no answer may have created it all the same, so it is
 * looked for before the call is repeated.
 * @throws {ModelError} if it cannot be created; its requests may then be asked for again.
 */
export async function createBatch(life: BatchLife, world: BatchWorld): Promise<void> {
  const { api, store, timing, patience } = world;
  const { row } = life.batch;
  const { signal } = life.stop;
  const requests = [...life.waiting.values()].map(({ request }) => request);
  const renewal = setInterval(() => store.renew(row, timing.now()), LEASE_MS / 6);
  let mayExist = false;
  let attemptsLeft = patience.maxAttempts;
  try {
    // The signal ends the waits only: a call under way is heard out, so that its batch is known.
    const created = await untilAnswered<BatchState>(
      async () => {
        if (mayExist) {
          const found = await findCreated(life, world);
          if (found.type === 'failed') return found;
          if (found.value) return { type: 'answered', value: found.value };
        }
        const outcome = await api.create(requests);
        if (outcome.type === 'answered') {
          // True until the store knows it, which a full disk may prevent.
          mayExist = true;
          store.created(row, outcome.value.id, true);
          return outcome;
        }
        const { failure } = outcome;
        mayExist ||= failure.mayExist;
        // The account's queue may be full until an earlier batch ends; nothing else is waited out for so long.
        if (failure.kind !== 'rate-limit') attemptsLeft--;
        return { type: 'failed', failure: { ...failure, retry: failure.retry && attemptsLeft > 0 } };
      },
      { patience: { ...patience, maxAttempts: 1000, deadlineMs: MOST_MS }, timing, signal },
    );
    tell(life, created, world);
  } catch (error) {
    if (mayExist) store.abandon(row, timing.now());
    else store.drop(row);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

/**
 * Waits for a batch and hands its results to those who wait for them, whatever their order. Never throws: what goes wrong is
 * told to those who wait.
 */
export async function followBatch(life: BatchLife, world: BatchWorld): Promise<void> {
  const { store, again, failed } = world;
  const { waiting, batch } = life;
  try {
    let isNew = life.status !== undefined;
    while (waiting.size > 0) {
      const id = await idOf(life, world);
      if (id === undefined) {
        // It was never created: no batch has carried its requests.
        store.drop(batch.row);
        const all = takeAll(life);
        for (const one of all) one.attempt--;
        again(all);
        return;
      }
      const isThere = await untilEnded(life, id, isNew, world);
      isNew = false;
      if (!isThere && (store.get(batch.row)?.isSure ?? true)) throw unknownBatch(life, id, world);
      if (!isThere || !(await deliver(life, id, world))) store.notOurs(batch.row, id);
    }
  } catch (error) {
    for (const one of takeAll(life)) failed(one, error);
  }
}

function takeAll({ waiting }: BatchLife): Waiting[] {
  const all = [...waiting.values()];
  waiting.clear();
  return all;
}

/** The id of a batch, found out if its creator ended before it knew; undefined if there is no such batch. */
async function idOf({ batch: { row }, ...life }: BatchLife, world: BatchWorld): Promise<string | undefined> {
  const { store, timing, patience } = world;
  const { signal } = life.stop;
  for (;;) {
    const batch = store.get(row);
    if (!batch) return undefined;
    if (batch.id !== undefined) return batch.id;
    if (batch.isOwn || store.takeOver(batch, timing.now())) {
      const orphan = { ...life, batch };
      const search = (): Promise<Outcome<BatchState | undefined>> => findCreated(orphan, world);
      return (await untilAnswered(search, { patience: { ...patience, ...LONG }, timing, signal }))?.id;
    }
    // Another process is at work on it.
    await timing.sleep(1000, signal);
  }
}

/**
 * Looks in the account for a batch that was created by a call whose answer nobody heard. The API does not show what is in a
 * batch before it ends, so it is known by its time and its number of requests; its results will make it sure.
 */
async function findCreated(
  { batch, stop }: BatchLife,
  { api, store, timing }: BatchWorld,
): Promise<Outcome<BatchState | undefined>> {
  await timing.sleep(LISTED_MS, stop.signal);
  const recent = await api.recent(batch.createdMs - CLOCKS_MS, stop.signal);
  if (recent.type === 'failed') return recent;
  const latest = batch.isOwn ? timing.now() : batch.leaseMs;
  const distance = ({ createdMs }: BatchState): number => Math.abs(createdMs - batch.createdMs);
  const alike = recent.value
    .filter(({ id, counts }) => totalOf(counts) === batch.requests && !store.knows(id))
    .filter(({ createdMs }) => createdMs <= latest + CLOCKS_MS)
    .sort((x, y) => distance(x) - distance(y));
  const found = alike.find(({ id }) => store.created(batch.row, id, false));
  return { type: 'answered', value: found };
}

/** False if the account has no such batch. */
async function untilEnded(life: BatchLife, id: string, isNew: boolean, world: BatchWorld): Promise<boolean> {
  const { api, timing, poll } = world;
  const { signal } = life.stop;
  let wait = poll.firstMs;
  if (isNew) await timing.sleep(wait, signal);
  const patience = { ...world.patience, ...LONG };
  const ask = (): Promise<Outcome<BatchState | undefined>> => api.status(id, signal);
  for (;;) {
    const state = await untilAnswered(ask, { patience, timing, signal }).catch((error: unknown) => {
      throw goingOn(error, id);
    });
    if (!state) return false;
    tell(life, state, world);
    if (state.status === 'ended') return true;
    await timing.sleep(Math.max(wait, state.retryAfterMs ?? 0), signal);
    wait = Math.min(poll.mostMs, wait * 1.5);
  }
}

function tell(
  life: BatchLife,
  { id, status, counts, createdMs }: BatchState,
  { onStatus }: BatchWorld,
): void {
  life.status = { id, state: status, counts, createdMs, isPickedUp: !life.batch.isOwn };
  onStatus(life.status);
}

/** What was lost is the way to the batch, not the batch. */
function goingOn(error: unknown, id: string): unknown {
  if (!(error instanceof ModelError)) return error;
  return new ModelError(
    error.kind,
    `${error.message}; batch ${id} goes on, and the same command picks it up`,
  );
}

/** False if these are the results of a batch that another process of the account created. */
async function deliver(life: BatchLife, id: string, world: BatchWorld): Promise<boolean> {
  const { api, store, timing, patience, secret, prices } = world;
  const { waiting, batch, stop } = life;
  // A process that is still at work pays for what it sent.
  const isOthers = !batch.isOwn && lifeOf(batch.owner) === 'alive';
  const failures: { one: Waiting; failure: Failure }[] = [];
  let isSure = store.get(batch.row)?.isSure ?? true;
  let isForeign = false;
  let wasRead = false;
  const take = (line: string): boolean => {
    const entry = readEntry(line, secret, prices);
    if (!entry) return true;
    if (!isSure) {
      isForeign = !store.carries(batch.row, entry.customId);
      if (isForeign) return false;
      store.created(batch.row, id, true);
      isSure = true;
    }
    const one = waiting.get(entry.customId);
    if (!one) return true;
    waiting.delete(entry.customId);
    const { outcome } = entry;
    if (outcome.type === 'answered')
      world.answered(one, isOthers ? { ...outcome.value, reused: true } : outcome.value);
    else failures.push({ one, failure: outcome.failure });
    return true;
  };
  const read = async (): Promise<Outcome<undefined>> => {
    const asked = [...waiting.keys()];
    wasRead = false;
    const outcome = await api.results(id, take, stop.signal);
    if (outcome.type === 'failed') return outcome;
    wasRead = true;
    const isMissing = !isForeign && asked.some((customId) => waiting.has(customId));
    if (!isMissing) return { type: 'answered', value: undefined };
    const message = `the results of batch ${id} hold no readable answer to it`;
    return { type: 'failed', failure: { kind: 'network', message, retry: true } };
  };
  try {
    await untilAnswered(read, { patience: { ...patience, maxAttempts: 4 }, timing, signal: stop.signal });
  } catch (error) {
    // Nothing will ever be read of these: a later run has to ask anew.
    if (wasRead) store.release(waiting.keys());
    throw wasRead ? error : goingOn(error, id);
  } finally {
    giveBack(failures, world);
  }
  return !isForeign;
}

/** Failed requests go into one more batch if that is of any use; else their failure stands. */
function giveBack(failures: readonly { one: Waiting; failure: Failure }[], world: BatchWorld): void {
  if (failures.length === 0) return;
  world.store.release(failures.map(({ one }) => one.customId));
  const goesAgain = ({ one, failure }: { one: Waiting; failure: Failure }): boolean =>
    failure.retry && one.attempt < MOST_BATCHES;
  world.again(failures.filter(goesAgain).map(({ one }) => one));
  for (const { one, failure } of failures.filter((failed) => !goesAgain(failed))) {
    const often = one.attempt > 1 ? `; ${one.attempt} batches were tried` : '';
    world.failed(one, new ModelError(failure.kind, `${failure.message}${often}`, failure.spent));
  }
}

function unknownBatch({ batch }: BatchLife, id: string, { variable, path }: BatchWorld): ModelError {
  const created = new Date(batch.createdMs).toISOString().slice(0, 16);
  const advice = `use the key it was created with, or move ${path} away to pay for its answers again`;
  return new ModelError(
    'fatal',
    `the account of ${variable} has no batch ${id} (${batch.requests} requests of ${created}); ${advice}`,
  );
}
