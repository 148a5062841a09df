/** `92 %`: whole per cent, for rates. */
export function percent(rate: number): string {
  return `${Math.round(rate * 100)} %`;
}

/** `1 task`, `12 tasks`, `20,000 trials`. */
export function plural(count: number, word: string): string {
  return `${whole(count)} ${count === 1 ? word : `${word}s`}`;
}

/** Thousands parted by commas, whatever the reader's system. */
export function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `$0.0042`, `$1.20`: as many places as small sums need. */
export function dollars(sum: number): string {
  return `$${sum.toFixed(sum !== 0 && Math.abs(sum) < 1 ? 4 : 2)}`;
}

/** Milliseconds as `420 ms`, `8.4 s` or `3 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** `21 November 2026, 07:34 UTC`. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day}, ${iso.slice(11, 16)} UTC`;
}
