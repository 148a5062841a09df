import { hash } from 'node:crypto';
import type { ModelRequest } from '../model.ts';

/**
 * The name of one assistant turn of a trial in a batch: `turn2_` and a hash of the trial key and all messages so far. The API
 * allows 1 to 64 letters, digits, `_` and `-`; 160 bits do not meet by chance.
 */
export function customIdOf({ key, messages }: Pick<ModelRequest, 'key' | 'messages'>): string {
  const turn = messages.filter(({ role }) => role === 'assistant').length + 1;
  const said = messages.map(({ role, content }) => [role, content]);
  return `turn${turn}_${hash('sha256', JSON.stringify([key, said])).slice(0, 40)}`;
}
