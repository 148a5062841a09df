/**
 * Text from outside made safe to print: control characters, escape sequences, halves of characters and characters that
 * reorder or hide text are shown as `\u{…}` instead of acting on the terminal or the page, and so is what begins a command to
 * a GitHub runner. Line breaks and tabs become one space.
 */
export function plain(text: string): string {
  return text
    .replace(/[\t\n\r]+/g, ' ')
    .replace(UNSAFE, shownByNumber)
    .replace(RUNNER_COMMAND, (command) => `${command.slice(0, -1)}${shownByNumber(command.slice(-1))}`);
}

/** Lines of text as a terminal may have them. */
export const plainLines = (lines: readonly string[]): string =>
  lines.map((line) => `${plain(line)}\n`).join('');

function shownByNumber(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

// A runner takes `::` at the beginning of a line, after spaces, and `##[` anywhere in it.
const RUNNER_COMMAND = /^\s*::|##\[/g;

// C0 and C1 controls, soft hyphen, bidi marks, embeddings and isolates, zero-width characters, line separators, BOM, tags,
// lone surrogates and the two that no XML may hold.
const UNSAFE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uD800-\uDFFF\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E007F}]/gu;

/** As `plain`, cut to a number of characters with an ellipsis. */
export function brief(text: string, length: number): string {
  const characters = [
    ...plain(text.length > 20 * length ? text.slice(0, 20 * length) : text)
      .replace(/ {2,}/g, ' ')
      .trim(),
  ];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

/**
 * Text from outside as inert Markdown: no markup, no HTML, no mention and no link can come of it. Renderers find
 * mentions and bare addresses after escapes are resolved, so a zero-width space parts them.
 */
export function markdownText(text: string): string {
  return plain(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+\-.!|~:]/g, '\\$&')
    .replace(/@/g, '@\u200B')
    .replace(/\/\//g, '/\u200B/')
    .replace(/www/gi, 'w\u200Bww');
}

/** Text from outside as inline code, with a fence longer than any run of backticks inside; pipes cannot break a table. */
export function markdownCode(text: string): string {
  const inner = plain(text).replace(/\|/g, '¦').trim();
  if (inner === '') return '';
  const longest = Math.max(0, ...[...inner.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${inner}${pad}${fence}`;
}

/** JSON that gives no orders where it is printed: `##[` begins a command to a GitHub runner anywhere in a line. */
export function inertJson(value: unknown, space?: number): string {
  return JSON.stringify(value, null, space).replaceAll('##[', String.raw`#\u0023[`);
}
