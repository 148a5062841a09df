const DEEPEST = 150;
const LONGEST_CHAIN = 1500;
const WIDEST_INDENT = 300;

/**
 * True for code nested or chained so deeply that a recursive parser would overflow its stack. A WebAssembly parser does
 * not recover from that, so such code must never reach one.
 */
export function isTooDeep(code: string): boolean {
  let depth = 0;
  let chain = 0;
  let indent = 0;
  let isIndent = true;
  for (let at = 0; at < code.length; at++) {
    const unit = code[at] ?? '';
    if (unit === '\n') {
      isIndent = true;
      indent = 0;
      if (depth <= 0) chain = 0;
      continue;
    }
    if (isIndent && (unit === ' ' || unit === '\t')) {
      if (++indent > WIDEST_INDENT) return true;
      continue;
    }
    isIndent = false;
    if (unit === '(' || unit === '[' || unit === '{') depth++;
    else if (unit === ')' || unit === ']' || unit === '}') depth = Math.max(0, depth - 1);
    else if (unit === ',' || unit === ';') chain = 0;
    else if (LINKS.includes(unit) && ++chain > LONGEST_CHAIN) return true;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Blanks stand for words such as `not` and `lambda`. */
const LINKS = ' +-*/.~%&|^<>=:?!';
