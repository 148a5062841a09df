import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../input/sqlite.ts';
import { messageOf, UserError } from '../input/user-error.ts';

/** A run folder that only this process writes to, until it is disposed of, once or oftener. */
export type RunLock = Disposable;

/**
 * Locks a run folder. The lock is one of the operating system on `run.lock`, so a killed process leaves none behind; the
 * file itself stays, because deleting it would let two processes lock two files of one name.
 * @throws {UserError} if another process writes to this run, or the folder cannot be written.
 */
export function lockRun(folder: string): RunLock {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(join(folder, 'run.lock'), { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    if (isBusy(error))
      throw UserError.at(folder, 'another process writes to this run; wait for it, or stop it first', {
        cause: error,
      });
    throw unwritable(folder, error);
  }
}

/** Why nothing can be written to a run. */
export function unwritable(path: string, error: unknown): UserError {
  return UserError.at(
    path,
    `cannot be written (${messageOf(error)}); allow writing there, or keep runs in another folder and name it with --output`,
    { cause: error },
  );
}
