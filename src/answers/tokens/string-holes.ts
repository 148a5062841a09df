import type { Interpolation } from './grammars.ts';

/** An expression inside a string literal. */
export interface Hole {
  /** Where the expression begins and ends; equal for an escape that makes no hole. */
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** The hole that begins at an offset of a literal, if one does. */
export function holeAt(code: string, at: number, mode: Interpolation): Hole | undefined {
  if (mode === 'none') return undefined;
  if (mode === 'python' || mode === 'csharp') {
    if (code[at] !== '{') return undefined;
    if (code[at + 1] === '{') return { start: at, end: at, next: at + 2 };
    return braced(code, at + 1);
  }
  if (mode === 'template') return code.startsWith('${', at) ? braced(code, at + 2) : undefined;
  if (mode === 'ruby') return code.startsWith('#{', at) ? braced(code, at + 2) : undefined;
  if (code.startsWith('${', at) || code.startsWith('{$', at))
    return braced(code, at + (code[at] === '$' ? 2 : 1));
  const name = code[at] === '$' ? /^[A-Za-z_]\w{0,80}/.exec(code.slice(at + 1, at + 90))?.[0] : undefined;
  return name === undefined
    ? undefined
    : { start: at + 1, end: at + 1 + name.length, next: at + 1 + name.length };
}

const LONGEST_HOLE = 600;

/** The expression up to the brace that closes the hole, whatever strings and braces it holds. */
function braced(code: string, start: number): Hole | undefined {
  let depth = 0;
  let quote = '';
  for (let at = start; at < Math.min(code.length, start + LONGEST_HOLE); at++) {
    const unit = code[at] ?? '';
    if (quote !== '') {
      if (unit === '\\') at++;
      else if (unit === quote) quote = '';
    } else if (unit === '"' || unit === "'" || unit === '`') quote = unit;
    else if (unit === '{' || unit === '(' || unit === '[') depth++;
    else if (unit === ')' || unit === ']') depth--;
    else if (unit === '}') {
      if (depth <= 0) return { start, end: at, next: at + 1 };
      depth--;
    }
  }
  return undefined;
}
