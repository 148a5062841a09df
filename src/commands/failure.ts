import { getSystemErrorMessage, inspect } from 'node:util';
import { UserError } from '../input/user-error.ts';
import { plain } from '../reports/plain.ts';
import { EXIT, type Io } from './io.ts';

/**
 * Tells on stderr why a command could not do its work, and gives its exit code, which is never that of a regression: what the
 * user can put right in one line, all else with its stack.
 */
export function tellFailure(error: unknown, { stderr }: Pick<Io, 'stderr'>): typeof EXIT.couldNotRun {
  if (error instanceof UserError) {
    for (const line of error.message.split('\n')) stderr.write(`vouch: ${plain(line)}\n`);
  } else if (isSystemError(error)) {
    stderr.write(`vouch: ${plain(systemErrorText(error))}\n`);
  } else {
    for (const line of inspect(error).split('\n')) stderr.write(`${plain(line)}\n`);
    stderr.write(
      'vouch: this is a bug in Vouch and says nothing of your agents; report it with the lines above\n',
    );
  }
  return EXIT.couldNotRun;
}

/** What the operating system refused. */
interface SystemError extends Error {
  readonly code: string;
  readonly errno: number;
  /** Of what is done by name. */
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && 'errno' in error && 'syscall' in error;
}

/** What to do about it, where that can be told without knowing what it was for. */
const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'allow it, or name another place',
  EPERM: 'allow it, or name another place',
  EROFS: 'name another place',
  ENOENT: 'make it, or name another place',
  EEXIST: 'move it away, or name another place',
  EISDIR: 'a file was expected: move the folder away, or name another place',
  ENOTDIR: 'a folder was expected: move the file away, or name another place',
  ENOSPC: 'make room and try again',
  EMFILE: 'let more files be open (`ulimit -n`)',
};

function systemErrorText({ code, errno, path, message }: SystemError): string {
  const found = path === undefined ? message : `${path}: ${getSystemErrorMessage(errno)} (${code})`;
  const advice = ADVICE[code];
  return advice === undefined ? found : `${found}; ${advice}`;
}
