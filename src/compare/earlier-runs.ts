import { asTyped } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import type { RunHeader } from '../runs/format.ts';
import { readHeader } from '../runs/read.ts';
import { runFolders } from '../runs/run-folders.ts';
import { contentHash } from '../suite/trial-key.ts';
import type { Baseline } from './baseline.ts';
import type { Side, SideTrial } from './side.ts';
import { servedModels } from './side-differences.ts';
import { readStoredRun, sideOf, type StoredRun } from './stored-run.ts';

/** A side with what earlier runs of the same prompt got, and what to tell of it. */
export interface WithEarlier {
  readonly side: Side;
  readonly notes: readonly string[];
}

/** The headers of all runs in a folder that can be read, the oldest first. */
async function headersIn(output: string): Promise<{ folder: string; header: RunHeader }[]> {
  const found: { folder: string; header: RunHeader }[] = [];
  for (const folder of await runFolders(output)) {
    try {
      found.push({ folder, header: await readHeader(folder) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}

/**
 * The newest run of a suite, or of any, that was neither made for a comparison nor is a shard.
 * @throws {UserError} if there is none, or a newer one that cannot be read may be it.
 */
export async function newestSuiteRun(output: string, suite?: string): Promise<string> {
  for (const folder of (await runFolders(output)).toReversed()) {
    const header = await readHeader(folder).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`${error.message}; it may be the run that is meant: delete it, or name another`, {
        cause: error,
      });
    });
    const isOfSuite = suite === undefined || header.suite.name === suite;
    if (!header.comparison && !header.shard && isOfSuite) return folder;
  }
  const what = suite === undefined ? 'no run' : `no run of suite "${suite}"`;
  throw new UserError(`${what} in ${output}; start one with \`vouch run\``);
}

/**
 * One agent of a run, with the answers of all runs of the same prompt on the same model since its baseline, the oldest first:
 * running again until a gate turns green then adds nothing, for the first answers are those that are compared.
 */
export async function withEarlierRuns(
  run: StoredRun,
  agentId: string,
  output: string,
  baseline: Pick<Baseline, 'run' | 'date'>,
): Promise<WithEarlier> {
  const side = sideOf(run, agentId);
  if (side.provider === 'replay') return { side, notes: [] };
  const same = pairHash(run.header, agentId);
  const others = (await headersIn(output)).filter(
    ({ header }) =>
      header.id !== run.header.id &&
      header.id !== baseline.run &&
      header.startedAt >= baseline.date &&
      pairHash(header, agentId) === same,
  );
  const notes: string[] = [];
  const sides = [side];
  for (const { folder, header } of others) {
    const other = sideOf(await readStoredRun(folder), agentId);
    const why = whyApart(other, side);
    if (why === undefined) sides.push(other);
    else notes.push(`${agentId}: run ${header.id} has answers of the same prompt, but ${why}; left out.`);
  }
  if (sides.length === 1) return { side, notes };
  sides.sort((x, y) => (x.source.id < y.source.id ? -1 : 1));
  const trials = [...side.tasks].flatMap(([task, { hash }]) =>
    merged(sides, { task, hash }, run.header.repeats),
  );
  const own = new Set(side.trials.map(({ from }) => from.folder));
  const answers = new Set(side.trials.map(({ fingerprint }) => fingerprint));
  const before = new Set(
    trials
      .filter(({ from, error, fingerprint }) => !error && !own.has(from.folder) && !answers.has(fingerprint))
      .map(({ from }) => from.folder ?? ''),
  );
  if (before.size > 0) {
    notes.push(
      `${agentId}: its prompt got other answers before (${[...before].slice(0, MOST_RUNS).map(asTyped).join(', ')}${before.size > MOST_RUNS ? ', …' : ''}); all count, the first ones first, so running it again is no second chance.`,
    );
  }
  return { side: { ...side, trials, planned: trials.length, unscored: 0 }, notes };
}

const MOST_RUNS = 3;

/** What makes two runs' answers those of one agent: all but its tasks, which are matched one by one, and its scorers. */
function pairHash(header: RunHeader, agentId: string): string | undefined {
  const agent = header.agents.find(({ id }) => id === agentId);
  if (!agent || header.comparison) return undefined;
  const { suite, model, protocol, maxTurns } = header;
  return contentHash({
    suite: suite.name,
    prompt: agent.promptHash,
    model: [agent.model, model],
    conversation: [protocol, maxTurns],
  });
}

/** Why trials of one prompt are not the same evidence; undefined if they are. */
function whyApart(other: Side, side: Side): string | undefined {
  const isJudgedAlike = side.made.every((id) => {
    const [before, now] = [other.promises.get(id), side.promises.get(id)];
    return other.made.includes(id) && before?.scorer === now?.scorer && before?.hash === now?.hash;
  });
  if (!isJudgedAlike) return `other scorers judged them (\`vouch score ${other.source.id}\`)`;
  const [before, now] = [servedModels(other), servedModels(side)];
  return before === now ? undefined : `${before || 'another model'} gave them, not ${now || 'this one'}`;
}

/**
 * The trials of one task, numbered anew: answers in the order of the runs, each once, then failures for as long as a whole
 * run would have had more.
 */
function merged(
  sides: readonly Side[],
  { task, hash }: { task: string; hash: string },
  repeats: number,
): SideTrial[] {
  const ofTask = sides
    .filter((side) => side.tasks.get(task)?.hash === hash)
    .map((side) =>
      side.trials.filter((trial) => trial.task === task).toSorted((x, y) => x.repeat - y.repeat),
    );
  const seen = new Set<string>();
  const answered = ofTask.flatMap((trials) => {
    const own = trials.filter(({ error, fingerprint }) => !error && !seen.has(fingerprint));
    for (const { fingerprint } of own) seen.add(fingerprint);
    return own;
  });
  const failed = ofTask.flat().filter(({ error }) => error);
  const all = [...answered, ...failed.slice(0, Math.max(0, repeats - answered.length))];
  return all.map((trial, index) => ({ ...trial, repeat: index + 1 }));
}
