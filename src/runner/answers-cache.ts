import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { oncePer } from '../answers/once.ts';
import { compiledLate } from '../input/compiled-late.ts';
import { Pace } from '../input/pace.ts';
import { inTransaction, isBusy, useWriteAheadLog } from '../input/sqlite.ts';
import { messageOf, UserError } from '../input/user-error.ts';
import type { Message, ModelAnswer } from '../models/model.ts';
import { contentHash } from '../suite/trial-key.ts';
import { explained } from './cache-errors.ts';

/** Where answers are stored unless `--cache` or VOUCH_CACHE says otherwise. */
export const ANSWERS_CACHE = 'reports/cache/answers.sqlite';

/** Names one stored answer: same place, same answer. */
export interface AnswerPlace {
  /** The provider of the model, as the model names it. */
  readonly provider: string;
  /** Trial key. */
  readonly key: string;
  /** The conversation so far: an answer fits only the turns that led to it. */
  readonly messages: readonly Message[];
}

/** An answer that was paid for. */
export interface StoredAnswer {
  readonly answer: ModelAnswer;
  /** Id of the run that paid for it. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
}

/** Answers of live models on disk, for all runs on this machine; processes may share one file. */
export interface AnswersCache extends Disposable {
  /** @throws {UserError} if the file was damaged. */
  find(place: AnswerPlace): StoredAnswer | undefined;
  /**
   * Resolves when the answer would survive the end of the process. An answer that stood at the same place is replaced.
   * @throws {UserError} if it cannot be stored; nothing that was stored before is lost.
   */
  store(place: AnswerPlace, answer: ModelAnswer, run: string): Promise<void>;
}

/** Raised when an older Vouch could misread the file. */
const SCHEMA = 1;
/** `vouc`, in the header of every file of ours. */
const APPLICATION_ID = 0x766f7563;
/** A busy file is tried again for this long: other processes hold it for milliseconds, unless they were suspended. */
const BUSY_MS = 60_000;
const BUSY_STEP_MS = 100;

const storedAnswer = z.object({
  text: z.string(),
  truncated: z.boolean(),
  stopReason: z.string(),
  servedModel: z.string().optional(),
  usage: z
    .object({
      inputTokens: z.number(),
      outputTokens: z.number(),
      cacheReadTokens: z.number(),
      cacheWriteTokens: z.number(),
    })
    .optional(),
  cost: z.number().optional(),
  latencyMs: z.number().optional(),
  attempts: z.int().optional(),
  waitedMs: z.number().optional(),
});

const row = z.object({ answer: z.string(), run: z.string(), stored_at: z.number() });

const answerChecks = compiledLate(storedAnswer);
const rowChecks = compiledLate(row);

/** Looked for and then stored under the same place. */
const conversationOf = oncePer(({ messages }: AnswerPlace) => contentHash(messages));

/**
 * Opens the answers cache, or makes it. A file that is not ours is never changed.
 * @throws {UserError} if the file is damaged, of another program or of a newer Vouch, or cannot be written.
 */
export function openAnswersCache(path: string, now: () => number = Date.now): AnswersCache {
  const db = openDatabase(path);
  const select = db.prepare(
    'SELECT answer, run, stored_at FROM answers WHERE provider = ? AND key = ? AND conversation = ?',
  );
  const insert = db.prepare(
    'INSERT OR REPLACE INTO answers (provider, key, conversation, run, stored_at, answer) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const waiting: Waiting[] = [];
  const pace = new Pace();
  let isWriting = false;

  const writeGroups = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Answers that come quickly share a transaction.
      await pace.turn();
      const group = waiting.splice(0);
      try {
        await whenFree(() =>
          inTransaction(db, 'BEGIN IMMEDIATE', () => {
            for (const { values } of group) insert.run(...values);
          }),
        );
        for (const { resolve } of group) resolve();
      } catch (error) {
        const reason = explained(path, error);
        for (const { reject } of group) reject(reason);
      }
    }
    isWriting = false;
  };

  return {
    find(place) {
      try {
        const found = select.get(place.provider, place.key, conversationOf(place));
        if (!found) return undefined;
        const { answer, run, stored_at: storedAt } = rowChecks.parse(found);
        return { answer: answerChecks.parse(JSON.parse(answer)), run, storedAt };
      } catch (error) {
        const reason = explained(path, error);
        if (reason instanceof UserError) throw reason;
        throw UserError.at(
          path,
          `holds an answer that cannot be read (${messageOf(error).split('\n')[0]}); move the file away, or name another place with --cache`,
          { cause: error },
        );
      }
    },
    store(place, answer, run) {
      const { provider, key } = place;
      const values = [provider, key, conversationOf(place), run, now(), JSON.stringify(answer)] as const;
      return new Promise((resolve, reject) => {
        waiting.push({ values, resolve, reject });
        if (isWriting) return;
        isWriting = true;
        void writeGroups();
      });
    },
    [Symbol.dispose]() {
      db.close();
    },
  };
}

interface Waiting {
  readonly values: readonly [string, string, string, string, number, string];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    db = new DatabaseSync(path, { timeout: 5000 });
    // In one read: another process may make the file just now.
    inTransaction(db, 'BEGIN', () => requireOurs(db!, path));
    useWriteAheadLog(db);
    // Each checkpoint waits for the disk: every 16 MB is a quarter of the usual.
    db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
    inTransaction(db, 'BEGIN IMMEDIATE', () => prepareSchema(db!, path));
    return db;
  } catch (error) {
    db?.close();
    const reason = explained(path, error);
    if (reason !== error || error instanceof UserError) throw reason;
    throw UserError.at(path, `cannot be made (${messageOf(error)}); name another place with --cache`, {
      cause: error,
    });
  }
}

/** Only reads, so that a file of another program stays as it is. */
function requireOurs(db: DatabaseSync, path: string): void {
  const [id, schema] = [pragma(db, 'application_id'), pragma(db, 'user_version')];
  if (id === APPLICATION_ID && schema > SCHEMA) {
    throw UserError.at(
      path,
      `was written by a newer Vouch (schema ${schema}, this one knows ${SCHEMA}); use that, or name another place with --cache`,
    );
  }
  if (id !== APPLICATION_ID && (id !== 0 || schema !== 0 || hasTables(db))) {
    throw UserError.at(
      path,
      'is an SQLite file of another program and was left as it is; name another place with --cache',
    );
  }
}

function prepareSchema(db: DatabaseSync, path: string): void {
  // Another process may have come first.
  requireOurs(db, path);
  db.exec(`
    CREATE TABLE IF NOT EXISTS answers (
      provider TEXT NOT NULL,
      key TEXT NOT NULL,
      conversation TEXT NOT NULL,
      run TEXT NOT NULL,
      stored_at INTEGER NOT NULL,
      answer TEXT NOT NULL,
      PRIMARY KEY (provider, key, conversation)
    ) STRICT;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${SCHEMA};
  `);
}

function hasTables(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

async function whenFree(work: () => void): Promise<void> {
  for (let waited = 0; ; waited += BUSY_STEP_MS) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= BUSY_MS) throw error;
      await delay(BUSY_STEP_MS);
    }
  }
}
