import type { ModelAnswer } from '../model.ts';
import type { BatchRequest } from './batches-api.ts';

/** A request that somebody waits for, queued or in a batch. */
export interface Waiting {
  readonly customId: string;
  readonly request: BatchRequest;
  /** Of the request in the body of the creating call. */
  readonly bytes: number;
  /** Batches that carried it, this one included; 0 while it is queued for its first. */
  attempt: number;
  readonly listeners: Set<Listener>;
}

/** One caller of `answer`. */
export interface Listener {
  readonly resolve: (answer: ModelAnswer) => void;
  readonly reject: (error: unknown) => void;
}
