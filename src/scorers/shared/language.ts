import type { Prose } from '../../answers/answer.ts';

const COMMON =
  /\b(?:the|a|an|is|are|to|of|and|in|it|that|this|for|with|on|so|by|be|not|from|as|or|you|your|we|I)\b/gi;

/** True if a text is English enough for cue words to be looked for: one word in ten is a common English one. */
export function isEnglish(text: string): boolean {
  const words = text.slice(0, 4000).match(/[\p{L}\p{N}'’]+/gu)?.length ?? 0;
  const common = text.slice(0, 4000).match(COMMON)?.length ?? 0;
  return words < 6 || common * 10 >= words;
}

/** How many words stand under each title, in whatever sections of that name. */
export function wordsByTitle(prose: readonly Prose[]): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const { kind, text, headings } of prose) {
    if (kind === 'heading' || headings.length === 0) continue;
    const count = wordCount(text);
    for (const title of headings) words.set(title, (words.get(title) ?? 0) + count);
  }
  return words;
}

/** Length of a text in words; scripts without blanks count two characters as one word. */
export function wordCount(text: string): number {
  const dense =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const spaced =
    text.match(
      /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Hangul}\p{Script=Devanagari}\p{N}'’_-]+/gu,
    )?.length ?? 0;
  return spaced + Math.floor(dense / 2);
}
