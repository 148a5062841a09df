import { tellFailure } from './failure.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { buildProgram } from './program.ts';

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
    if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.good : EXIT.couldNotRun;
    return tellFailure(error, io);
  }
}

/** commander has printed its message already; help and version are errors to it as well, with exit code 0. */
function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}
