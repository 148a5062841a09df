import type { ComponentChildren } from 'preact';

// As `reports/plain.ts`, but for line breaks and tabs, which the page shows, and the joiner that emoji are made with.
const HIDDEN =
  /([\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}])/u;

/** Text from outside with every character that hides or reorders text shown by its code instead of acting. */
export function Visible({ text }: { text: string }) {
  return <>{visible(text)}</>;
}

/** As `Visible`, as children. */
export function visible(text: string): ComponentChildren {
  if (!HIDDEN.test(text)) return text;
  // Every second part is a hidden character.
  return text.split(HIDDEN).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} class="control-character">
        {`U+${part.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`}
      </span>
    ),
  );
}
