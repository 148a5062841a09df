import type { DatabaseSync } from 'node:sqlite';

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
export const SQLITE = { busy: 5, locked: 6, ioError: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;

const WAIT_MS = 10_000;
const STEP_MS = 10;

/** SQLite's primary result code; undefined if the error is not one of SQLite. */
export function sqliteCode(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

/** True if another connection holds the file just now: worth another try. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE.busy || code === SQLITE.locked;
}

/**
 * Works in one transaction: of reads alone (`BEGIN`), which then fit each other, or of writes as well.
 * @throws what the work throws, or SQLite; nothing is written then.
 */
export function inTransaction<T>(db: DatabaseSync, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
  db.exec(begin);
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk has rolled back by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Lets other processes read while this one writes. Whatever its timeout, SQLite does not wait for others when it changes the
 * mode, and they hold a new file for milliseconds.
 */
export function useWriteAheadLog(db: DatabaseSync): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += STEP_MS) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= WAIT_MS) throw error;
      Atomics.wait(never, 0, 0, STEP_MS);
    }
  }
}
