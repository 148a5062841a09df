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
    const unit = code.charCodeAt(at);
    if (isIndent && (unit === BLANK || unit === TAB)) {
      if (++indent > WIDEST_INDENT) return true;
      continue;
    }
    const kind = unit < KINDS.length ? KINDS[unit] : OTHER;
    isIndent = kind === LINE_END;
    if (kind === OTHER) continue;
    if (kind === LINE_END) {
      indent = 0;
      if (depth <= 0) chain = 0;
    } else if (kind === OPENS) depth++;
    else if (kind === CLOSES) depth = Math.max(0, depth - 1);
    else if (kind === SEPARATES) chain = 0;
    else if (++chain > LONGEST_CHAIN) return true;
    if (depth > DEEPEST) return true;
  }
  return false;
}

const BLANK = 32;
const TAB = 9;

const OTHER = 0;
const LINE_END = 1;
const OPENS = 2;
const CLOSES = 3;
const SEPARATES = 4;
const LINKS = 5;

/** What each character does; those beyond ASCII do nothing. Blanks stand for words such as `not` and `lambda`. */
const KINDS = new Uint8Array(128);
for (const [kind, units] of [
  [LINE_END, '\n'],
  [OPENS, '([{'],
  [CLOSES, ')]}'],
  [SEPARATES, ',;'],
  [LINKS, ' +-*/.~%&|^<>=:?!'],
] as const)
  for (const unit of units) KINDS[unit.charCodeAt(0)] = kind;
