import { binomialAtLeast, binomialPmf } from './binomial.ts';
import { requireCount, requireLevel, requirePositive, requireWithin } from './checks.ts';
import { eAlarmBinary } from './evidence.ts';
import { crossing } from './interval.ts';
import { normalQuantile } from './normal.ts';

/** What a paired comparison of mean scores has to see through (Miller 2024). */
export interface PairedNoise {
  /** Variance over tasks of the true difference between the versions' means. */
  readonly betweenTasks: number;
  /** Variance of one repeat of A around its task's mean, divided by A's repeats. */
  readonly withinA: number;
  /** The same for B. */
  readonly withinB: number;
}

/** Error rates of a planned test. */
export interface PowerOptions {
  /** Two-sided level, 0.05 by default. */
  readonly alpha?: number;
  /** Chance to find the difference, 0.8 by default. */
  readonly power?: number;
}

/**
 * Tasks that a paired comparison needs to find a mean difference (Miller 2024): (z_{α/2} + z_β)²·noise/δ², not rounded.
 * @throws {RangeError} unless the difference is positive and variances are not negative.
 */
export function tasksNeeded(difference: number, noise: PairedNoise, options: PowerOptions = {}): number {
  requirePositive('difference', difference);
  return (errorFactor(options) * noiseOf(noise)) / difference ** 2;
}

/**
 * The smallest mean difference that a paired comparison of n tasks finds: √((z_{α/2} + z_β)²·noise/n). Give noise from a
 * pilot, never from the result itself: "observed power" says nothing.
 * @throws {RangeError} unless n >= 1 is whole and variances are not negative.
 */
export function smallestDifference(tasks: number, noise: PairedNoise, options: PowerOptions = {}): number {
  requireCount('tasks', tasks, 1);
  return Math.sqrt((errorFactor(options) * noiseOf(noise)) / tasks);
}

function errorFactor({ alpha = 0.05, power = 0.8 }: PowerOptions): number {
  requireLevel('alpha', alpha);
  requireLevel('power', power);
  return (normalQuantile(1 - alpha / 2) + normalQuantile(power)) ** 2;
}

function noiseOf({ betweenTasks, withinA, withinB }: PairedNoise): number {
  for (const [name, value] of Object.entries({ betweenTasks, withinA, withinB })) {
    requireWithin(name, value, 0, Number.MAX_VALUE);
  }
  return betweenTasks + withinA + withinB;
}

/** The e-value at which one promise alarms if no other shows anything: (promises + 1)/alpha, the overall test included. */
export function alarmBar(promises: number, alpha = 0.05): number {
  requireCount('promises', promises, 1);
  requireLevel('alpha', alpha);
  return (promises + 1) / alpha;
}

/**
 * The fewest pairs kept by A and broken by B that raise an alarm, with `better` pairs the other way round: with fewer pairs
 * than this a gate cannot turn red.
 * @throws {RangeError} unless promises >= 1 and better >= 0 are whole.
 */
export function flipsForAlarm(promises: number, alpha = 0.05, better = 0): number {
  return fewestFlips(alarmBar(promises, alpha), better, better);
}

function fewestFlips(bar: number, better: number, from: number): number {
  let flips = from;
  while (eAlarmBinary(flips, better) < bar) flips += 1;
  return flips;
}

/** A gate's design as far as its power goes. */
export interface DropDesign {
  /** Slots in which the promise applies. */
  readonly slots: number;
  readonly promises: number;
  /** Keep-rate of A, 0 to 1. */
  readonly rate: number;
  readonly alpha?: number;
  readonly power?: number;
}

/**
 * The smallest drop of one promise that a gate finds by its last slot with the given power (0.8), one fresh A for each B and
 * the two independent given the task: exact over all counts of pairs. Undefined if not even a drop to 0 is found.
 * @throws {RangeError} unless slots and promises are counts of at least 1 and the rate is from 0 to 1.
 */
export function smallestDetectableDrop(design: DropDesign): number | undefined {
  const { slots, promises, rate, alpha = 0.05, power = 0.8 } = design;
  requireCount('slots', slots, 1);
  requireWithin('rate', rate, 0, 1);
  requireLevel('power', power);
  const bar = alarmBar(promises, alpha);
  const bars: number[] = [];
  for (let better = 0; ; better++) {
    // Never fewer than with one pair less the other way round.
    const flips = fewestFlips(bar, better, bars.at(-1) ?? 0);
    if (flips + better > slots) break;
    bars.push(flips);
  }
  const found = (drop: number) => chanceOfAlarm(bars, slots, rate, drop);
  if (found(rate) < power) return undefined;
  return crossing((drop) => found(drop) - power, 0, rate);
}

function chanceOfAlarm(bars: readonly number[], slots: number, rate: number, drop: number): number {
  const worse = rate * (1 - rate + drop);
  const better = (1 - rate) * (rate - drop);
  let chance = 0;
  for (const [gained, bar] of bars.entries()) {
    chance +=
      binomialPmf(gained, slots, better) *
      binomialAtLeast(bar, slots - gained, Math.min(1, worse / (1 - better)));
  }
  return chance;
}
