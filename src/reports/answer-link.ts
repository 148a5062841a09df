import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ShownAnswer } from '../compare/comparison.ts';
import { asTyped } from '../input/globs.ts';
import { RUN_FILE } from '../runs/journal.ts';

const PAGE = 'report.html';

/** Where to read an answer: its conversation on the run's page, or the run file where there is no page. */
export function answerLink(
  { folder, agent, repeat }: Pick<ShownAnswer, 'folder' | 'agent' | 'repeat'>,
  task: string,
): string {
  if (folder === undefined) return 'only the verdict is kept: the run that was blessed is not here';
  if (!existsSync(join(folder, PAGE))) return asTyped(join(folder, RUN_FILE));
  // Half a character cannot be encoded.
  const names = [agent.toWellFormed(), task.toWellFormed(), repeat];
  return `${asTyped(join(folder, PAGE))}#/trials/${names.map(encodeURIComponent).join('/')}`;
}
