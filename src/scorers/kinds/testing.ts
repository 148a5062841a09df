import { join } from 'node:path';
import { scorerSchema } from '../../promises/scorer-kinds.ts';
import type { Scorer } from '../scorer.ts';
import { openDefined } from './open.ts';

/** The scorer that a catalogue defines by `scorer: <definition>`; `folder` is where the catalogue stands. */
export async function defined(definition: unknown, folder = process.cwd()): Promise<Scorer> {
  const parsed = scorerSchema.parse(definition);
  if (typeof parsed === 'string') throw new Error('a built-in scorer is not defined by the catalogue');
  const promise = { title: 'Promises', about: undefined };
  return openDefined(parsed, promise, { cataloguePath: join(folder, 'promises.yaml'), judge: undefined });
}
