import { type BatchStatus, totalOf } from '../models/batch/batch-status.ts';
import type { BatchCounts } from '../models/batch/batches-api.ts';
import { plain } from '../reports/plain.ts';
import { plural } from '../reports/words.ts';
import { duration } from './duration.ts';

/** One line for a log: what has become of a batch. */
export function batchLine({ id, state, counts, createdMs, isPickedUp }: BatchStatus, now: number): string {
  const name = `batch ${plain(id)}`;
  const total = totalOf(counts);
  const requests = `${total} ${plural(total, 'request')}`;
  switch (state) {
    case 'left':
      return `${name} goes on without this process (${requests}); the same command picks its answers up`;
    case 'ended':
      return `${name} ended after ${duration(Math.max(0, now - createdMs) / 1000)}: ${countsText(counts)}`;
    case 'canceling':
    case 'in_progress': {
      const since = new Date(createdMs).toISOString().slice(0, 16).replace('T', ' ');
      const origin = isPickedUp ? `, picked up, created ${since} UTC` : '';
      return `${name} ${state === 'canceling' ? 'is being canceled' : 'in progress'}: ${requests}${origin}`;
    }
  }
}

/** `2 batches in progress (118 processing, 2 succeeded of 120), 1:12`; '' without any under way. */
export function batchesText(batches: Iterable<BatchStatus>, now: number): string {
  const active = [...batches].filter(({ state }) => state === 'in_progress' || state === 'canceling');
  if (active.length === 0) return '';
  const sum = (key: keyof BatchCounts): number =>
    active.reduce((total, { counts }) => total + counts[key], 0);
  const counts: BatchCounts = {
    processing: sum('processing'),
    succeeded: sum('succeeded'),
    errored: sum('errored'),
    canceled: sum('canceled'),
    expired: sum('expired'),
  };
  const since = Math.min(...active.map(({ createdMs }) => createdMs));
  const waited = duration(Math.max(0, now - since) / 1000);
  return `${active.length} ${active.length === 1 ? 'batch' : 'batches'} in progress (${countsText(counts)}), ${waited}`;
}

function countsText(counts: BatchCounts): string {
  const parts = (['processing', 'succeeded', 'errored', 'expired', 'canceled'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`);
  return `${parts.join(', ')} of ${totalOf(counts)}`;
}
