import { messageOf, UserError } from '../input/user-error.ts';

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
const CODE = { busy: 5, locked: 6, ioError: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** True if another connection holds the file just now: worth another try. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === CODE.busy || code === CODE.locked;
}

/** What an error of SQLite means to the user: what happened, what is kept, what to do. Other errors are given back. */
export function explained(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const found = messageOf(error);
  switch (code) {
    case CODE.full:
    case CODE.ioError:
      return UserError.at(
        path,
        `no more answers can be stored (${found}); what was stored is kept: make room, or name another place with --cache, and go on with \`vouch run --resume\``,
      );
    case CODE.corrupt:
    case CODE.notADatabase:
      return UserError.at(
        path,
        `is damaged, or no answers cache (${found}); it was left as it is: move it away, or name another place with --cache (the answers of earlier runs stand in their run folders too)`,
      );
    default:
      return UserError.at(path, `cannot be used (${found}); name another place with --cache`);
  }
}

/** SQLite's primary result code; undefined if the error is not one of SQLite. */
function codeOf(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}
