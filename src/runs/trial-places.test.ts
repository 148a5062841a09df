import { expect, it } from 'vitest';
import { madeUpRun, names } from '../../test/made-up-run.ts';
import { UserError } from '../input/user-error.ts';
import type { RunHeader } from './format.ts';
import { TrialGrid, type TrialPlace } from './trial-grid.ts';
import { TrialPlaces } from './trial-places.ts';

const shape = { id: 'r', agents: ['a', 'b'], tasks: names('t', 3), promises: ['p'] };
const grid = new TrialGrid(madeUpRun({ ...shape, verdict: () => 'kept' })[0] as RunHeader);

it('knows where the lines of each trial stand, beyond four gigabytes as well', () => {
  const places = new TrialPlaces(grid.trialsIn(2));
  const number = (trial: TrialPlace): number => grid.indexOf(trial)!;
  const trial = { agent: 'b', task: 't3', repeat: 2 };
  const other = { ...trial, agent: 'a' };
  places.set('scored', number(trial), { start: 2 ** 33, length: 20 });
  places.set('trial', number(trial), { start: 7, length: 10 });
  places.set('trial', number(other), { start: 100, length: 1 });
  expect(places.get('scored', number(trial))).toEqual({ start: 2 ** 33, length: 20 });
  expect(places.get('scored', number({ ...trial, repeat: 1 }))).toBeUndefined();
  expect(places.of([number(trial)]).map(({ start }) => start)).toEqual([7, 2 ** 33]);
  expect(places.of([number(trial), number(other)]).map(({ start }) => start)).toEqual([7, 100, 2 ** 33]);
});

it('has no place for what the run does not have', () => {
  const places = new TrialPlaces(grid.trialsIn(1));
  for (const trial of [
    { agent: 'a', task: 't1', repeat: 2 },
    { agent: 'a', task: 't1', repeat: 0 },
  ]) {
    const number = grid.indexOf(trial)!;
    places.set('trial', number, { start: 1, length: 1 });
    expect(places.get('trial', number)).toBeUndefined();
  }
  expect(places.of(Array.from({ length: grid.trialsIn(1) }, (_, number) => number))).toEqual([]);
  expect(grid.indexOf({ agent: 'c', task: 't1', repeat: 1 })).toBeUndefined();
  expect(grid.indexOf({ agent: 'a', task: 't4', repeat: 1 })).toBeUndefined();
});

it.each([1e12, -1])('refuses a header that tells of %d repeats', (repeats) => {
  expect(() => grid.trialsIn(repeats)).toThrow(UserError);
});
