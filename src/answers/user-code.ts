const SHORTEST_TELLING_LINE = 4;
const NEARLY = 0.8;

/** The lines of the user's messages, in a form that survives re-indenting and added comments. */
export interface UserLines {
  readonly lines: ReadonlySet<string>;
  /** All messages as one line; searched for parts of lines. */
  readonly text: string;
}

/** Reads the user's messages once, for `isUserCode`. */
export function userLines(messages: readonly string[]): UserLines {
  const lines = messages.flatMap((message) => message.split(/[\r\n]+/)).map(normal);
  const text = lines.join(' ');
  return { lines: new Set(lines.filter(isTelling)), text: text.length > 100_000 ? '' : text };
}

/**
 * True if a block is the user's own code, or nearly: at least four of five of its telling lines stand in the user's
 * messages, whatever the indentation, trailing comments and omissions.
 */
export function isUserCode(code: string, user: UserLines): boolean {
  if (user.lines.size === 0) return false;
  const lines = code.split('\n');
  const mostUnknown = (1 - NEARLY) * lines.length;
  let [telling, unknown] = [0, 0];
  for (const written of lines) {
    const line = normal(written);
    if (!isTelling(line)) continue;
    telling++;
    if (user.lines.has(line) || (line.length >= 8 && user.text.includes(line))) continue;
    unknown++;
    if (unknown > mostUnknown) return false;
  }
  if (telling === 0 || telling > 2000) return false;
  return telling < 4 ? unknown === 0 : telling - unknown >= NEARLY * telling;
}

/** Without marks of diffs, line numbers, trailing comments, and blanks that do not matter. */
function normal(line: string): string {
  return line
    .replace(/^\s*(?:>>> ?|[-+] (?=\S)|\d+[:|] ?)?/, '')
    .replace(/(?:^|\s)(?:#|\/\/|--)\s.*$/, '')
    .replace(/\s+/g, ' ')
    .replace(/[;,]\s*$/, '')
    .replaceAll('"', "'")
    .trim();
}

const isTelling = (line: string): boolean =>
  line.length >= SHORTEST_TELLING_LINE && !/^(?:\.{3}|…|pass|else:?|try:|return|end|begin)$/i.test(line);
