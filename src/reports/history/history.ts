import type { Interval } from '../../stats/interval.ts';

/** One night's record of one variant on one promise. */
export interface Point {
  /** Index into the nights. */
  readonly night: number;
  readonly kept: number;
  readonly applicable: number;
  readonly unscored: number;
  /** null where the promise was not judged that night. */
  readonly rate: number | null;
  /** 95 % interval of the rate. */
  readonly interval: Interval | null;
}

/** What changed between two nights, so that their verdicts cannot be pooled. */
export type ChangeKind = 'agent' | 'model' | 'tasks' | 'scorer';

/** Why a line breaks. */
export interface Reason {
  readonly kind: ChangeKind;
  readonly why: string;
}

/** A place at which a line breaks: the first night after the change. */
export interface Break {
  readonly night: number;
  readonly reasons: readonly Reason[];
}

/** One promise of one variant over all nights. */
export interface Series {
  readonly agent: string;
  readonly promise: string;
  /** Nights on which the variant made the promise and ran, oldest first. */
  readonly points: readonly Point[];
  readonly breaks: readonly Break[];
}

/** A drop: fewer kept in the last nights than in those before, beyond what chance would do. */
export interface Drop {
  readonly agent: string;
  readonly promise: string;
  /** The last night of the window, as an index. */
  readonly night: number;
  /** Nights of the window. */
  readonly window: number;
  readonly before: { readonly kept: number; readonly applicable: number };
  readonly now: { readonly kept: number; readonly applicable: number };
  /** Exact chance, if nothing changed, of so few kept. */
  readonly chance: number;
  /** Whether the frozen sentinel dropped likewise: then the model changed; `itself` for the sentinel's own drop. */
  readonly sentinel: 'dropped' | 'held' | 'unknown' | 'itself';
}

/** Something that is otherwise than the night before, for the variants it concerns. */
export interface Change extends Omit<Reason, 'kind'> {
  readonly kind: ChangeKind | 'variant' | 'promise';
  readonly agents: readonly string[];
}

/** All promises of all variants over the runs of a folder. Plain JSON. */
export interface History {
  readonly format: 1;
  readonly suite: string;
  /** Oldest first; a night is a day of UTC with a run. */
  readonly nights: readonly { readonly date: string; readonly runs: readonly string[] }[];
  readonly agents: readonly string[];
  readonly promises: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: 'block' | 'warn' | 'info';
  }[];
  readonly sentinel: string | null;
  /** What changed since the night before the last. */
  readonly last: {
    /** Drops by the nightly rule: like compared with like only. */
    readonly alarms: readonly Drop[];
    /** Drops since a prompt or model changed, at most seven nights ago: no alarms, for unlike is compared. */
    readonly drops: readonly Drop[];
    readonly changes: readonly Change[];
    /** Pairs of variant and promise that were looked at: the alarms are corrected for their number. */
    readonly looked: number;
  };
  /** Alarms of the 30 nights before the last. */
  readonly earlierAlarms: readonly Drop[];
  readonly series: readonly Series[];
  readonly remarks: readonly string[];
}
