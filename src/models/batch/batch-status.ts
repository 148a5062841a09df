import type { BatchCounts, BatchState } from './batches-api.ts';

/** How a batch stands that this process waits for. */
export interface BatchStatus {
  readonly id: string;
  /** `left`: this process waits for it no longer; it goes on, and the next process that asks the same picks it up. */
  readonly state: BatchState['status'] | 'left';
  readonly counts: BatchCounts;
  /** When the API created it, milliseconds since the epoch. */
  readonly createdMs: number;
  /** True if another process created it. */
  readonly isPickedUp: boolean;
}

/** All requests of a batch. */
export function totalOf({ processing, succeeded, errored, canceled, expired }: BatchCounts): number {
  return processing + succeeded + errored + canceled + expired;
}
