import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asTyped } from '../../input/globs.ts';
import { inTransaction, useWriteAheadLog } from '../../input/sqlite.ts';
import { messageOf, UserError } from '../../input/user-error.ts';
import { lifeOf, newOwner, type Owner } from './owner.ts';

/** A batch that carries requests which may be asked for again. */
export interface StoredBatch {
  /** Of the row in the store. */
  readonly row: number;
  /** Undefined from before the call that creates it until that call has been answered. */
  readonly id: string | undefined;
  /** False while the id was only found by likeness: a process ended in the middle of the creating call. */
  readonly isSure: boolean;
  readonly requests: number;
  /** When the creating call was about to be made, milliseconds since the epoch. */
  readonly createdMs: number;
  /** Until when, at least, its owner was at work on creating it. */
  readonly leaseMs: number;
  readonly owner: Owner;
  /** True if this very store was opened by its owner. */
  readonly isOwn: boolean;
}

/** A request that is about to go into a batch. */
export interface Claim {
  readonly customId: string;
  /** Batches that will have carried it. */
  readonly attempt: number;
}

/** Which request went into which batch, on disk before anything is sent. Holds no key and no text of any message. */
export interface BatchStore {
  /** The batches that carry any of these requests. */
  find(customIds: Iterable<string>): Map<string, { readonly batch: StoredBatch; readonly attempt: number }>;
  /**
   * Writes down that a batch with these requests is about to be created, in one transaction. Requests that another process
   * wrote down meanwhile are left out; undefined if that leaves none.
   */
  intend(
    claims: readonly Claim[],
    now: number,
  ): { batch: StoredBatch; claimed: ReadonlySet<string> } | undefined;
  get(row: number): StoredBatch | undefined;
  /** Keeps other processes from taking over a batch that is being created. */
  renew(row: number, now: number): void;
  /** The owner gives up: the next one who asks may find out whether the batch exists. */
  abandon(row: number, now: number): void;
  /** Makes this process the owner of a batch whose owner ended while creating it; false if it has not, or another was quicker. */
  takeOver(batch: StoredBatch, now: number): boolean;
  /** The API has created it; false if another row has this id. */
  created(row: number, id: string, isSure: boolean): boolean;
  /** The id was found by likeness, and its results are another's. */
  notOurs(row: number, id: string): void;
  /** Whether a batch of the account is one of this store, or known to be another's. */
  knows(id: string): boolean;
  carries(row: number, customId: string): boolean;
  /** Requests that may be sent anew. */
  release(customIds: Iterable<string>): void;
  /** There is no such batch: all of its requests may be sent anew. */
  drop(row: number): void;
  close(): void;
}

/** The mark of this kind of file ("VBat"), so that no other database is written to. */
const APPLICATION = 0x56426174;
const VERSION = 1;

/** How long a process may be silent while it creates a batch. */
export const LEASE_MS = 60_000;

/** The API keeps results for 29 days; nothing is asked of an older batch. */
const KEPT_MS = 28 * 86_400_000;

const SCHEMA = `
  CREATE TABLE batch (
    row INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    id TEXT UNIQUE,
    is_sure INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    created_ms REAL NOT NULL,
    lease_ms REAL NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    token TEXT NOT NULL
  );
  CREATE TABLE request (
    account TEXT NOT NULL,
    custom_id TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (account, custom_id)
  ) WITHOUT ROWID;
  CREATE INDEX request_by_batch ON request (batch);
  CREATE TABLE foreign_batch (id TEXT PRIMARY KEY) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};
`;

/**
 * Opens the store, made if there is none. Requests of another `account` (a hash of the base URL) are not seen.
 * @throws {UserError} if the file cannot be written, or is not a store of batches.
 */
export function openBatchStore(path: string, { account, now }: { account: string; now: number }): BatchStore {
  const db = openDatabase(path, now);
  const { host, pid, token } = newOwner();
  const BATCH = 'row, id, is_sure, requests, created_ms, lease_ms, host, pid, token';
  const byRequest = db.prepare('SELECT batch, attempt FROM request WHERE account = ? AND custom_id = ?');
  const byRow = db.prepare(`SELECT ${BATCH} FROM batch WHERE row = ?`);
  const addRequest = db.prepare('INSERT OR IGNORE INTO request VALUES (?, ?, ?, ?)');
  const addBatch = db.prepare(
    'INSERT INTO batch (account, is_sure, requests, created_ms, lease_ms, host, pid, token) VALUES (?, 1, 0, ?, ?, ?, ?, ?)',
  );
  const dropRequest = db.prepare('DELETE FROM request WHERE account = ? AND custom_id = ?');
  const dropBatch = db.prepare('DELETE FROM batch WHERE row = ?');
  const get: BatchStore['get'] = (row) => {
    const found = byRow.get(row) as unknown as BatchRow | undefined;
    return found && storedBatch(found, token);
  };
  const transaction = <T>(work: () => T): T => {
    try {
      return inTransaction(db, 'BEGIN IMMEDIATE', work);
    } catch (error) {
      throw cannotUse(path, error);
    }
  };
  /** Whether the statement changed one row. */
  const write = (sql: string, ...values: (string | number)[]): boolean =>
    transaction(() => db.prepare(sql).run(...values).changes === 1);
  return {
    get,
    find(customIds) {
      const found = new Map<string, { batch: StoredBatch; attempt: number }>();
      const batches = new Map<number, StoredBatch | undefined>();
      for (const customId of customIds) {
        const request = byRequest.get(account, customId) as { batch: number; attempt: number } | undefined;
        if (!request) continue;
        if (!batches.has(request.batch)) batches.set(request.batch, get(request.batch));
        const batch = batches.get(request.batch);
        if (batch) found.set(customId, { batch, attempt: request.attempt });
      }
      return found;
    },
    intend: (claims, now) =>
      transaction(() => {
        const { lastInsertRowid } = addBatch.run(account, now, now + LEASE_MS, host, pid, token);
        const row = Number(lastInsertRowid);
        const claimed = new Set<string>();
        for (const { customId, attempt } of claims) {
          if (addRequest.run(account, customId, row, attempt).changes === 1) claimed.add(customId);
        }
        if (claimed.size === 0) {
          dropBatch.run(row);
          return undefined;
        }
        db.prepare('UPDATE batch SET requests = ? WHERE row = ?').run(claimed.size, row);
        const batch = get(row);
        return batch && { batch, claimed };
      }),
    renew(row, now) {
      try {
        write('UPDATE batch SET lease_ms = ? WHERE row = ?', now + LEASE_MS, row);
      } catch {
        // The next time may do; what has to be stored is stored by others, and told.
      }
    },
    abandon: (row, now) =>
      void write("UPDATE batch SET host = '', pid = 0, token = '', lease_ms = ? WHERE row = ?", now, row),
    takeOver: (batch, now) =>
      (batch.leaseMs <= now || lifeOf(batch.owner) === 'gone') &&
      write(
        'UPDATE batch SET host = ?, pid = ?, token = ?, lease_ms = ? WHERE row = ? AND token = ? AND lease_ms = ?',
        host,
        pid,
        token,
        now + LEASE_MS,
        batch.row,
        batch.owner.token,
        batch.leaseMs,
      ),
    created: (row, id, isSure) =>
      transaction(() => {
        // Whoever only guessed that the batch was his was wrong.
        if (isSure)
          db.prepare('UPDATE batch SET id = NULL WHERE id = ? AND row <> ? AND is_sure = 0').run(id, row);
        const { changes } = db
          .prepare('UPDATE OR IGNORE batch SET id = ?, is_sure = ? WHERE row = ?')
          .run(id, Number(isSure), row);
        return changes === 1;
      }),
    notOurs(row, id) {
      transaction(() => {
        db.prepare('INSERT OR IGNORE INTO foreign_batch VALUES (?)').run(id);
        db.prepare('UPDATE batch SET id = NULL WHERE row = ? AND id = ?').run(row, id);
      });
    },
    knows(id) {
      return (
        db
          .prepare('SELECT 1 FROM batch WHERE id = ? UNION ALL SELECT 1 FROM foreign_batch WHERE id = ?')
          .get(id, id) !== undefined
      );
    },
    carries(row, customId) {
      return byRequest.get(account, customId)?.['batch'] === row;
    },
    release(customIds) {
      transaction(() => {
        for (const customId of customIds) dropRequest.run(account, customId);
      });
    },
    drop: (row) => void write('DELETE FROM batch WHERE row = ?', row),
    close: () => db.close(),
  };
}

interface BatchRow {
  readonly row: number;
  readonly id: string | null;
  readonly is_sure: number;
  readonly requests: number;
  readonly created_ms: number;
  readonly lease_ms: number;
  readonly host: string;
  readonly pid: number;
  readonly token: string;
}

function storedBatch(found: BatchRow, ownToken: string): StoredBatch {
  return {
    row: found.row,
    id: found.id ?? undefined,
    isSure: found.is_sure === 1,
    requests: found.requests,
    createdMs: found.created_ms,
    leaseMs: found.lease_ms,
    owner: { host: found.host, pid: found.pid, token: found.token },
    isOwn: found.token === ownToken,
  };
}

function openDatabase(path: string, now: number): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const opened = new DatabaseSync(path, { timeout: 10_000, enableForeignKeyConstraints: true });
    db = opened;
    const pragma = (name: string): unknown => opened.prepare(`PRAGMA ${name}`).get()?.[name];
    const isNew = (): boolean =>
      opened.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0;
    if (!isNew() && (pragma('application_id') !== APPLICATION || pragma('user_version') !== VERSION))
      throw new Error('it is another database, or of another version of Vouch');
    useWriteAheadLog(opened);
    inTransaction(opened, 'BEGIN IMMEDIATE', () => {
      if (isNew()) opened.exec(SCHEMA);
      opened.prepare('DELETE FROM batch WHERE created_ms < ?').run(now - KEPT_MS);
    });
    return opened;
  } catch (error) {
    db?.close();
    throw cannotUse(path, error);
  }
}

function cannotUse(path: string, error: unknown): UserError {
  return UserError.at(
    asTyped(path),
    `the list of outstanding batches cannot be used (${messageOf(error)}); make it writable, or move it away (batches under way would then be paid again)`,
    { cause: error },
  );
}
