import type { RunHeader, RunLine, ScoredLine, ScoringLine, TrialLine } from '../../runs/format.ts';
import { placesOf, TrialGrid, type TrialPlace } from '../../runs/trial-grid.ts';
import { EffortTally } from './effort.ts';
import type { PageEffort, PageTrial } from './page-data.ts';

const CODES = { kept: 'k', broken: 'b', 'not-applicable': 'n', unscored: 'u' } as const;

/** A run in so few words that a page can hold them of twenty thousand trials. */
export interface RunIndex {
  readonly header: RunHeader;
  /** Promises of the scoring that counts: verdict codes stand in this order. */
  readonly promises: RunHeader['promises'];
  /** What each agent's prompt promises, by agent id, as the scoring that counts found it. */
  readonly made: ReadonlyMap<string, RunHeader['agents'][number]['promises']>;
  /** In the order in which the run begins them, whichever ended first. */
  readonly trials: readonly IndexedTrial[];
  /** In the order of the header's agents. */
  readonly effort: readonly PageEffort[];
}

/** One trial, and what its transcript would take in a page. */
export interface IndexedTrial {
  readonly trial: PageTrial;
  /** Characters of its turns and verdicts. */
  readonly size: number;
}

/**
 * Reads a run once into its index; undefined if it has no header.
 * @param counted which scoring of the run counts, from 0.
 */
export async function indexRun(
  lines: AsyncIterable<RunLine>,
  counted: number,
): Promise<RunIndex | undefined> {
  const indexer = new RunIndexer(counted);
  for await (const line of lines) indexer.add(line);
  return indexer.index();
}

/** Makes the index of a run line by line, in the order of its file. */
export class RunIndexer {
  private readonly counted: number | undefined;
  private header: RunHeader | undefined;
  private scoring: RunHeader | ScoringLine | undefined;
  private number = -1;
  /** By their numbers in the order of the run: a string for each would take as much memory as all else here. */
  private readonly trials = new Map<number, IndexedTrial>();
  private grid = new TrialGrid({ agents: [], tasks: [] });
  private promises: ReadonlyMap<string, number> = new Map();
  private effort: EffortTally[] = [];

  /** @param counted which scoring of the run counts, from 0; the last by default. */
  constructor(counted?: number) {
    this.counted = counted;
  }

  add(line: RunLine): void {
    switch (line.type) {
      case 'run':
        this.header = line;
        this.grid = new TrialGrid(line);
        this.effort = line.agents.map(() => new EffortTally());
        this.begin(line);
        break;
      case 'scoring':
        this.begin(line);
        break;
      case 'trial':
        this.addTrial(line);
        break;
      case 'scored':
        if (this.isCounted()) this.addVerdicts(line);
        break;
      case 'ended':
    }
  }

  /** Undefined if there was no header, or no such scoring. */
  index(): RunIndex | undefined {
    const { header, scoring } = this;
    if (!header || !scoring) return undefined;
    return {
      header,
      promises: scoring.promises,
      made: new Map(scoring.agents.map(({ id, promises }) => [id, promises])),
      trials: [...this.trials].sort(([a], [b]) => a - b).map(([, trial]) => trial),
      effort: this.effort.map((taken) => taken.totals()),
    };
  }

  private begin(scoring: RunHeader | ScoringLine): void {
    this.number++;
    if (!this.isCounted()) return;
    this.scoring = scoring;
    this.promises = placesOf(scoring.promises);
  }

  private isCounted(): boolean {
    return this.counted === undefined || this.number === this.counted;
  }

  private addTrial(line: TrialLine): void {
    const agent = this.grid.agents.get(line.agent);
    const task = this.grid.tasks.get(line.task);
    const at = this.grid.indexOf(line);
    if (agent === undefined || task === undefined || at === undefined) return;
    this.effort[agent]?.add(line);
    this.trials.set(at, shortened(line, agent, task));
  }

  private addVerdicts(line: ScoredLine): void {
    const at = this.grid.indexOf(line);
    const indexed = at === undefined ? undefined : this.trials.get(at);
    if (at === undefined || !indexed) return;
    const { trial, size } = indexed;
    const scored = codesOf(line, this.promises);
    this.trials.set(at, { trial: { ...trial, verdicts: scored.codes }, size: size + scored.size });
  }
}

/** Which trial of its run an indexed one is; undefined if there is none with this index. */
export function placeIn({ header, trials }: RunIndex, at: number): TrialPlace | undefined {
  const indexed = trials[at];
  if (!indexed) return undefined;
  const { agent, task, repeat } = indexed.trial;
  return { agent: header.agents[agent]!.id, task: header.tasks[task]!.id, repeat };
}

function shortened({ repeat, turns, error }: TrialLine, agent: number, task: number): IndexedTrial {
  const size = turns.reduce((sum, turn) => sum + turn.user.length + turn.assistant.length + 200, 100);
  return {
    trial: {
      agent,
      task,
      repeat,
      verdicts: '',
      turns: turns.length,
      ...(error ? { error: error.kind } : {}),
    },
    size,
  };
}

function codesOf(line: ScoredLine, promises: ReadonlyMap<string, number>): { codes: string; size: number } {
  const codes = Array.from({ length: promises.size }, () => '-');
  let size = 0;
  for (const { promise, verdict, why, evidence } of line.verdicts) {
    const at = promises.get(promise);
    if (at !== undefined) codes[at] = CODES[verdict];
    size += 100 + why.length;
    for (const { quote, why: reason } of evidence) size += 100 + quote.length + reason.length;
  }
  return { codes: codes.join(''), size };
}
