/** `task` or `tasks`, by the count. */
export function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
