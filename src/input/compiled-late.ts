import type { z } from 'zod';

/** Making code for a schema takes zod milliseconds, and a check without it microseconds. */
const MANY = 200;

/** The two ways of zod to check a value. */
export interface Checks<T> {
  /** @throws {z.ZodError} if the value does not fit. */
  parse(value: unknown): T;
  safeParse(value: unknown): z.ZodSafeParseResult<T>;
}

/** Checks by a schema of which nobody knows whether it gets one value or a hundred thousand: code is made once there are many. */
export function compiledLate<T extends z.ZodType>(schema: T): Checks<z.output<T>> {
  let checked = 0;
  const context = (): { jitless: true } | undefined => {
    if (checked === MANY) return undefined;
    checked++;
    return { jitless: true };
  };
  return {
    parse: (value) => schema.parse(value, context()),
    safeParse: (value) => schema.safeParse(value, context()),
  };
}
