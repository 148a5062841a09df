import { UserError } from '../../input/user-error.ts';
import type { RunLine } from '../../runs/format.ts';
import { bodyOf, type TrialBody } from '../../runs/trial-body.ts';
import { trialId, type TrialPlace } from '../../runs/trial-grid.ts';
import type { ReportedRun } from '../reporters.ts';
import { mostTelling } from './most-telling.ts';
import type { PageData } from './page-data.ts';
import { promptLines } from './prompt-lines.ts';
import { indexRun, placeIn } from './trial-index.ts';

/** Characters of transcripts that a page holds; the rest of a large run stays in its run folder. */
const TRANSCRIPT_BUDGET = 8_000_000;

/** What one HTML page is made of. */
export interface Page {
  readonly data: PageData;
  /** Embedded transcripts, as JSON, by the index of their trial. */
  readonly transcripts: ReadonlyMap<number, string>;
  /** Which trial of the run has this index. */
  readonly placeOf: (trial: number) => TrialPlace | undefined;
  /** Which scoring of the run counts, from 0. */
  readonly counted: number;
}

/**
 * Reads a stored run, a line at a time, into what its page shows: counts of all trials, and as many transcripts as fit,
 * most telling first.
 * @throws {UserError} if the run has no header.
 */
export async function buildPageData(
  { report, scoring: counted, index: known, lines, bodies }: ReportedRun,
  { mode = 'file', budget = TRANSCRIPT_BUDGET }: { mode?: PageData['mode']; budget?: number } = {},
): Promise<Page> {
  const index = known ?? (await indexRun(lines(), counted));
  if (!index) throw new UserError(`run ${report.run.id}: the run file does not begin with a run header`);
  const { header, promises, made, trials, effort } = index;
  const scored = new Set(promises.filter(({ scorer }) => scorer !== null).map(({ id }) => id));
  const chosen = mostTelling(trials, promises, budget);
  const data: PageData = {
    format: 1,
    mode,
    report,
    prompts: header.agents.map((agent) => promptLines(agent, made.get(agent.id) ?? [], scored)),
    tasks: header.tasks.map(({ id, title, kind, stack, clarity }) => ({ id, title, kind, stack, clarity })),
    promises: promises.map(({ id, title, severity }) => ({ id, title, severity, scored: scored.has(id) })),
    trials: trials.map(({ trial }) => trial),
    embedded: chosen.size,
    effort,
  };
  const placeOf = (trial: number): TrialPlace | undefined => placeIn(index, trial);
  const wanted = new Map([...chosen].map((at) => [trialId(placeOf(at)!), at]));
  const isWanted = (trial: TrialPlace): boolean => wanted.has(trialId(trial));
  const found = bodies?.([...chosen].map((at) => placeOf(at)!)) ?? bodiesOf(lines(isWanted), counted);
  return {
    data,
    transcripts: await readTranscripts(found, wanted),
    placeOf,
    counted,
  };
}

async function readTranscripts(
  bodies: AsyncIterable<TrialBody>,
  wanted: ReadonlyMap<string, number>,
): Promise<Map<number, string>> {
  const found = new Map<number, Omit<TrialBody, 'trial'>>();
  for await (const { trial, ...part } of bodies) {
    const at = wanted.get(trialId(trial));
    if (at !== undefined) found.set(at, { ...found.get(at), ...part });
  }
  return new Map([...found].map(([at, parts]) => [at, transcriptJson(parts)]));
}

/** JSON of a `PageTranscript`. */
function transcriptJson({ turns = '[]', verdicts = '[]', error }: Omit<TrialBody, 'trial'>): string {
  return `{"turns":${turns},"verdicts":${verdicts}${error === undefined ? '' : `,"error":${error}`}}`;
}

async function* bodiesOf(lines: AsyncIterable<RunLine>, counted: number): AsyncGenerator<TrialBody> {
  let scoring = -1;
  for await (const line of lines) {
    if (line.type === 'run' || line.type === 'scoring') scoring++;
    else if (line.type === 'trial' || (line.type === 'scored' && scoring === counted)) yield bodyOf(line);
  }
}
