import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit that is checked out and whether tracked files differ from it; null outside a repository or without git. */
export async function gitState(folder: string): Promise<{ commit: string; dirty: boolean } | null> {
  try {
    const { stdout } = await run(
      'git',
      ['status', '--porcelain=v2', '--branch', '--no-ahead-behind', '--untracked-files=no'],
      { cwd: folder },
    );
    const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(stdout)?.[1];
    return commit === undefined ? null : { commit, dirty: /^[^#\n]/m.test(stdout) };
  } catch {
    return null;
  }
}
