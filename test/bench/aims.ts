import type { Row } from './table.ts';

/** What is asked of Vouch, and what was measured for it. */
export interface Aim {
  readonly what: string;
  readonly asked: string;
  /** Undefined if the rows it is read off were not measured. */
  readonly measured: number | undefined;
  readonly holds: boolean;
}

/** The aims by ratio, read off the rows of one sitting. */
export function aimsOf(rows: readonly Row[]): Aim[] {
  const median = (work: string, who = 'vouch'): number | undefined =>
    rows.find((row) => row.work.startsWith(work) && row.who === who)?.median;
  const ratio = (over: number | undefined, under: number | undefined): number | undefined =>
    over === undefined || under === undefined ? undefined : over / under;
  const difference = (from: number | undefined, less: number | undefined): number | undefined =>
    from === undefined || less === undefined ? undefined : from - less;
  const rate = 'rate, 5000 trials';
  const all = [
    atLeast(1, 'rate of 5,000 trials over the SDK loop', ratio(median(rate), median(rate, 'SDK loop'))),
    atLeast(16, 'rate of 5,000 trials over promptfoo', ratio(median(rate), median(rate, 'promptfoo'))),
    atMost(1.08, 'time over ideal at 200 ms x 50', median('time over ideal')),
    atMost(1.3, 'one trial over the SDK loop', ratio(median('one trial'), median('one trial', 'SDK loop'))),
    atLeast(
      0.6,
      'rate with all code scorers over the rate with none, 200 ms x 50',
      ratio(median('scoring at 200 ms', 'by all'), median('scoring at 200 ms', 'by nothing')),
    ),
    atLeast(
      400,
      're-scoring, transcripts a second',
      median('scoring, 10000 transcripts again', 'vouch score'),
    ),
    atLeast(
      40,
      'a run again, times faster than promptfoo',
      ratio(median('again, 5000', 'promptfoo'), median('again, 5000')),
    ),
    atMost(
      1.2,
      'peak memory of 50,000 trials over that of 5,000',
      ratio(median('peak memory, 50000 trials'), median('peak memory, 5000 trials')),
    ),
    atMost(250, 'peak memory of 50,000 trials, MB', median('peak memory, 50000 trials')),
    atMost(
      0.06,
      '`vouch --help` over bare Node, s',
      difference(median('start-up', 'vouch --help'), median('start-up', 'node -e 0')),
    ),
    atMost(1, 'first new call after --resume of 20,000 trials, s', median('resume, 20000', 'vouch --resume')),
  ];
  return all.filter(({ measured }) => measured !== undefined);
}

function atLeast(least: number, what: string, measured: number | undefined): Aim {
  return { what, asked: `at least ${least}`, measured, holds: measured !== undefined && measured >= least };
}

function atMost(most: number, what: string, measured: number | undefined): Aim {
  return { what, asked: `at most ${most}`, measured, holds: measured !== undefined && measured <= most };
}
