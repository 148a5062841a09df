import { readFileSync } from 'node:fs';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { oncePer } from './once.ts';
import { parseAnswer } from './parse.ts';
import { pythonFiles } from './python-files.ts';
import { routinesIn } from './routines.ts';
import { statementsOf } from './statements.ts';

it('asks once for each thing, even for one that is frozen', () => {
  let asked = 0;
  const named = oncePer(({ name }: { readonly name: string }) => `${name} ${++asked}`);
  const one = Object.freeze({ name: 'one' });
  expect([named(one), named({ name: 'two' }), named(one)]).toEqual(['one 1', 'two 2', 'one 1']);
});

it('keeps apart what several functions find of one thing', () => {
  const length = oncePer((list: readonly number[]) => `${list.length} long`);
  const sum = oncePer((list: readonly number[]) => `${list.reduce((all, one) => all + one, 0)} in all`);
  const list = [1, 2, 3];
  expect([length(list), sum(list), length(list), sum(list)]).toEqual([
    '3 long',
    '6 in all',
    '3 long',
    '6 in all',
  ]);
});

it('does not take what is known of a thing for what is known of its copy', () => {
  const named = oncePer(({ name }: { readonly name: string }) => `called ${name}`);
  const one = { name: 'one' };
  named(one);
  expect(named({ ...one, name: 'two' })).toBe('called two');
});

it('frees what was read of an answer by minor collections', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;
  const answer = readFileSync('datasets/transcripts/fastapi-clarifier/image-resize-queue.md', 'utf8');
  const oldSpace = (): number =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;
  const readAndForget = (): void => {
    read(answer);
    collect({ type: 'minor' });
  };
  for (let warmUp = 0; warmUp < 20; warmUp++) readAndForget();
  collect();
  const before = oldSpace();
  for (let time = 0; time < 20; time++) readAndForget();
  // Bytes an answer: a thousand, and two hundred thousand where a WeakMap or a getter in an object literal leads to it.
  expect((oldSpace() - before) / 20).toBeLessThan(20_000);
});

/** What many scorers ask for; much of it leads back to the answer. */
function read(answer: string): void {
  const parsed = parseAnswer({ turns: [answer], user: ['Build it.'] });
  const found = [...statementsOf(parsed), ...pythonFiles(parsed), ...routinesIn(parsed)];
  expect(found.length).toBeGreaterThan(20);
}
