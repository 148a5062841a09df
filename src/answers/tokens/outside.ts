import type { Tokens } from './tokens.ts';

/** Index of the first token from `from` to `last` that matches and stands in no bracket opened from there on; -1 if none does. */
export function indexOutside(
  { tokens, partner }: Tokens,
  wanted: RegExp,
  from: number,
  last: number,
): number {
  for (let at = from; at <= last; at++) {
    const token = tokens[at];
    if (token === undefined) return -1;
    if (token.kind !== 'string' && wanted.test(token.text)) return at;
    const jump = partner[at] ?? -1;
    if (jump > at) at = jump;
  }
  return -1;
}
