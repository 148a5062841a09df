import type { RunLine } from '../../runs/format.ts';
import { readRun } from '../../runs/read.ts';
import { buildReport } from '../report.ts';
import { tallyRun } from '../tally.ts';
import type { PageData, PageTranscript } from './page-data.ts';
import { promptLines } from './prompt-lines.ts';
import { mostTelling, TrialIndex, trialId } from './trial-index.ts';

/** Characters of transcripts that a page holds; the rest of a large run stays in its run folder. */
const TRANSCRIPT_BUDGET = 8_000_000;

/** What one HTML page is made of. */
export interface Page {
  readonly data: PageData;
  /** Embedded transcripts, by the index of their trial. */
  readonly transcripts: ReadonlyMap<number, PageTranscript>;
  /** Which scoring of the run counts: 0 for the first. */
  readonly scoring: number;
}

/**
 * Reads a stored run, a line at a time, into what its page shows: counts of all trials, and as many transcripts as fit,
 * most telling first.
 * @throws {UserError} if there is no such run, or it is damaged.
 */
export async function buildPageData(
  run: string,
  { mode = 'file', budget = TRANSCRIPT_BUDGET }: { mode?: PageData['mode']; budget?: number } = {},
): Promise<Page> {
  const index = new TrialIndex();
  const tally = await tallyRun(heard(readRun(run), index), run);
  const { trials, effort } = index.finish();
  const scored = new Set(tally.promises.filter(({ scorer }) => scorer !== null).map(({ id }) => id));
  const chosen = mostTelling(trials, tally.promises, budget);
  const data: PageData = {
    format: 1,
    mode,
    report: buildReport(tally),
    prompts: tally.header.agents.map((agent) => promptLines(agent, tally.made.get(agent.id) ?? [], scored)),
    tasks: tally.header.tasks.map(({ id, title, kind, stack, clarity }) => ({
      id,
      title,
      kind,
      stack,
      clarity,
    })),
    promises: tally.promises.map(({ id, title, severity }) => ({
      id,
      title,
      severity,
      scored: scored.has(id),
    })),
    trials: trials.map(({ trial }) => trial),
    embedded: chosen.size,
    effort,
  };
  const ids = new Map<string, number>();
  for (const at of chosen) {
    const trial = data.trials[at];
    const agent = tally.header.agents[trial?.agent ?? -1];
    const task = tally.header.tasks[trial?.task ?? -1];
    if (trial && agent && task)
      ids.set(trialId({ agent: agent.id, task: task.id, repeat: trial.repeat }), at);
  }
  return { data, transcripts: await readTranscripts(run, ids, index.counted), scoring: index.counted };
}

async function* heard(lines: AsyncIterable<RunLine>, index: TrialIndex): AsyncGenerator<RunLine> {
  for await (const line of lines) {
    index.add(line);
    yield line;
  }
}

async function readTranscripts(
  run: string,
  ids: ReadonlyMap<string, number>,
  counted: number,
): Promise<Map<number, PageTranscript>> {
  const found = new Map<number, PageTranscript>();
  let scoring = 0;
  for await (const line of readRun(run)) {
    if (line.type === 'scoring') scoring++;
    if (line.type !== 'trial' && line.type !== 'scored') continue;
    const at = ids.get(trialId(line));
    if (at === undefined) continue;
    if (line.type === 'trial') {
      const { turns, error } = line;
      found.set(at, { turns, verdicts: found.get(at)?.verdicts ?? [], ...(error ? { error } : {}) });
    } else if (scoring === counted) {
      found.set(at, { turns: [], ...found.get(at), verdicts: line.verdicts });
    }
  }
  return found;
}
