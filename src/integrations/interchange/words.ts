/** The words of a text, for lists of names that fit no line. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
