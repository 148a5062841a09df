import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { inTransaction, useWriteAheadLog } from './sqlite.ts';

const HOLD = `
  const { workerData: path, parentPort } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(path);
  db.exec('BEGIN EXCLUSIVE; CREATE TABLE held (at TEXT)');
  parentPort.postMessage('held');
  setTimeout(() => { db.exec('COMMIT'); db.close(); }, 300);`;

describe('an SQLite file that several processes use', () => {
  it('waits for another that makes it just now', async () => {
    await using folder = await tempFolder();
    const path = folder.file('new.sqlite');
    const other = new Worker(HOLD, { eval: true, workerData: path });
    await once(other, 'message');
    using db = new DatabaseSync(path, { timeout: 5000 });
    useWriteAheadLog(db);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    await other.terminate();
  });

  it('keeps nothing of a transaction that fails', async () => {
    await using folder = await tempFolder();
    using db = new DatabaseSync(folder.file('new.sqlite'));
    const count = inTransaction(db, 'BEGIN IMMEDIATE', () => {
      db.exec('CREATE TABLE kept (at TEXT)');
      return 1;
    });
    expect(count).toBe(1);
    const failing = (): unknown =>
      inTransaction(db, 'BEGIN IMMEDIATE', () => {
        db.exec('CREATE TABLE lost (at TEXT)');
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'kept' }]);
  });
});
