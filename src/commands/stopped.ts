import { basename } from 'node:path';
import type { Stopped, StopReason } from '../models/stopped.ts';
import { plain } from '../reports/plain.ts';
import { EXIT, type ExitCode } from './io.ts';
import { RUNS } from './flags/shared.ts';
import type { RunFlags } from './run.ts';

/** Incomplete is never good. Money that ran out leaves the question open, as too few trials do. */
export const STOPPED_EXIT = {
  interrupted: EXIT.interrupted,
  'max-cost': EXIT.undecided,
  'no-answers': EXIT.couldNotRun,
} as const satisfies Record<StopReason, ExitCode>;

const WORDS = {
  interrupted: 'interrupted',
  'max-cost': 'stopped at --max-cost',
  'no-answers': 'stopped early',
} as const satisfies Record<StopReason, string>;

/** What stopped the work, and the command that goes on with it. */
export function stoppedText({ reason, message }: Stopped, goOn: string, command?: string): string {
  const lines = [
    `${WORDS[reason]}: ${plain(message)}`,
    command === undefined ? goOn : `${goOn}:\n  ${command}`,
  ];
  return lines.map((line) => `vouch: ${line}\n`).join('');
}

/** How to go on with a comparison or a gate. */
export const SAME_AGAIN = 'the same command again goes on with the trials that were paid for';

/** The command line that goes on with a run. */
export function resumeCommand(
  folder: string,
  { output, cache, maxCost }: Pick<RunFlags, 'output' | 'cache' | 'maxCost'>,
  reason: StopReason,
): string {
  const words = ['vouch', 'run', '--resume', basename(folder)];
  if (output !== RUNS) words.push('--output', output);
  if (cache !== undefined) words.push('--cache', cache);
  // The limit is that of the whole run.
  if (maxCost !== undefined) words.push('--max-cost', String(reason === 'max-cost' ? 2 * maxCost : maxCost));
  return words.map(quoted).join(' ');
}

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
