#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildProgram } from './commands/program.ts';
import { EXIT, type ExitCode, type Io } from './commands/io.ts';
import { UserError } from './input/user-error.ts';
import { plain } from './reports/plain.ts';

/** Runs one command line and says with which code the process should exit. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.good;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof UserError) {
      for (const line of error.message.split('\n')) io.stderr.write(`vouch: ${plain(line)}\n`);
      return EXIT.couldNotRun;
    }
    if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.good : EXIT.couldNotRun;
    throw error;
  }
}

/** commander has printed its message already; help and version are errors to it as well, with exit code 0. */
function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

const invoked = process.argv[1];
if (invoked !== undefined && realpathSync(invoked) === fileURLToPath(import.meta.url)) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `vouch … | head` closes the pipe: that is the reader's choice, not an error.
    if (error.code === 'EPIPE') process.exit(EXIT.good);
    throw error;
  });
  process.exitCode = await main(process.argv.slice(2), process);
}
