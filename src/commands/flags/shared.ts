import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { ExitCode, Io } from '../io.ts';

/** Adds one command with its flags and help to the program. What the command does is loaded when it is called. */
export type AddCommand = (program: Command, io: Io, exit: (code: ExitCode) => void) => void;

export const RUNS = 'reports/runs';
export const BASELINES = 'reports/baselines';
export const BATCHES = 'reports/cache/batches.sqlite';

/** What `--model` takes. */
export const MODELS =
  "replay, anthropic (each agent's own model), anthropic:<alias or id>, openai-compatible:<base URL>#<model> or promptfoo:<provider id>";

/** Flags that several commands share. */
export const SHARED = {
  runs: ['-o, --output <folder>', 'where run folders are', RUNS],
  baselines: ['--baselines <folder>', 'where baselines are', BASELINES],
  broken: ['--examples <count>', 'broken promises to show on the terminal', naturalNumber, 6],
  flipped: ['--examples <count>', 'flipped tasks to show with both answers', naturalNumber, 6],
  corrected: [
    '--corrected',
    "rates with the scorers' measured errors taken out, on the terminal and in Markdown",
  ],
  allPromises: ['--all-promises', 'score every promise for every agent, made or not'],
  filter: ['--filter <column=value>', 'only tasks with this value; repeatable', collectFilter],
  firstTasks: ['-n, --first-n <count>', 'only the first tasks', positiveInteger],
  cache: [
    '--cache <file>',
    'where answers are stored, and taken from (reports/cache/answers.sqlite, or VOUCH_CACHE)',
  ],
  fresh: ['--fresh', 'use no answer that was stored before; the new ones take their places'],
  maxCost: ['--max-cost <dollars>', 'stop before more than this is spent', dollars],
  json: ['--json', 'print one JSON document instead of text'],
  batch: [
    '--batch',
    'get answers by Message Batches: half the price, within 24 hours; stopped and started again, it picks up what is under way (model anthropic)',
  ],
  noProgress: ['--no-progress', 'no progress on stderr'],
} as const;

/** A flag that makes a command print text, which is no answer to `--json`, nor what a reporter prints. */
export function textOnly(flags: string, description: string): Option {
  return new Option(flags, description).conflicts(['json', 'reporter']);
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return value;
}

/** Reads a share between 0 and a bound, neither of which it may be. */
export function shareBelow(bound: number, { example }: { readonly example: number }) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && value < bound))
      throw new InvalidArgumentError(`Expected a number between 0 and ${bound}, for example ${example}.`);
    return value;
  };
}

function dollars(text: string): number {
  const value = Number(text.replace(/^\$/, ''));
  if (!(value > 0 && value < Infinity))
    throw new InvalidArgumentError('Expected dollars, for example 5 or 0.50.');
  return value;
}

function naturalNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Expected a whole number from 0 on.');
  return value;
}

function collectFilter(text: string, previous: Record<string, string[]> = {}): Record<string, string[]> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Expected column=value, for example kind=endpoint.');
  const [column, value] = [text.slice(0, equals), text.slice(equals + 1)];
  return { ...previous, [column]: [...(previous[column] ?? []), ...value.split(',')] };
}
