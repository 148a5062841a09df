import { writeFileSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Pace } from '../input/pace.ts';
import { messageOf, UserError } from '../input/user-error.ts';
import type { RunHeader, RunLine } from './format.ts';
import type { LinePlace } from './line-places.ts';
import { unwritable, lockRun, type RunLock } from './lock.ts';

/** The name of the run file in its run folder. */
export const RUN_FILE = 'run.jsonl';

/** Appends lines to a run file in the order of the calls; no other process can do so as long as it is open. */
export interface Journal extends AsyncDisposable {
  /**
   * Resolves when the line is handed to the operating system.
   * @throws {UserError} if it cannot be, as on a full disk; then no later line is written either.
   */
  write(line: RunLine): Promise<void>;
}

/** Hears of every line that is handed over to be written, in their order, and where in the run file it will stand. */
export type OnLine = (line: RunLine, place: LinePlace) => void;

/**
 * Creates the run folder and writes the first line of its run file.
 * @throws {UserError} if the folder cannot be written.
 */
export async function startJournal(folder: string, header: RunHeader, onLine?: OnLine): Promise<Journal> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
  const lock = lockRun(folder);
  // `wx`: two runs must never share one file.
  const journal = await journalOn(join(folder, RUN_FILE), 'wx', lock, { onLine });
  await journal.write(header);
  return journal;
}

/**
 * Opens the run file of an earlier run to add lines; an unfinished last line, as a killed process leaves it, goes.
 * @param lock the lock of the folder, where it is held already.
 * @throws {UserError} if another process writes to the run, or the file cannot be written.
 */
export async function reopenJournal(
  folder: string,
  lock: RunLock = lockRun(folder),
  onLine?: OnLine,
): Promise<Journal> {
  const path = join(folder, RUN_FILE);
  const file = await openFile(path, 'r+').catch((error: unknown) => released(lock, error));
  let length: number;
  try {
    length = await lengthOfWholeLines(file);
    await file.truncate(length);
  } catch (error) {
    released(lock, error);
  } finally {
    await file.close();
  }
  return journalOn(path, 'a', lock, { onLine, length });
}

function released(lock: RunLock, error: unknown): never {
  lock[Symbol.dispose]();
  throw error;
}

async function lengthOfWholeLines(file: FileHandle): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024);
  let end = (await file.stat()).size;
  while (end > 0) {
    const start = Math.max(0, end - chunk.length);
    const { bytesRead } = await file.read(chunk, 0, end - start, start);
    const lineBreak = chunk.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (lineBreak !== -1) return start + lineBreak + 1;
    end = start;
  }
  return 0;
}

async function journalOn(
  path: string,
  flags: 'a' | 'wx',
  lock: RunLock,
  { onLine, length = 0 }: { readonly onLine: OnLine | undefined; readonly length?: number },
): Promise<Journal> {
  const file = await openFile(path, flags).catch((error: unknown) => released(lock, error));
  const pace = new Pace();
  let waiting = '';
  let end = length;
  let next: Promise<void> | undefined;
  let broken: UserError | undefined;
  const flush = (): void => {
    const text = waiting;
    waiting = '';
    next = undefined;
    if (broken) throw broken;
    try {
      // Copying some kilobytes to the operating system costs less than handing them to another thread.
      writeFileSync(file.fd, text);
    } catch (error) {
      broken = brokenOff(path, error);
      throw broken;
    }
  };
  return {
    write(line) {
      const json = JSON.stringify(line);
      waiting += `${json}\n`;
      if (onLine) {
        const place = { start: end, length: Buffer.byteLength(json) };
        end += place.length + 1;
        onLine(line, place);
      }
      // Lines that come quickly share a write.
      next ??= pace.turn().then(flush);
      return next;
    },
    async [Symbol.asyncDispose]() {
      await next?.catch(() => undefined);
      await file.close();
      lock[Symbol.dispose]();
    },
  };
}

async function openFile(path: string, flags: string): Promise<FileHandle> {
  return open(path, flags).catch((error: unknown) => {
    throw unwritable(path, error);
  });
}

function brokenOff(path: string, error: unknown): UserError {
  return UserError.at(
    path,
    `writing broke off (${messageOf(error)}); all finished trials are kept: make room and go on: a run with \`vouch run --resume\`, all else with the same command`,
    { cause: error },
  );
}
