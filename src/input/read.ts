import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from './user-error.ts';

/**
 * The text of a file that the user named, without a byte order mark.
 * @throws {UserError} if the file cannot be read or is not UTF-8.
 */
export async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw UserError.at(path, 'is not valid UTF-8 text; save the file as UTF-8', { cause: error });
  }
}

/**
 * The bytes of a file, chunk by chunk.
 * @param options the last byte to read, the end of the file by default, and the size of a chunk.
 * @throws {UserError} if the file cannot be read.
 */
export async function* readChunks(
  path: string,
  options: { readonly end?: number; readonly highWaterMark: number },
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* createReadStream(path, options) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  return UserError.at(path, describeReadError(error), { cause: error });
}

function describeReadError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'is a folder, a file was expected';
  if (code === 'EACCES' || code === 'EPERM') return 'permission to read it was denied';
  return `cannot be read (${messageOf(error)})`;
}
