import type { ComponentChildren } from 'preact';

// As `reports/plain.ts`, but for line breaks and tabs, which the page shows, and the joiner that emoji are made with.
const HIDDEN =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uD800-\uDFFF\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Text from outside with every character that hides or reorders text shown by its code, `U+202E`, instead of acting. */
export function shown(text: string): string {
  return text.replace(HIDDEN, codeOf);
}

/** Whether no string of a JSON text has such a character, as itself or by its number; `<` always stands there by its number. */
export function hidesNothing(json: string): boolean {
  return json.search(HIDDEN) === -1 && json.search(/\\u(?!003c)/) === -1;
}

/** As `shown`, with the codes set apart from the text. */
export function visible(text: string): ComponentChildren {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const { 0: hidden, index } of text.matchAll(HIDDEN)) {
    parts.push(
      text.slice(from, index),
      <span key={index} class="control-character">
        {codeOf(hidden)}
      </span>,
    );
    from = index + hidden.length;
  }
  return from === 0 ? text : [...parts, text.slice(from)];
}

function codeOf(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
