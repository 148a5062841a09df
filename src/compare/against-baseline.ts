import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asTyped } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import type { Stopped } from '../models/stopped.ts';
import type { TrialEvent } from '../play-trial.ts';
import { run } from '../run.ts';
import type { Spending } from '../runner/paid-calls.ts';
import { PROTOCOL_VERSION } from '../runner/protocol.ts';
import { trialKeys } from '../runner/trials.ts';
import { RUN_FILE } from '../runs/journal.ts';
import { findRun } from '../runs/find-run.ts';
import { planSuite } from '../suite/plan.ts';
import type { Suite } from '../suite/suite.ts';
import { oldestUsable, requireFresh } from './age.ts';
import { findBaseAgent } from './base-agent.ts';
import { type Baseline, baselineSide } from './baseline.ts';
import { type AlarmCause, alarmsOf, causeOfAll, confirmAlarm, type Confirmation } from './confirm-alarm.ts';
import { newestSuiteRun, withEarlierRuns } from './earlier-runs.ts';
import type { GatedAgent } from './gate.ts';
import { blockingOptions, gateStored, type StoredPair } from './gate-agents.ts';
import { rememberingModel } from './remembering-model.ts';
import { modelDifferences } from './side-differences.ts';
import { readStoredRun, requireFinished, type StoredRun } from './stored-run.ts';
import { storedTrials } from './stored-trials.ts';

/** Agents before a gate, and what was left out. */
export interface Gated {
  readonly agents: readonly GatedAgent[];
  /** What was left out and why. */
  readonly notes: readonly string[];
  /** Run folders that were made, the candidate's first. */
  readonly folders: readonly string[];
  /** What stopped the work before all was decided. */
  readonly stopped?: Stopped | undefined;
}

/** How the working tree is held against a baseline. */
export interface AgainstBaselineOptions extends Spending {
  /** The baseline's file, for messages. */
  readonly path: string;
  readonly output: string;
  /** Asks for new answers; undefined where a stored run is gated. */
  readonly model: Model | undefined;
  /** The stored run to gate: a folder, an id, or true for the newest. */
  readonly run?: string | true | undefined;
  readonly repeats?: number | undefined;
  /** Rounds of asking the base again at most. */
  readonly maxRounds?: number | undefined;
  readonly onTrial?: (event: TrialEvent) => void;
  readonly now?: () => Date;
}

/**
 * Compares the suite's agents, run now or stored, with their stored baseline. An alarm is no verdict on the prompt yet where
 * a live model answers: the base is asked again.
 * @throws {UserError} if the baseline has none of the agents, is too old, or its answers came about in another way, or the
 * stored run is unfinished; {Stopped} if the work was stopped before there was enough to judge.
 */
export async function gateAgainstBaseline(
  suite: Suite,
  baseline: Baseline,
  options: AgainstBaselineOptions,
): Promise<Gated> {
  const { path, output, now = () => new Date() } = options;
  requireFresh(baseline, path, now());
  const candidate = await candidateRun(suite, baseline, options);
  const { pairs, notes } = await pairsOf(candidate, baseline, options);
  if (!options.model) notes.unshift(`The run that is judged: ${asTyped(candidate.folder)}.`);
  const isLive = baseline.provider !== 'replay';
  const agents: GatedAgent[] = [];
  const folders = [candidate.folder];
  for (const pair of pairs) {
    const gated = await gateStored(pair, {
      policy: suite.gate,
      agents: pairs.length,
      output: isLive ? output : undefined,
      now,
    });
    const confirmation =
      isLive && gated.gate?.verdict === 'regression'
        ? await confirmationOf(pair, gated, { suite, baseline, agents: pairs.length }, options)
        : undefined;
    if (confirmation?.folder !== undefined) folders.push(confirmation.folder);
    agents.push(confirmation ? { ...gated, confirmation } : gated);
  }
  return { agents, notes, folders };
}

/** How often each agent gets each task: as often as in the baseline. */
export function repeatsFor(suite: Suite, baseline: Baseline, asked: number | undefined): number {
  return asked ?? Math.max(suite.repeats, baseline.repeats);
}

/** The stored run that is named, or the suite as it is: answers that an earlier run of the same prompts got are used again. */
async function candidateRun(
  suite: Suite,
  baseline: Baseline,
  { path, model, output, run: named, repeats, now = () => new Date(), ...playing }: AgainstBaselineOptions,
): Promise<StoredRun> {
  if (!model) {
    const folder =
      named === true || named === undefined
        ? await newestSuiteRun(output, suite.name)
        : await findRun(named, output);
    const stored = await readStoredRun(folder);
    if (stored.header.suite.name !== suite.name)
      throw UserError.at(folder, `is a run of suite "${stored.header.suite.name}", not of "${suite.name}"`);
    requireFinished(stored);
    return stored;
  }
  const plan = await planSuite(suite);
  // What can be known before the first call must not cost one.
  for (const agent of plan.agents) {
    const a = baselineSide(baseline, agent.id, path);
    const { provider, params } = model;
    const { maxTurns } = suite.conversation;
    const b = {
      provider,
      params,
      model: model.modelId(agent),
      protocol: PROTOCOL_VERSION,
      maxTurns,
      trials: [],
    };
    if (a) requireSameWay(agent.id, path, modelDifferences({ ...a, trials: [] }, b));
  }
  const planned = repeatsFor(suite, baseline, repeats);
  const trials =
    model.provider === 'replay'
      ? undefined
      : await storedTrials(output, new Set(trialKeys(plan, planned, model)), now());
  const { folder, stopped } = await run(plan, {
    ...playing,
    since: oldestUsable(now()),
    now,
    model: trials ? rememberingModel(model, trials) : model,
    output,
    repeats: planned,
  });
  // Fewer trials than were planned would be judged as if they were all.
  if (stopped) throw stopped;
  const stored = await readStoredRun(folder);
  const all = [...stored.trials.values()].flat();
  if (all.every(({ error }) => error))
    throw new UserError(`no call gave an answer: ${all[0]?.error?.message ?? 'there was none'}`);
  return stored;
}

/** Each agent that is in both, with all answers that its prompt ever got. */
async function pairsOf(
  candidate: StoredRun,
  baseline: Baseline,
  { path, output }: AgainstBaselineOptions,
): Promise<{ pairs: StoredPair[]; notes: string[] }> {
  const ids = candidate.header.agents.map(({ id }) => id);
  const notes = baseline.agents
    .filter(({ id }) => !ids.includes(id))
    .map(({ id }) => `${id} is in the baseline but not in the suite any more.`);
  const pairs: StoredPair[] = [];
  const blessed = join(output, baseline.run);
  const atHand = existsSync(join(blessed, RUN_FILE)) ? blessed : undefined;
  for (const id of ids) {
    const a = baselineSide(baseline, id, asTyped(path), atHand);
    if (!a) {
      notes.push(
        `${id} is not in the baseline: there is nothing to compare it with; add it with \`vouch bless\`.`,
      );
      continue;
    }
    const { side: b, notes: told } = await withEarlierRuns(candidate, id, output, baseline);
    notes.push(...told);
    requireSameWay(id, path, modelDifferences(a, b));
    pairs.push({ a, b });
  }
  if (pairs.length === 0)
    throw UserError.at(path, `has none of the agents ${ids.join(', ')}; move it with \`vouch bless\``);
  return { pairs, notes };
}

function requireSameWay(agent: string, path: string, differences: readonly string[]): void {
  if (differences.length === 0) return;
  throw new UserError(
    [
      `${path}: the answers of ${agent} came about in another way; run \`vouch bless\` with the new way first`,
      ...differences,
    ].join('\n'),
  );
}

/** Whether an alarm comes from the prompt or from a model that changed behind its name. */
async function confirmationOf(
  { a, b }: StoredPair,
  { gate }: GatedAgent,
  { suite, baseline, agents }: { suite: Suite; baseline: Baseline; agents: number },
  options: AgainstBaselineOptions,
): Promise<Confirmation> {
  const alarms = gate ? alarmsOf(gate) : [];
  const unasked = (cause: AlarmCause, why: string): Confirmation => ({
    causes: causeOfAll(alarms, cause),
    rounds: 0,
    why,
  });
  if (a.promptHash === b.promptHash)
    return unasked('model', 'these are new answers to the prompt that was blessed');
  const { model } = options;
  if (!model)
    return unasked('unknown', 'gating a stored run asks no model; gate without --run to ask the base again');
  const current = (await planSuite(suite)).agents.find(({ id }) => id === b.agent);
  const found = current
    ? await findBaseAgent(baseline, current, options.output)
    : { why: 'its file is gone' };
  if ('why' in found) return unasked('unknown', found.why);
  const compared = blockingOptions({ a, b }, suite.gate, agents);
  return confirmAlarm(
    { stored: a, candidate: b, alarms, base: found.agent, suite, compared },
    { ...options, model },
  );
}
