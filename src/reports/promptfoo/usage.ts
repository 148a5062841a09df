import type { StoredTurn } from '../../runs/format.ts';

/** Tokens as promptfoo counts them: what a cache served or stored is part of `prompt`. */
export interface TokenUsage {
  readonly prompt: number;
  readonly completion: number;
  readonly total: number;
  readonly numRequests: number;
}

/** What the turns of one trial used, as far as every turn knows: an unknown part makes the whole unknown. */
export function spentOn(turns: readonly StoredTurn[]): {
  tokenUsage?: TokenUsage;
  /** Dollars. */
  cost?: number;
  latencyMs?: number;
} {
  return { ...tokensOf(turns), ...sum('cost', turns), ...sum('latencyMs', turns) };
}

function tokensOf(turns: readonly StoredTurn[]): { tokenUsage?: TokenUsage } {
  const used = turns.flatMap(({ usage }) => usage ?? []);
  if (used.length === 0 || used.length < turns.length) return {};
  let [prompt, completion] = [0, 0];
  for (const usage of used) {
    prompt += usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
    completion += usage.outputTokens;
  }
  return { tokenUsage: { prompt, completion, total: prompt + completion, numRequests: used.length } };
}

function sum<Key extends 'cost' | 'latencyMs'>(
  key: Key,
  turns: readonly StoredTurn[],
): Partial<Record<Key, number>> {
  const values = turns.flatMap((turn) => turn[key] ?? []);
  if (values.length === 0 || values.length < turns.length) return {};
  return { [key]: values.reduce((total, value) => total + value, 0) } as Record<Key, number>;
}
