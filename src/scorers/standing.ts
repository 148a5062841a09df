import type { StoredVerdict } from '../runs/format.ts';
import type { StoredScoring, StoredVerdicts } from '../runs/stored-trials.ts';
import type { Scorers } from './promises.ts';

/** Which stored verdicts another scoring would only give again. */
export class Standing {
  private readonly now: ReadonlyMap<string, Judged>;
  private readonly scorers: Scorers;
  private readonly code: string;
  private readonly unchanged = new Map<StoredScoring, ReadonlySet<string>>();

  /**
   * @param now the scoring that is about to begin.
   * @param code tells apart what code judges now.
   */
  constructor(now: StoredScoring, scorers: Scorers, code: string) {
    this.now = new Map(now.promises.map((promise) => [promise.id, promise]));
    this.scorers = scorers;
    this.code = code;
  }

  /**
   * The verdicts on promises whose definition and scorer are the same, where the same code gave them. Those of a judge and of code
   * that is not ours are none of them, nor those that a bug of a scorer stands in the place of.
   */
  of({ scoring, scored }: StoredVerdicts): ReadonlyMap<string, StoredVerdict> {
    if (scored.code !== this.code) return new Map();
    const unchanged = this.unchangedSince(scoring);
    return new Map(
      scored.verdicts
        .filter(({ promise, cause }) => unchanged.has(promise) && cause !== 'scorer-failed')
        .map((verdict) => [verdict.promise, verdict]),
    );
  }

  private unchangedSince(scoring: StoredScoring): ReadonlySet<string> {
    let unchanged = this.unchanged.get(scoring);
    if (!unchanged) {
      unchanged = new Set(
        scoring.promises.filter((promise) => this.isUnchanged(promise)).map(({ id }) => id),
      );
      this.unchanged.set(scoring, unchanged);
    }
    return unchanged;
  }

  private isUnchanged({ id, hash, scorer }: Judged): boolean {
    const now = this.now.get(id);
    if (!now || this.scorers.get(id)?.inMainThread) return false;
    return now.hash === hash && now.scorer === scorer;
  }
}

type Judged = StoredScoring['promises'][number];
