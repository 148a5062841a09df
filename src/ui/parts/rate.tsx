import type { Interval } from '../../stats/interval.ts';
import { percent } from './numbers.ts';

/** How well a promise is kept, in five steps that colour and wording share. */
export const BANDS = [
  { name: 'never', words: 'never kept' },
  { name: 'seldom', words: 'kept less than half the time' },
  { name: 'mostly', words: 'kept half the time or more' },
  { name: 'nearly', words: 'kept nine times in ten or more' },
  { name: 'always', words: 'always kept' },
] as const;

export type Band = (typeof BANDS)[number]['name'];

/** The step of a rate. */
export function bandOf(rate: number): Band {
  if (rate === 0) return 'never';
  if (rate === 1) return 'always';
  if (rate >= 0.9) return 'nearly';
  return rate >= 0.5 ? 'mostly' : 'seldom';
}

/** A rate on a line from 0 to 100 %: the interval as a bar, the rate as a tick. Says nothing that the numbers do not. */
export function IntervalMark({ rate, interval }: { rate: number; interval: Interval }) {
  const left = `${interval.low * 100}%`;
  return (
    <svg class={`interval ${bandOf(rate)}`} width="100%" height="8" aria-hidden="true">
      <line x1="0" x2="100%" y1="4" y2="4" class="interval-track" />
      <line x1="50%" x2="50%" y1="2" y2="6" class="interval-track" />
      <rect
        x={left}
        width={`${(interval.high - interval.low) * 100}%`}
        y="2"
        height="4"
        rx="2"
        class="interval-range"
      />
      <circle cx={`${rate * 100}%`} cy="4" r="3.5" class="interval-rate" />
    </svg>
  );
}

/** `92 %` with `11/12` beside it. */
export function Rate({ rate, kept, of }: { rate: number; kept: number; of: number }) {
  return (
    <span class="rate">
      <b>{percent(rate)}</b>{' '}
      <small>
        {kept}/{of}
      </small>
    </span>
  );
}
