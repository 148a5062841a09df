import { requireCount } from './checks.ts';
import { randomFrom, shuffle } from './random.ts';

/** One task x one repeat, for A and for B. */
export interface SlotPlace {
  /** Index of the task. */
  readonly task: number;
  /** 1-based round. */
  readonly repeat: number;
}

/**
 * The slots a gate may use: whole rounds of the tasks, at least 3, for at least 300 slots, or 240 where each slot has the
 * mean of four or more stored answers for A.
 * @throws {RangeError} unless both are counts of at least 1.
 */
export function slotBudget(tasks: number, answersPerSlot = 1): number {
  requireCount('tasks', tasks, 1);
  requireCount('answersPerSlot', answersPerSlot, 1);
  return tasks * Math.max(3, Math.ceil((answersPerSlot >= 4 ? 240 : 300) / tasks));
}

/**
 * The order of slots: every round holds each task once, shuffled anew. The seed comes from the run's id, never from results.
 * @throws {RangeError} unless both are counts of at least 1.
 */
export function slotOrder(tasks: number, slots: number, seed: string): SlotPlace[] {
  requireCount('tasks', tasks, 1);
  requireCount('slots', slots, 1);
  const random = randomFrom(seed);
  const indices = Array.from({ length: tasks }, (_, index) => index);
  const rounds = Array.from({ length: Math.ceil(slots / tasks) }, (_, index) => index + 1);
  return rounds
    .flatMap((repeat) => shuffle(indices, random).map((task) => ({ task, repeat })))
    .slice(0, slots);
}

/**
 * Which repeats of A stand against which repeat of B within one task: min(nA, nB) slots, a surplus of A's spread over them as
 * means, a surplus of B's left out. Each repeat is used once. Entry i lists the indices of A's repeats for B's repeat i.
 * @throws {RangeError} unless both are counts.
 */
export function matchRepeats(repeatsA: number, repeatsB: number): number[][] {
  requireCount('repeatsA', repeatsA);
  requireCount('repeatsB', repeatsB);
  const slots = Math.min(repeatsA, repeatsB);
  return Array.from({ length: slots }, (_, slot) =>
    Array.from({ length: Math.ceil((repeatsA - slot) / slots) }, (_, round) => slot + round * slots),
  );
}
