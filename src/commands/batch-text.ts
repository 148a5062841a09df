import { counted } from '../counted.ts';
import { type BatchStatus, totalOf } from '../models/batch/batch-status.ts';
import type { BatchCounts } from '../models/batch/batches-api.ts';
import { plain } from '../reports/plain.ts';
import { duration } from './duration.ts';

/** One line for a log: what has become of a batch. */
export function batchLine({ id, state, counts, createdMs, isPickedUp }: BatchStatus, now: number): string {
  const name = `batch ${plain(id)}${isPickedUp ? ' (picked up)' : ''}`;
  const total = totalOf(counts);
  const requests = counted(total, 'request');
  switch (state) {
    case 'left':
      return `${name} goes on without this process (${requests}); the same command picks its answers up`;
    case 'ended':
      return `${name} ended after ${duration(Math.max(0, now - createdMs) / 1000)}: ${countsText(counts)}`;
    case 'canceling':
      return `${name} is being canceled: ${requests}`;
    case 'in_progress':
      return `${name} in progress: ${requests}, created ${new Date(createdMs).toISOString().slice(0, 16)}Z`;
  }
}

/** `1 of 2 batches in progress (31 processing, 28 succeeded, 1 expired of 60)`; '' if there is none. */
export function batchesText(batches: readonly BatchStatus[]): string {
  if (batches.length === 0) return '';
  const active = batches.filter(({ state }) => state === 'in_progress' || state === 'canceling').length;
  const sum = (key: keyof BatchCounts): number =>
    batches.reduce((total, { counts }) => total + counts[key], 0);
  const counts = countsText({
    processing: sum('processing'),
    succeeded: sum('succeeded'),
    errored: sum('errored'),
    canceled: sum('canceled'),
    expired: sum('expired'),
  });
  const all = batches.length === 1 ? 'batch' : `${batches.length} batches`;
  if (active === 0) return `${all} (${counts})`;
  return `${batches.length === 1 ? '' : `${active} of `}${all} in progress (${counts})`;
}

function countsText(counts: BatchCounts): string {
  const parts = (['processing', 'succeeded', 'errored', 'expired', 'canceled'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`);
  return `${parts.join(', ')} of ${totalOf(counts)}`;
}
