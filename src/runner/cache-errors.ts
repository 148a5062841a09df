import { SQLITE, sqliteCode } from '../input/sqlite.ts';
import { messageOf, UserError } from '../input/user-error.ts';

/** What an error of SQLite means to the user: what happened, what is kept, what to do. Other errors are given back. */
export function explained(path: string, error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const found = messageOf(error);
  switch (code) {
    case SQLITE.full:
    case SQLITE.ioError:
      return UserError.at(
        path,
        `no more answers can be stored (${found}); what was stored is kept: make room, or name another place with --cache, and go on: a run with \`vouch run --resume\`, all else with the same command`,
      );
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return UserError.at(
        path,
        `is damaged, or no answers cache (${found}); it was left as it is: move it away, or name another place with --cache (the answers of earlier runs stand in their run folders too)`,
      );
    default:
      return UserError.at(path, `cannot be used (${found}); name another place with --cache`);
  }
}
