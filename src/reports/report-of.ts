import type { RunLine } from '../runs/format.ts';
import type { LinePlace } from '../runs/line-places.ts';
import { readRun, readOwnBodies } from '../runs/read.ts';
import { NamedTrialPlaces } from '../runs/trial-places.ts';
import { RunIndexer } from './html/trial-index.ts';
import { buildReport, type Report } from './report.ts';
import type { ReportedRun } from './reporters.ts';
import { RunCount, type RunTally, tallyRun } from './tally.ts';

/**
 * The report of a stored run, its numbers counted anew from the run file.
 * @throws {UserError} if there is no run in this folder.
 * @example
 * const { cells } = await reportOf(folder);
 * console.table(cells.map(({ agent, promise, kept, broken }) => ({ agent, promise, kept, broken })));
 */
export async function reportOf(run: string): Promise<Report> {
  return (await readReported(run)).report;
}

/**
 * A stored run, counted anew, as reporters want it.
 * @throws {UserError} if there is no run in this folder.
 */
export async function readReported(run: string): Promise<ReportedRun> {
  return reported(await tallyRun(readRun(run), run), run);
}

/**
 * A run that is counted line by line while it is written or scored again, so that its file need not be read for that. Of what it is
 * told the last scoring counts.
 */
export class HeardRun {
  private readonly count: RunCount;
  private readonly indexer = new RunIndexer();
  private places: NamedTrialPlaces | undefined;

  /** @param place what an error calls the run. */
  constructor(place: string) {
    this.count = new RunCount(place);
  }

  /** @throws {UserError} if the first line is no header. */
  add(line: RunLine, place: LinePlace): void {
    this.count.add(line);
    this.indexer.add(line);
    if (line.type === 'run') this.places = new NamedTrialPlaces(line);
    else if (line.type === 'trial' || line.type === 'scored') this.places?.set(line.type, line, place);
  }

  /** The run as reporters want it, once it stands in this folder. */
  reported(folder: string): ReportedRun {
    return {
      ...reported(this.count.tally(), folder),
      index: this.indexer.index(),
      bodies: (trials) => readOwnBodies(folder, this.places?.of(trials) ?? []),
    };
  }
}

function reported(tally: RunTally, run: string): ReportedRun {
  return {
    report: buildReport(tally),
    scoring: tally.scoring,
    lines: (wanted) => readRun(run, wanted),
  };
}
