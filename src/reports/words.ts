/** `task` or `tasks`, by the count. */
export function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}

/** A share of 1 as `75 %`. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
