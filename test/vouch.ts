import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { main } from '../src/cli.ts';
import type { Io } from '../src/commands/io.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** The folder of this project. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** What a finished process left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a process of its own, as a user does; nothing of the environment but PATH and `env` is passed. */
export async function vouch(
  args: readonly string[],
  { cwd = PROJECT, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return { code, stdout, stderr };
}

/**
 * As `vouch`, inside this process: some twenty times quicker, for tests of what commands do rather than of the process.
 * The working folder is the process's own while it runs, so one file's tests must not run it side by side.
 */
export async function vouchHere(
  args: readonly string[],
  { cwd = PROJECT, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  const before = process.cwd();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(stdout), text(stderr)]);
  process.chdir(cwd);
  try {
    const io = { stdout, stderr, env: { PATH: process.env['PATH'], ...env } } as unknown as Io;
    const code = await main(args, io);
    stdout.end();
    stderr.end();
    const [out, err] = await written;
    return { code, stdout: out, stderr: err };
  } finally {
    process.chdir(before);
  }
}
