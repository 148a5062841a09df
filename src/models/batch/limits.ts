/** What one batch may hold. */
export interface BatchLimits {
  readonly requests: number;
  /** Of the body of the creating call. */
  readonly bytes: number;
}

/** The API takes 100,000 requests and 256 MB; a body stands in memory as a whole, more than once, so it is kept far below. */
export const BATCH_LIMITS: BatchLimits = { requests: 100_000, bytes: 32_000_000 };
