import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Who creates a batch: one model of one process. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Tells models of one process, and processes that got the same number, apart. */
  readonly token: string;
}

/** A new model of this process. */
export function newOwner(): Owner {
  return { host: hostname(), pid: process.pid, token: randomBytes(8).toString('hex') };
}

/** Whether the process of an owner is known to have ended, or to run: of another machine's processes nothing is known. */
export function lifeOf({ host, pid }: Owner): 'gone' | 'alive' | 'unknown' {
  if (host !== hostname()) return 'unknown';
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'gone' : 'alive';
  }
}
