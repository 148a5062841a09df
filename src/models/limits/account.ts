import type { LimitChange, ModelError } from '../model.ts';
import type { Timing } from '../retry.ts';
import { Lane, type Pass, type Waiting } from './lane.ts';

/** A call that wants to be sent. */
export interface Entry {
  readonly model: string;
  /** About how many tokens it sends. */
  readonly inputTokens: number;
  /** True if it was sent before and failed. */
  readonly isAgain: boolean;
  readonly signal: AbortSignal;
}

/** One base URL with one key: what a provider limits. */
export interface Account {
  /** Whether any response has come yet: without one, the address may be wrong. */
  readonly wasReached: boolean;
  /**
   * Resolves when the call may be sent.
   * @throws {ModelError} if its lane was shut; the reason of the signal if that aborts.
   */
  enter(entry: Entry): Promise<Pass>;
  /** Refuses all further calls to a model, those that wait included. */
  shut(model: string, error: ModelError): void;
  /** How the limits of calls in flight changed, by model where there are several. */
  limits(): readonly LimitChange[];
  close(): void;
}

/** An account with at most so many calls in flight, whatever the model; each model has a lane with limits of its own. */
export function openAccount(most: number, timing: Timing): Account {
  const openedAt = timing.now();
  const lanes = new Map<string, Lane>();
  let inFlight = 0;
  let wasReached = false;
  let alarm: { readonly at: number; readonly stop: AbortController } | undefined;

  const laneOf = (model: string): Lane => {
    let lane = lanes.get(model);
    if (!lane) {
      lane = new Lane(most, openedAt, timing, {
        heard: () => {
          wasReached = true;
        },
        ended: () => {
          inFlight--;
          sendAll();
        },
      });
      lanes.set(model, lane);
    }
    return lane;
  };

  /** The lanes take turns, so that none starves another. */
  const sendAll = (): void => {
    let soonest = Infinity;
    for (let sent = true; sent && inFlight < most;) {
      sent = false;
      soonest = Infinity;
      for (const lane of lanes.values()) {
        const wait = inFlight < most ? lane.waitMs() : undefined;
        if (wait === 0) {
          inFlight++;
          lane.start();
          sent = true;
        } else if (wait !== undefined) soonest = Math.min(soonest, wait);
      }
    }
    if (soonest < Infinity && inFlight < most) wakeIn(soonest);
  };

  /** Nobody may wait any more: an alarm would only keep the process from ending. */
  const reconsider = (): void => {
    alarm?.stop.abort();
    alarm = undefined;
    sendAll();
  };

  const wakeIn = (ms: number): void => {
    const at = timing.now() + ms;
    if (alarm && alarm.at <= at) return;
    alarm?.stop.abort();
    const stop = new AbortController();
    alarm = { at, stop };
    timing.sleep(ms, stop.signal).then(
      () => {
        alarm = undefined;
        sendAll();
      },
      () => undefined,
    );
  };

  return {
    get wasReached() {
      return wasReached;
    },
    enter({ model, inputTokens, isAgain, signal }) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const lane = laneOf(model);
        const stopped = (): void => {
          lane.remove(waiting);
          reconsider();
          reject(signal.reason as Error);
        };
        const done = (): void => signal.removeEventListener('abort', stopped);
        const waiting: Waiting = {
          inputTokens,
          grant(pass) {
            done();
            resolve(pass);
          },
          refuse(error) {
            done();
            reject(error);
          },
        };
        signal.addEventListener('abort', stopped);
        lane.add(waiting, isAgain);
        sendAll();
      });
    },
    shut(model, error) {
      laneOf(model).shut(error);
      reconsider();
    },
    limits() {
      const histories = [...lanes].map(([model, { limit }]) =>
        limit.history.map((change) => (lanes.size > 1 ? { ...change, model } : change)),
      );
      return histories.flat().sort((a, b) => a.atMs - b.atMs);
    },
    close: () => alarm?.stop.abort(),
  };
}
