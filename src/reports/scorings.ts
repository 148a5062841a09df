/**
 * Which scoring of a run counts: the last that reached every trial; if there is none, the last. Is told of the run's lines in
 * their order; a scoring is whatever stands for one.
 */
export class Scorings<Scoring> {
  private trials = 0;
  private current: { readonly scoring: Scoring; scored: number } | undefined;
  private whole: Scoring | undefined;

  begin(scoring: Scoring): void {
    if (this.current && this.isWhole(this.current)) this.whole = this.current.scoring;
    this.current = { scoring, scored: 0 };
  }

  countTrial(): void {
    this.trials++;
  }

  /** The scoring that scored a trial; undefined if none was begun. */
  countScored(): Scoring | undefined {
    if (this.current) this.current.scored++;
    return this.current?.scoring;
  }

  /** Undefined if none was begun. */
  get counted(): Scoring | undefined {
    if (this.current && this.isWhole(this.current)) return this.current.scoring;
    return this.whole ?? this.current?.scoring;
  }

  private isWhole({ scored }: { readonly scored: number }): boolean {
    return scored >= this.trials;
  }
}
