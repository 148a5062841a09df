import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit that is checked out and whether tracked files differ from it; null outside a repository or without git. */
export async function gitState(folder: string): Promise<{ commit: string; dirty: boolean } | null> {
  try {
    const commit = await run('git', ['rev-parse', 'HEAD'], { cwd: folder });
    const status = await run('git', ['status', '--porcelain', '--untracked-files=no'], { cwd: folder });
    return { commit: commit.stdout.trim(), dirty: status.stdout.trim() !== '' };
  } catch {
    return null;
  }
}
