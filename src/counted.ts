/** `1 agent`, `2 agents`. */
export const counted = (count: number, word: string): string => `${count} ${count === 1 ? word : `${word}s`}`;
