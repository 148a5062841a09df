/** What a response says of one limit of the account. */
export interface Allowance {
  /** What the account may use when nothing has been used; above 0. */
  readonly limit: number;
  readonly remaining: number;
  /** When `limit` is there again, in milliseconds since the epoch. */
  readonly resetAt: number;
}

const MINUTE_MS = 60_000;

/**
 * What is left of one limit of an account, as far as the last response told: it fills up evenly until the reset, as a token
 * bucket does, and what was sent since is taken out. It holds nothing back before the first response.
 */
export class Bucket {
  /** All that was ever taken. */
  spent = 0;
  private limit: number | undefined;
  private level = 0;
  /** When `level` was right. */
  private at = 0;
  private perMs = 0;

  take(cost: number, now: number): void {
    this.refill(now);
    this.spent += cost;
    this.level -= cost;
  }

  /** `pending` was sent, and is not in the allowance yet. */
  update({ limit, remaining, resetAt }: Allowance, pending: number, now: number): void {
    const filling = remaining < limit && resetAt > now;
    // The limits of the Messages API, and of those like it, are limits of a minute.
    this.perMs = filling ? (limit - remaining) / (resetAt - now) : limit / MINUTE_MS;
    this.limit = limit;
    this.level = remaining - pending;
    this.at = now;
  }

  /** Milliseconds until this cost can be paid; where it is above the limit, until the bucket is full. */
  waitFor(cost: number, now: number): number {
    if (this.limit === undefined) return 0;
    this.refill(now);
    return Math.max(0, Math.ceil((Math.min(cost, this.limit) - this.level) / this.perMs));
  }

  private refill(now: number): void {
    if (this.limit === undefined || now <= this.at) return;
    this.level = Math.min(this.limit, this.level + (now - this.at) * this.perMs);
    this.at = now;
  }
}
