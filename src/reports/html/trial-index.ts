import type { RunHeader, RunLine, ScoredLine, TrialLine } from '../../runs/format.ts';
import { EffortTally } from './effort.ts';
import type { PageEffort, PageTrial } from './page-data.ts';

const CODES = { kept: 'k', broken: 'b', 'not-applicable': 'n', unscored: 'u' } as const;
const WEIGHTS = { block: 4, warn: 2, info: 1 } as const;

/** One trial of the index, and what its transcript would take in a page. */
export interface IndexedTrial {
  readonly trial: PageTrial;
  /** Characters of its turns and verdicts. */
  readonly size: number;
}

/** Hears every line of a run and keeps of each trial what fits in a page of twenty thousand. */
export class TrialIndex {
  /** Which scoring of the run counts: 0 for the first. */
  counted = 0;
  private header: RunHeader | undefined;
  private readonly tasks = new Map<string, number>();
  private readonly agents = new Map<string, number>();
  private readonly trials = new Map<string, { trial: Omit<PageTrial, 'verdicts'>; size: number }>();
  private readonly effortOf: EffortTally[] = [];
  private scoring = 0;
  private promises = new Map<string, number>();
  private verdicts = new Map<string, { codes: string; size: number }>();
  private complete: { scoring: number; verdicts: TrialIndex['verdicts'] } | undefined;

  add(line: RunLine): void {
    switch (line.type) {
      case 'run':
        this.header = line;
        this.expect(line.promises);
        for (const [index, { id }] of line.agents.entries()) {
          this.agents.set(id, index);
          this.effortOf.push(new EffortTally());
        }
        for (const [index, { id }] of line.tasks.entries()) this.tasks.set(id, index);
        break;
      case 'trial':
        this.addTrial(line);
        break;
      case 'scoring':
        if (this.isComplete()) this.complete = { scoring: this.scoring, verdicts: this.verdicts };
        this.scoring++;
        this.expect(line.promises);
        break;
      case 'scored':
        this.addScored(line);
        break;
      case 'ended':
    }
  }

  /** Every trial with the verdicts of the scoring that counts, and what its agent took. */
  finish(): { trials: IndexedTrial[]; effort: PageEffort[] } {
    const counted =
      this.isComplete() || !this.complete
        ? { scoring: this.scoring, verdicts: this.verdicts }
        : this.complete;
    this.counted = counted.scoring;
    const trials = [...this.trials].map(([key, { trial, size }]) => {
      const found = counted.verdicts.get(key);
      return { trial: { ...trial, verdicts: found?.codes ?? '' }, size: size + (found?.size ?? 0) };
    });
    return { trials, effort: this.effortOf.map((effort) => effort.totals()) };
  }

  private isComplete(): boolean {
    return this.verdicts.size >= this.trials.size;
  }

  private expect(promises: RunHeader['promises']): void {
    this.promises = new Map(promises.map(({ id }, index) => [id, index]));
    this.verdicts = new Map();
  }

  private addTrial(line: TrialLine): void {
    const agent = this.agents.get(line.agent);
    const task = this.tasks.get(line.task);
    if (agent === undefined || task === undefined) return;
    this.effortOf[agent]?.add(line);
    const size = line.turns.reduce((sum, turn) => sum + turn.user.length + turn.assistant.length + 200, 100);
    this.trials.set(trialId(line), {
      trial: {
        agent,
        task,
        repeat: line.repeat,
        turns: line.turns.length,
        ...(line.error ? { error: line.error.kind } : {}),
      },
      size,
    });
  }

  private addScored(line: ScoredLine): void {
    const codes = Array.from({ length: this.promises.size }, () => '-');
    let size = 0;
    for (const { promise, verdict, why, evidence } of line.verdicts) {
      const at = this.promises.get(promise);
      if (at !== undefined) codes[at] = CODES[verdict];
      size += 100 + why.length;
      for (const { quote, why: reason } of evidence) size += 100 + quote.length + reason.length;
    }
    this.verdicts.set(trialId(line), { codes: codes.join(''), size });
  }
}

/** What names one trial within its run. */
export function trialId({ agent, task, repeat }: Pick<TrialLine, 'agent' | 'task' | 'repeat'>): string {
  return JSON.stringify([agent, task, repeat]);
}

/**
 * Which trials' transcripts are told most by, best first, for as long as they fit: broken promises by their severity,
 * and tasks on which agents differ; trials without an answer next, whole ones last.
 * @returns indexes into `trials`.
 */
export function mostTelling(
  trials: readonly IndexedTrial[],
  promises: RunHeader['promises'],
  budget: number,
): Set<number> {
  const differs = differingTasks(trials);
  const weighed = trials.map(({ trial, size }, index) => {
    let weight = trial.error === undefined ? 0 : 1;
    for (let at = 0; at < trial.verdicts.length; at++) {
      if (trial.verdicts[at] === 'b') weight += WEIGHTS[promises[at]?.severity ?? 'info'];
      if (differs.has(`${trial.task} ${at}`) && /[kb]/.test(trial.verdicts[at] ?? '')) weight += 2;
    }
    return { index, weight, size };
  });
  weighed.sort((a, b) => b.weight - a.weight || a.index - b.index);
  const chosen = new Set<number>();
  let left = budget;
  for (const { index, size } of weighed) {
    if (size > left) continue;
    left -= size;
    chosen.add(index);
  }
  return chosen;
}

/** `task promise` pairs that some trial keeps and another breaks. */
function differingTasks(trials: readonly IndexedTrial[]): Set<string> {
  const seen = new Map<string, string>();
  const differs = new Set<string>();
  for (const {
    trial: { task, verdicts },
  } of trials) {
    for (let at = 0; at < verdicts.length; at++) {
      const code = verdicts[at] ?? '-';
      if (code !== 'k' && code !== 'b') continue;
      const pair = `${task} ${at}`;
      const before = seen.get(pair);
      if (before === undefined) seen.set(pair, code);
      else if (before !== code) differs.add(pair);
    }
  }
  return differs;
}
