import type {
  EndedLine,
  RunHeader,
  RunLine,
  ScoredLine,
  ScoringLine,
  StoredVerdict,
  TrialLine,
} from '../runs/format.ts';
import { UserError } from '../input/user-error.ts';
import { TrialGrid, type TrialPlace } from '../runs/trial-grid.ts';
import { inPlanOrder, type Said, say } from './said.ts';
import { Scorings } from './scorings.ts';
import { addJudging, type JudgingTally, noJudging } from './judging.ts';
import { type RunUsage, UsageTally } from './usage.ts';

/** Counts of one agent's verdicts on one promise. */
export interface CellTally {
  kept: number;
  broken: number;
  notApplicable: number;
  unscored: number;
  /** Per task id: how often the promise was kept among the repeats to which it applied. */
  tasks: Map<string, { kept: number; applicable: number }>;
  /** The first broken verdict with evidence, else the first broken one, by the plan. */
  example: { at: number; task: string; repeat: number; verdict: StoredVerdict } | undefined;
  /** Causes of unscored verdicts, and what the first of each says. */
  causes: Map<string, Said>;
}

/**
 * Everything a report says about a run, as counts: its size does not grow with the number of trials, and but for the last
 * digits of sums nothing in it depends on the order in which they ended.
 */
export interface RunTally {
  readonly header: RunHeader;
  readonly finished: number;
  readonly failed: number;
  /** Per error kind: how many trials, and the message of the first. */
  readonly errors: ReadonlyMap<string, Said>;
  readonly truncated: number;
  /** What the trials took: of the run, and by agent id. */
  readonly usage: RunUsage;
  readonly usageOf: ReadonlyMap<string, RunUsage>;
  /** How work on the run ended last; undefined if it was killed. */
  readonly ended: EndedLine | undefined;
  /** Which scoring's verdicts are counted: 0 is the run's own, 1 the first that was added, and so on. */
  readonly scoring: number;
  /** What was judged, by that scoring. */
  readonly promises: RunHeader['promises'];
  readonly made: ReadonlyMap<string, RunHeader['agents'][number]['promises']>;
  /** Keyed by agent id, then by promise id. */
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, CellTally>>;
  readonly judging: Readonly<JudgingTally>;
}

/** One scoring of a run, counted. */
interface Scoring {
  /** 0 is the run's own, 1 the first that was added, and so on. */
  readonly number: number;
  readonly promises: RunHeader['promises'];
  readonly made: Map<string, RunHeader['agents'][number]['promises']>;
  readonly cells: Map<string, Map<string, CellTally>>;
  readonly judging: JudgingTally;
  readonly judgingOf: ReadonlyMap<string, JudgingTally>;
}

/**
 * Counts a run. Where it was scored more than once the last scoring that reached every trial counts.
 * @throws {UserError} if the run has no header.
 */
export async function tallyRun(lines: AsyncIterable<RunLine>, place: string): Promise<RunTally> {
  const count = new RunCount(place);
  for await (const line of lines) count.add(line);
  return count.tally();
}

/** Counts a run line by line, in the order of its file. */
export class RunCount {
  private header: RunHeader | undefined;
  private grid = new TrialGrid({ agents: [], tasks: [] });
  private ended: EndedLine | undefined;
  private begun = 0;
  private readonly scorings = new Scorings<Scoring>();
  private readonly trials = new TrialTally();
  private readonly place: string;

  /** @param place what an error calls the run. */
  constructor(place: string) {
    this.place = place;
  }

  /** @throws {UserError} if the first line is no header. */
  add(line: RunLine): void {
    if (line.type === 'run') {
      this.header = line;
      this.grid = new TrialGrid(line);
    } else if (!this.header) throw this.noHeader();
    switch (line.type) {
      case 'run':
      case 'scoring':
        this.scorings.begin(startScoring(line, this.begun++));
        break;
      case 'trial':
        this.scorings.countTrial();
        this.trials.add(line, this.orderOf(line));
        break;
      case 'scored':
        addVerdicts(this.scorings.countScored()!, line, this.orderOf(line));
        break;
      case 'ended':
        this.ended = line;
    }
  }

  /** @throws {UserError} if there was no header. */
  tally(): RunTally {
    const { header, ended } = this;
    const counted = this.scorings.counted;
    if (!header || !counted) throw this.noHeader();
    const { number: scoring, promises, made, cells, judging } = counted;
    for (const ofAgent of cells.values())
      for (const cell of ofAgent.values()) sortByPlan(cell, this.grid.tasks);
    return { header, ...this.trials.totals(header, counted), ended, scoring, promises, made, cells, judging };
  }

  /** Where a trial stands in the plan; strangers to the run come last. */
  private orderOf(trial: TrialPlace): number {
    return this.grid.indexOf(trial) ?? Number.POSITIVE_INFINITY;
  }

  private noHeader(): UserError {
    return UserError.at(this.place, 'the run file does not begin with a run header');
  }
}

class TrialTally {
  finished = 0;
  private failed = 0;
  private truncated = 0;
  private readonly errors = new Map<string, Said>();
  private readonly usage = new UsageTally();
  private readonly usageOf = new Map<string, UsageTally>();

  /** @param at its place in the plan. */
  add(trial: TrialLine, at: number): void {
    this.finished++;
    if (trial.error) {
      this.failed++;
      say(this.errors, trial.error.kind, at, trial.error.message);
    }
    if (trial.turns.at(-1)?.truncated) this.truncated++;
    this.usage.addTrial(trial);
    let ofAgent = this.usageOf.get(trial.agent);
    if (!ofAgent) this.usageOf.set(trial.agent, (ofAgent = new UsageTally()));
    ofAgent.addTrial(trial);
  }

  totals(
    { agents }: RunHeader,
    { judging, judgingOf }: Scoring,
  ): Pick<RunTally, 'finished' | 'failed' | 'errors' | 'truncated' | 'usage' | 'usageOf'> {
    const { finished, failed, truncated } = this;
    const errors = inPlanOrder(this.errors);
    const usageOf = new Map(
      agents.map(({ id }) => [
        id,
        (this.usageOf.get(id) ?? new UsageTally()).totals(judgingOf.get(id) ?? noJudging()),
      ]),
    );
    return { finished, failed, errors, truncated, usage: this.usage.totals(judging), usageOf };
  }
}

function startScoring(line: RunHeader | ScoringLine, number: number): Scoring {
  return {
    number,
    promises: line.promises,
    made: new Map(line.agents.map((agent) => [agent.id, agent.promises])),
    cells: new Map(line.agents.map((agent) => [agent.id, new Map<string, CellTally>()])),
    judging: noJudging(),
    judgingOf: new Map(line.agents.map((agent) => [agent.id, noJudging()])),
  };
}

function addVerdicts(scoring: Scoring, line: ScoredLine, at: number): void {
  const cells = scoring.cells.get(line.agent);
  const judgingOfAgent = scoring.judgingOf.get(line.agent);
  if (!cells || !judgingOfAgent) return;
  for (const verdict of line.verdicts) {
    let cell = cells.get(verdict.promise);
    if (!cell) {
      cell = {
        kept: 0,
        broken: 0,
        notApplicable: 0,
        unscored: 0,
        tasks: new Map(),
        example: undefined,
        causes: new Map(),
      };
      cells.set(verdict.promise, cell);
    }
    addVerdict(cell, line, verdict, at);
    addJudging(scoring.judging, verdict);
    addJudging(judgingOfAgent, verdict);
  }
}

function addVerdict(cell: CellTally, { task, repeat }: ScoredLine, verdict: StoredVerdict, at: number): void {
  switch (verdict.verdict) {
    case 'not-applicable':
      cell.notApplicable++;
      return;
    case 'unscored':
      cell.unscored++;
      say(cell.causes, verdict.cause ?? 'unknown', at, verdict.why);
      return;
    case 'kept':
    case 'broken': {
      const ofTask = cell.tasks.get(task) ?? { kept: 0, applicable: 0 };
      ofTask.applicable++;
      cell.tasks.set(task, ofTask);
      if (verdict.verdict === 'kept') {
        cell.kept++;
        ofTask.kept++;
        return;
      }
      cell.broken++;
      if (!cell.example || tellsMore({ at, verdict }, cell.example))
        cell.example = { at, task, repeat, verdict };
    }
  }
}

type Example = Pick<NonNullable<CellTally['example']>, 'at' | 'verdict'>;

function tellsMore(one: Example, other: Example): boolean {
  const [pointed, otherPointed] = [one, other].map(({ verdict }) => verdict.evidence.length > 0);
  return pointed === otherPointed ? one.at < other.at : pointed === true;
}

function sortByPlan(cell: CellTally, taskAt: ReadonlyMap<string, number>): void {
  cell.tasks = new Map(
    [...cell.tasks].sort(([a], [b]) => (taskAt.get(a) ?? taskAt.size) - (taskAt.get(b) ?? taskAt.size)),
  );
  cell.causes = inPlanOrder(cell.causes);
}
