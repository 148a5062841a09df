import { createHash } from 'node:crypto';
import { UserError } from '../input/user-error.ts';
import type {
  EndedLine,
  RunHeader,
  RunLine,
  ScoredLine,
  ScoringLine,
  StoredTurn,
  TrialLine,
} from '../runs/format.ts';
import { readRun } from '../runs/read.ts';
import { trialId } from '../runs/trial-grid.ts';
import type { Side, SideTrial, TrialUsage } from './side.ts';

/** A run with its trials, without their text. */
export interface StoredRun {
  readonly folder: string;
  readonly header: RunHeader;
  /** By the last scoring that reached every trial, or the run's own. */
  readonly scoring: Pick<RunHeader, 'promises'> & Pick<ScoringLine, 'agents'>;
  /** By agent id. */
  readonly trials: ReadonlyMap<string, readonly SideTrial[]>;
  /** How work on it last ended; undefined where the process was killed. */
  readonly ended?: EndedLine['reason'] | undefined;
}

type Verdicts = Map<string, ScoredLine['verdicts']>;

/**
 * Reads a run for comparing.
 * @throws {UserError} if there is no run there or its file is damaged.
 */
export async function readStoredRun(folder: string): Promise<StoredRun> {
  return collectRun(readRun(folder), folder);
}

/** As `readStoredRun`, from lines that are at hand. */
export async function collectRun(
  lines: AsyncIterable<RunLine> | Iterable<RunLine>,
  folder: string,
): Promise<StoredRun> {
  let header: RunHeader | undefined;
  let current: { by: RunHeader | ScoringLine; verdicts: Verdicts } | undefined;
  let complete: typeof current;
  let ended: EndedLine['reason'] | undefined;
  const trials = new Map<string, TrialLine>();
  for await (const line of lines) {
    if (line.type === 'run') {
      header = line;
      current = { by: line, verdicts: new Map() };
    } else if (!header || !current) {
      throw UserError.at(folder, 'the run file does not begin with a run header');
    } else if (line.type === 'trial') {
      trials.set(trialId(line), withoutUserText(line));
    } else if (line.type === 'scoring') {
      if (current.verdicts.size >= trials.size) complete = current;
      current = { by: line, verdicts: new Map() };
    } else if (line.type === 'scored') {
      current.verdicts.set(trialId(line), line.verdicts);
    } else {
      ended = line.reason;
    }
  }
  if (!header || !current) throw UserError.at(folder, 'the run file does not begin with a run header');
  const { by, verdicts } = complete && current.verdicts.size < trials.size ? complete : current;
  const byAgent = new Map<string, SideTrial[]>(header.agents.map(({ id }) => [id, []]));
  for (const [place, trial] of trials)
    byAgent.get(trial.agent)?.push(sideTrial(trial, verdicts.get(place), folder));
  return { folder, header, scoring: by, trials: byAgent, ended };
}

/**
 * What never was played would be compared as if it had been left out on purpose.
 * @throws {UserError} if trials of a run are missing.
 */
export function requireFinished({ folder, header, trials }: StoredRun): void {
  const stored = [...trials.values()].flat().length;
  if (stored < header.trials)
    throw UserError.at(
      folder,
      `is unfinished: ${stored} of ${header.trials} trials are stored; finish it with \`vouch run --resume\`, or name another run`,
    );
}

/**
 * One agent of a run as a side of a comparison.
 * @throws {UserError} if the run has no such agent, or several and none was named.
 */
export function sideOf(run: StoredRun, agentId: string | undefined, label?: string): Side {
  const { header, scoring, folder, ended } = run;
  const known = header.agents.map(({ id }) => id);
  const [only, ...others] = known;
  const named = agentId ?? (others.length === 0 ? only : undefined);
  const agent = header.agents.find(({ id }) => id === named);
  if (!agent || named === undefined) {
    const found = agentId === undefined ? `has ${known.length} agents` : `has no agent "${agentId}"`;
    throw UserError.at(
      folder,
      `${found}; name one of them: ${known.map((id) => `${header.id}#${id}`).join(', ')}`,
    );
  }
  const trials = run.trials.get(agent.id) ?? [];
  const promises = new Map(scoring.promises.map((promise) => [promise.id, promise]));
  const made = (scoring.agents.find(({ id }) => id === agent.id) ?? agent).promises.map(({ id }) => id);
  const isJudged = made.some((id) => promises.get(id)?.scorer);
  return {
    label: label ?? agent.id,
    agent: agent.id,
    promptHash: agent.promptHash,
    model: agent.model,
    provider: header.model.provider,
    params: header.model.params,
    protocol: header.protocol,
    maxTurns: header.maxTurns,
    source: { id: header.id, place: folder },
    tasks: new Map(header.tasks.map(({ id, title, hash }) => [id, { title, hash }])),
    promises,
    made,
    trials,
    // What a comparison did not need is not missing.
    planned: ended === 'decided' ? trials.length : header.tasks.length * header.repeats,
    unscored: isJudged ? trials.filter(({ error, verdicts }) => !error && verdicts.size === 0).length : 0,
  };
}

/** Conversations repeat the task's text again and again: not needed here. */
function withoutUserText(trial: TrialLine): TrialLine {
  return { ...trial, turns: trial.turns.map((turn) => ({ ...turn, user: '' })) };
}

/** Hex digits: short enough for a baseline, long enough that no two answers of a run share them. */
const FINGERPRINT = 16;

/** A trial line and its verdicts, reduced to what a comparison needs. */
export function sideTrial(
  trial: TrialLine,
  verdicts: ScoredLine['verdicts'] = [],
  folder: string,
): SideTrial {
  const { agent, task, repeat, turns, error } = trial;
  const hash = createHash('sha256');
  for (const turn of turns) hash.update(JSON.stringify(turn.assistant));
  return {
    task,
    repeat,
    from: { folder, agent, repeat },
    fingerprint: hash.digest('hex').slice(0, FINGERPRINT),
    error,
    truncated: turns.at(-1)?.truncated ?? false,
    servedModels: [...new Set(turns.flatMap(({ servedModel }) => servedModel ?? []))],
    usage: usageOf(turns),
    verdicts: new Map(verdicts.map((verdict) => [verdict.promise, verdict])),
  };
}

function usageOf(turns: readonly StoredTurn[]): TrialUsage {
  return {
    turns: turns.length,
    characters: total(turns, ({ assistant }) => assistant.length),
    inputTokens: total(
      turns,
      ({ usage }) => usage && usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    ),
    outputTokens: total(turns, ({ usage }) => usage?.outputTokens),
    cost: total(turns, ({ cost }) => cost),
    latencyMs: total(turns, ({ latencyMs }) => latencyMs),
  };
}

/** One unknown part makes the whole unknown. */
function total(
  turns: readonly StoredTurn[],
  value: (turn: StoredTurn) => number | undefined,
): number | undefined {
  let sum: number | undefined = turns.length === 0 ? undefined : 0;
  for (const turn of turns) {
    const part = value(turn);
    sum = part === undefined || sum === undefined ? undefined : sum + part;
  }
  return sum;
}
