import { expect, it } from 'vitest';
import { madeUpRun, names } from '../../test/made-up-run.ts';
import { UserError } from '../input/user-error.ts';
import type { RunHeader } from './format.ts';
import { TrialPlaces } from './trial-places.ts';

function header(repeats: number): RunHeader {
  const shape = { id: 'r', agents: ['a', 'b'], tasks: names('t', 3), promises: ['p'] };
  return { ...(madeUpRun({ ...shape, verdict: () => 'kept' })[0] as RunHeader), repeats };
}

it('knows where the lines of each trial stand, beyond four gigabytes as well', () => {
  const places = new TrialPlaces(header(2));
  const trial = { agent: 'b', task: 't3', repeat: 2 };
  places.set('scored', trial, { start: 2 ** 33, length: 20 });
  places.set('trial', trial, { start: 7, length: 10 });
  places.set('trial', { ...trial, agent: 'a' }, { start: 100, length: 1 });
  expect(places.get('scored', trial)).toEqual({ start: 2 ** 33, length: 20 });
  expect(places.get('scored', { ...trial, repeat: 1 })).toBeUndefined();
  expect(places.of(({ agent }) => agent === 'b').map(({ start }) => start)).toEqual([7, 2 ** 33]);
  expect(places.of(() => true).map(({ start }) => start)).toEqual([7, 100, 2 ** 33]);
});

it('has no place for what the run does not have', () => {
  const places = new TrialPlaces(header(1));
  for (const trial of [
    { agent: 'c', task: 't1', repeat: 1 },
    { agent: 'a', task: 't4', repeat: 1 },
    { agent: 'a', task: 't1', repeat: 2 },
    { agent: 'a', task: 't1', repeat: 0 },
  ]) {
    places.set('trial', trial, { start: 1, length: 1 });
    expect(places.get('trial', trial)).toBeUndefined();
  }
  expect(places.of(() => true)).toEqual([]);
});

it.each([1e12, -1])('refuses a header that tells of %d repeats', (repeats) => {
  expect(() => new TrialPlaces(header(repeats))).toThrow(UserError);
});
