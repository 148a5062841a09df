import { holm } from './adjust.ts';
import { betaQuantile } from './beta.ts';
import { requireCount, requireEach, requirePositive, requireWithin } from './checks.ts';
import { gateFindings } from './gate-findings.ts';
import { mcnemar } from './paired.ts';
import { type Random, randomFrom } from './random.ts';
import { foldSlot, type GateDesign, type GateState, startGate } from './sequential.ts';
import type { Slot } from './slot-outcomes.ts';
import { slotOrder } from './slots.ts';
import { sum } from './sums.ts';

/** A made-up world to try a gate in. */
export interface Scenario {
  readonly tasks: number;
  /** A's keep-rate of each promise. */
  readonly rates: readonly number[];
  /** How alike tasks are: their keep-rates spread as Beta(c·rate, c·(1 − rate)); c = 1 makes tasks nearly all or nothing. */
  readonly concentration: number;
  /** What B does worse, if anything: every task's keep-rate of this promise is scaled so that the mean falls by `drop`. */
  readonly change?: { readonly promise: number; readonly drop: number } | undefined;
}

/** A way to decide, with its price. */
export type Procedure =
  | {
      readonly kind: 'sequential';
      readonly design: GateDesign;
      /** Stored answers of A cost nothing, fresh ones as much as B's. */
      readonly baseline: 'fresh' | 'stored';
    }
  | {
      /** All slots, then McNemar's exact test for each promise. */
      readonly kind: 'fixed';
      readonly slots: number;
      readonly alpha: number;
      readonly correction: 'holm' | 'none';
    };

/** What came of many runs of one procedure in one scenario. */
export interface SimulationResult {
  readonly runs: number;
  /** Runs in which the gate failed, for whatever promise or overall. */
  readonly failed: number;
  /** Runs in which the promise that changed was called a regression; others may have failed, and stopped, overall first. */
  readonly found: number;
  readonly passed: number;
  /** Mean over runs. */
  readonly calls: number;
  readonly slots: number;
}

interface Played {
  readonly failed: boolean;
  readonly found: boolean;
  readonly passed: boolean;
  readonly slots: number;
}

/**
 * Plays the procedure again and again on made-up answers; the same seed gives the same result.
 * @throws {RangeError} if the scenario is out of range or does not fit the design.
 */
export function simulate(
  scenario: Scenario,
  procedure: Procedure,
  runs: number,
  seed: string,
): SimulationResult {
  requireCount('runs', runs, 1);
  const world = worldOf(scenario);
  const play = playerOf(procedure, world);
  const played = Array.from({ length: runs }, (_, run) => play(`${seed}/${run}`));
  const slots = sum(played.map((one) => one.slots)) / runs;
  const isFree = procedure.kind === 'sequential' && procedure.baseline === 'stored';
  return {
    runs,
    failed: played.filter((one) => one.failed).length,
    found: played.filter((one) => one.found).length,
    passed: played.filter((one) => one.passed).length,
    calls: isFree ? slots : 2 * slots,
    slots,
  };
}

/** One run of the procedure from a seed. */
function playerOf(procedure: Procedure, world: World): (seed: string) => Played {
  if (procedure.kind === 'fixed') return (seed) => runFixed(world, procedure, randomFrom(`${seed}/answers`));
  const start = startGate(procedure.design);
  return (seed) => runGate(world, start, randomFrom(`${seed}/answers`), `${seed}/order`);
}

/** Keep-rates of A and B by task, then by promise. */
interface World {
  readonly a: readonly (readonly number[])[];
  readonly b: readonly (readonly number[])[];
  readonly changed: number | undefined;
}

function worldOf({ tasks, rates, concentration, change }: Scenario): World {
  requireCount('tasks', tasks, 1);
  requireEach('rates', rates, 0, 1);
  requirePositive('concentration', concentration);
  if (change) {
    requireWithin('change.promise', change.promise, 0, rates.length - 1);
    requireWithin('change.drop', change.drop, 0, rates[change.promise]!);
  }
  const byPromise = rates.map((rate) => taskRates(rate, tasks, concentration));
  const a = Array.from({ length: tasks }, (_, task) => byPromise.map((promise) => promise[task]!));
  const factor = (promise: number) => (change?.promise === promise ? 1 - change.drop / rates[promise]! : 1);
  return {
    a,
    b: a.map((task) => task.map((rate, promise) => rate * factor(promise))),
    changed: change?.promise,
  };
}

/** Evenly spread quantiles of the tasks' Beta distribution, pulled towards 0 or 1 until the promise's rate is their mean. */
function taskRates(rate: number, tasks: number, concentration: number): number[] {
  if (rate === 0 || rate === 1) return Array.from({ length: tasks }, () => rate);
  const [a, b] = [concentration * rate, concentration * (1 - rate)];
  const spread = Array.from({ length: tasks }, (_, task) => betaQuantile((task + 0.5) / tasks, a, b));
  const found = sum(spread) / tasks;
  if (found >= rate) return spread.map((value) => (value * rate) / found);
  return spread.map((value) => 1 - ((1 - value) * (1 - rate)) / (1 - found));
}

function answer(rates: readonly number[], random: Random): number[] {
  return rates.map((rate) => Number(random() < rate));
}

function runGate(world: World, start: GateState, random: Random, seed: string): Played {
  const { design } = start;
  let state = start;
  for (const { task } of slotOrder(world.a.length, design.slots, seed)) {
    const a = Array.from({ length: design.answersPerSlot }, () => answer(world.a[task]!, random));
    const slot: Slot = { a, b: answer(world.b[task]!, random) };
    state = foldSlot(state, slot);
    if (state.evaluatedAt === state.slots && gateFindings(state).stop) break;
  }
  const { verdict, promises } = gateFindings(state);
  return {
    failed: verdict === 'fail',
    passed: verdict === 'pass',
    found: world.changed !== undefined && promises[world.changed]?.verdict === 'regression',
    slots: state.slots,
  };
}

function runFixed(
  world: World,
  { slots, alpha, correction }: Extract<Procedure, { kind: 'fixed' }>,
  random: Random,
): Played {
  const worse = world.a[0]!.map(() => 0);
  const better = world.a[0]!.map(() => 0);
  for (let slot = 0; slot < slots; slot++) {
    const task = slot % world.a.length;
    const a = answer(world.a[task]!, random);
    const b = answer(world.b[task]!, random);
    for (const [promise, kept] of a.entries()) {
      if (kept > b[promise]!) worse[promise]! += 1;
      if (kept < b[promise]!) better[promise]! += 1;
    }
  }
  const chances = worse.map((count, promise) => mcnemar(count, better[promise]!).worse);
  const alarms = (correction === 'holm' ? holm(chances) : chances).map((chance) => chance <= alpha);
  const failed = alarms.includes(true);
  return { failed, passed: !failed, found: world.changed !== undefined && alarms[world.changed]!, slots };
}
