import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import type { Io } from '../src/commands/io.ts';
import { main } from '../src/commands/main.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** The folder of this project. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** What a finished process left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs the command line. */
export interface Running {
  /** Sends a signal, as Ctrl-C or a killer does. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when so much has been written to stderr that it fits. */
  says(pattern: RegExp): Promise<void>;
  readonly finished: Promise<Finished>;
}

/** How a process is started. */
export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Streams whose reader is gone before anything is written, as `head` is after its lines. */
  readonly unread?: readonly ('stdout' | 'stderr')[];
  /** The file that stdout is written to; then `Finished` has none of it. */
  readonly into?: string;
}

/** Starts the command line in a process of its own, as a user does; nothing of the environment but PATH and `env` is passed. */
export function startVouch(
  args: readonly string[],
  { cwd = PROJECT, env = {}, unread = [], into }: ProcessOptions = {},
): Running {
  const file = into === undefined ? undefined : openSync(into, 'w');
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', file ?? 'pipe', 'pipe'],
  });
  if (file !== undefined) closeSync(file);
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  for (const name of unread) child[name]?.destroy();
  const printed = child.stdout && !unread.includes('stdout') ? text(child.stdout) : '';
  const closed = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  return {
    kill: (signal) => void child.kill(signal),
    async says(pattern) {
      while (!pattern.test(said) && child.exitCode === null && child.signalCode === null)
        await Promise.race([once(child.stderr!, 'data'), closed]);
    },
    finished: Promise.all([printed, closed]).then(([stdout, code]) => ({
      code,
      stdout,
      stderr: said,
    })),
  };
}

/** As `startVouch`, until it has ended. */
export function vouch(args: readonly string[], options?: ProcessOptions): Promise<Finished> {
  return startVouch(args, options).finished;
}

/** How the command line is run inside this process. */
export interface HereOptions extends Pick<ProcessOptions, 'cwd' | 'env'> {
  /** What somebody types at a terminal, control characters as they are; without it there is no terminal. */
  readonly types?: string;
}

/**
 * As `vouch`, inside this process: some twenty times quicker, for tests of what commands do rather than of the process.
 * The working folder is the process's own while it runs, so one file's tests must not run it side by side.
 */
export async function vouchHere(
  args: readonly string[],
  { cwd = PROJECT, env = {}, types }: HereOptions = {},
): Promise<Finished> {
  const before = process.cwd();
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (types !== undefined) {
    for (const stream of [stdin, stdout]) Object.assign(stream, { isTTY: true });
    stdin.write(types);
  }
  const written = Promise.all([text(stdout), text(stderr)]);
  process.chdir(cwd);
  try {
    const io = { stdin, stdout, stderr, env: { PATH: process.env['PATH'], ...env } } as unknown as Io;
    const code = await main(args, io);
    stdout.end();
    stderr.end();
    const [out, err] = await written;
    return { code, stdout: out, stderr: err };
  } finally {
    process.chdir(before);
  }
}
