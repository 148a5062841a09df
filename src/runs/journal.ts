import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../input/user-error.ts';
import type { RunHeader, RunLine } from './format.ts';

/** The name of the run file in its run folder. */
export const RUN_FILE = 'run.jsonl';

/** Appends lines to a run file in the order of the calls; a line is written whole before the next one begins. */
export interface Journal extends AsyncDisposable {
  /** Resolves when the line is handed to the operating system. */
  write(line: RunLine): Promise<void>;
}

/**
 * Creates the run folder and writes the first line of its run file.
 * @throws {UserError} if the folder cannot be written.
 */
export async function startJournal(folder: string, header: RunHeader): Promise<Journal> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => cannotWrite(folder, error));
  // `wx`: two runs must never share one file.
  const journal = journalOn(await openFile(join(folder, RUN_FILE), 'wx'));
  await journal.write(header);
  return journal;
}

/** Opens the run file of an earlier run to add lines; an unfinished last line, as a killed process leaves it, goes. */
export async function reopenJournal(folder: string): Promise<Journal> {
  const path = join(folder, RUN_FILE);
  const file = await openFile(path, 'r+');
  try {
    await file.truncate(await lengthOfWholeLines(file));
  } finally {
    await file.close();
  }
  return journalOn(await openFile(path, 'a'));
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

function journalOn(file: FileHandle): Journal {
  let last: Promise<void> = Promise.resolve();
  return {
    write(line) {
      last = last.then(() => file.appendFile(`${JSON.stringify(line)}\n`));
      return last;
    },
    async [Symbol.asyncDispose]() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

async function openFile(path: string, flags: string): Promise<FileHandle> {
  return open(path, flags).catch((error: unknown) => cannotWrite(path, error));
}

function cannotWrite(path: string, error: unknown): never {
  throw UserError.at(path, `cannot be written (${messageOf(error)}); choose another place with --output`, {
    cause: error,
  });
}
