import { hash } from 'node:crypto';

/** All that shapes the answers of one trial. */
export interface TrialKeyParts {
  readonly prompt: string;
  readonly task: string;
  readonly answers: string;
  readonly protocol: number;
  readonly maxTurns: number;
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly repeat: number;
}

/** SHA-256, hex, over all that shapes a trial's answers: same key, same stored answer. */
export function trialKey(parts: TrialKeyParts): string {
  return contentHash(parts);
}

/** SHA-256, hex, of a JSON value, in which regular expressions may stand; the order of its keys does not matter. */
export function contentHash(value: unknown): string {
  return hash('sha256', canonicalJson(value));
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof RegExp) return String(inner);
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
}
