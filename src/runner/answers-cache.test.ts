import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { PROJECT } from '../../test/vouch.ts';
import { UserError } from '../input/user-error.ts';
import type { ModelAnswer } from '../models/model.ts';
import { type AnswerPlace, openAnswersCache } from './answers-cache.ts';

function place(key: string, ...said: string[]): AnswerPlace {
  const messages = ['the task', ...said].map((content, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content,
  }));
  return { provider: 'anthropic', key, messages };
}

const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };
const answer = (text: string): ModelAnswer => ({
  text,
  truncated: false,
  stopReason: 'end_turn',
  servedModel: 'claude-haiku-5-5',
  usage,
  cost: 0.25,
  latencyMs: 12.5,
});

describe('the answers cache', () => {
  it('gives an answer again after it was closed, with the run that paid for it', async () => {
    await using folder = await tempFolder();
    const path = folder.file('deep/answers.sqlite');
    {
      using cache = openAnswersCache(path, () => 1000);
      await cache.store(place('k'), answer('one'), 'run-1');
    }
    using cache = openAnswersCache(path);
    expect(cache.find(place('k'))).toEqual({ answer: answer('one'), run: 'run-1', storedAt: 1000 });
    expect(cache.find(place('other'))).toBeUndefined();
    expect(cache.find({ ...place('k'), provider: 'other' })).toBeUndefined();
  });

  it('gives an answer only to the conversation that led to it', async () => {
    await using folder = await tempFolder();
    using cache = openAnswersCache(folder.file('answers.sqlite'));
    await cache.store(place('k', 'first answer', 'go on'), answer('second'), 'r');
    expect(cache.find(place('k', 'first answer', 'go on'))?.answer.text).toBe('second');
    expect(cache.find(place('k', 'another first answer', 'go on'))).toBeUndefined();
  });

  it('replaces an answer by a later one at the same place', async () => {
    await using folder = await tempFolder();
    using cache = openAnswersCache(folder.file('answers.sqlite'));
    await cache.store(place('k'), answer('old'), 'r1');
    await cache.store(place('k'), answer('new'), 'r2');
    expect(cache.find(place('k'))).toMatchObject({ answer: { text: 'new' }, run: 'r2' });
  });

  it('serves several processes at once, and loses no answer of any', async () => {
    await using folder = await tempFolder();
    const path = folder.file('answers.sqlite');
    const script = `
      import { openAnswersCache } from '${PROJECT}src/runner/answers-cache.ts';
      using cache = openAnswersCache(process.argv[1]);
      for (let round = 0; round < 20; round++)
        await Promise.all(Array.from({ length: 10 }, (_, n) => cache.store(
          { provider: 'p', key: process.argv[2] + '-' + round + '-' + n, messages: [] },
          { text: 'x'.repeat(3000), truncated: false, stopReason: 'end' }, process.argv[2])));`;
    const codes = await Promise.all(
      ['a', 'b', 'c'].map(
        (name) =>
          new Promise((resolve) =>
            spawn(process.execPath, ['--input-type=module-typescript', '-e', script, path, name], {
              stdio: 'inherit',
            }).on('close', resolve),
          ),
      ),
    );
    expect(codes).toEqual([0, 0, 0]);
    using cache = openAnswersCache(path);
    for (const name of ['a', 'b', 'c'])
      for (let at = 0; at < 200; at++) {
        const key = `${name}-${Math.floor(at / 10)}-${at % 10}`;
        expect(cache.find({ provider: 'p', key, messages: [] })?.run).toBe(name);
      }
  });

  it('waits for another process that is writing', async () => {
    await using folder = await tempFolder();
    const path = folder.file('answers.sqlite');
    using cache = openAnswersCache(path);
    const script = `
      import { DatabaseSync } from 'node:sqlite';
      const db = new DatabaseSync(process.argv[1]);
      db.exec('BEGIN IMMEDIATE');
      console.log('holds it');
      setTimeout(() => db.exec('ROLLBACK'), 300);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await cache.store(place('k'), answer('one'), 'r');
    expect(cache.find(place('k'))).toBeDefined();
  });

  it.each([
    [
      'is no SQLite file',
      (path: string) => writeFile(path, 'These are my notes, and no cache at all.\n'.repeat(50)),
      /is damaged, or no answers cache/,
    ],
    [
      'is the SQLite file of another program',
      async (path: string) => {
        const db = new DatabaseSync(path);
        db.exec("CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('Ada')");
        db.close();
      },
      /is an SQLite file of another program/,
    ],
    [
      'was written by a newer version',
      async (path: string) => {
        openAnswersCache(path)[Symbol.dispose]();
        const db = new DatabaseSync(path);
        db.exec('PRAGMA user_version = 7');
        db.close();
      },
      /was written by a newer Vouch \(schema 7, this one knows 1\)/,
    ],
  ])('refuses a file that %s, and leaves it as it is', async (_, make, message) => {
    await using folder = await tempFolder();
    const path = folder.file('answers.sqlite');
    await make(path);
    const before = await readFile(path);
    expect(() => openAnswersCache(path)).toThrow(UserError);
    expect(() => openAnswersCache(path)).toThrow(message);
    expect(await readFile(path)).toEqual(before);
    await expect(stat(`${path}-wal`)).rejects.toThrow(/ENOENT/);
  });

  it('says so in one line when its place cannot be written', async () => {
    await using folder = await tempFolder({ 'a-file': 'x' });
    expect(() => openAnswersCache(folder.file('a-file/answers.sqlite'))).toThrow(
      /^[^\n]*cannot be made .*--cache$/,
    );
    expect(() => openAnswersCache(folder.path)).toThrow(/^[^\n]*cannot be used .*--cache$/);
  });

  it('notices a page that was damaged, and does not pass it off as a missing answer', async () => {
    await using folder = await tempFolder();
    const path = folder.file('answers.sqlite');
    {
      using cache = openAnswersCache(path);
      for (let at = 0; at < 50; at++) await cache.store(place(`k${at}`), answer('x'.repeat(2000)), 'r');
    }
    const bytes = await readFile(path);
    // Everything but the first page, which says what kind of file it is.
    bytes.fill(0xff, 4096);
    await writeFile(path, bytes);
    expect(() => {
      using cache = openAnswersCache(path);
      cache.find(place('k7'));
    }).toThrow(/is damaged/);
  });

  it('keeps what was stored when the disk is full, and says so', async () => {
    await using folder = await tempFolder();
    const path = folder.file('answers.sqlite');
    const script = `
      import { openAnswersCache } from '${PROJECT}src/runner/answers-cache.ts';
      using cache = openAnswersCache(process.argv[1]);
      let stored = 0;
      try {
        for (; stored < 500; stored++)
          await cache.store({ provider: 'p', key: String(stored), messages: [] },
            { text: 'x'.repeat(3000), truncated: false, stopReason: 'end' }, 'r');
      } catch (error) { console.log(JSON.stringify({ stored, name: error.name, message: error.message })); }`;
    // A limit on the size of files stands in for the full disk: the same error comes back from the system.
    const shell = 'ulimit -f 300; exec "$0" --input-type=module-typescript -e "$1" "$2"';
    const child = spawn('bash', ['-c', shell, process.execPath, script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const out = await text(child.stdout);
    const { stored, name, message } = JSON.parse(out) as { stored: number; name: string; message: string };
    expect(name).toBe('UserError');
    expect(message).toMatch(/no more answers can be stored .*what was stored is kept/);
    using cache = openAnswersCache(path);
    for (let at = 0; at < stored; at++)
      expect(cache.find({ provider: 'p', key: String(at), messages: [] })).toBeDefined();
  });
});
