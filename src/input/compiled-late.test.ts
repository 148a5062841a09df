import { expect, it } from 'vitest';
import { z } from 'zod';
import { compiledLate } from './compiled-late.ts';

it('checks the first values as it does the many after them', () => {
  const { parse, safeParse } = compiledLate(z.object({ place: z.int().min(1), why: z.string().default('') }));
  for (let place = -250; place < 250; place++) {
    const { success } = safeParse({ place, more: true });
    expect(success).toBe(place >= 1);
    if (success) expect(parse({ place, more: true })).toEqual({ place, why: '' });
    else expect(() => parse({ place })).toThrow(z.ZodError);
  }
});
