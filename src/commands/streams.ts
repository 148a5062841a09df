import { messageOf } from '../input/user-error.ts';
import { EXIT } from './io.ts';

/**
 * Lets a command end with its own exit code, whoever has stopped reading: `vouch … | head` closes the pipe, which is the reader's
 * choice. Output that is lost in another way, as on a full disk, is told, and then nothing is good.
 */
export function outliveReaders(own: NodeJS.Process): void {
  const { stdout, stderr } = own;
  let isLost = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isLost || error.code === 'EPIPE') return;
    isLost = true;
    stderr.write(
      `vouch: stdout: cannot be written (${messageOf(error)}), what was printed is not whole; make room, or print to another place\n`,
    );
  });
  // Nobody is left to tell it to, and what is paid for goes on.
  stderr.on('error', () => undefined);
  // The error may come before the exit code of the command or after it.
  own.on('exit', (code) => {
    if (isLost && code === EXIT.good) own.exitCode = EXIT.couldNotRun;
  });
}
