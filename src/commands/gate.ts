import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { checkedRevision, loadAgentAt } from '../agents/git-revision.ts';
import { loadAgents } from '../agents/load-agent.ts';
import { type Baseline, baselinePath, baselineSide, readBaseline } from '../compare/baseline.ts';
import { decideGate, type GatedAgent, type GateDecision } from '../compare/gate.ts';
import { gateLive, gateStored } from '../compare/gate-agents.ts';
import { rememberingModel } from '../compare/remembering-model.ts';
import { modelDifferences } from '../compare/side-differences.ts';
import { readStoredRun, sideOf, type StoredRun } from '../compare/stored-run.ts';
import { OLDEST_ANSWER_MS, storedTrials } from '../compare/stored-trials.ts';
import { Stopped } from '../models/stopped.ts';
import { asTyped, expandPaths } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import { renderGate } from '../reports/gate-text.ts';
import type { TrialEvent } from '../play-trial.ts';
import { run } from '../run.ts';
import { findRun } from '../runs/find-run.ts';
import { findSuite } from '../suite/find-suite.ts';
import { planSuite } from '../suite/plan.ts';
import { loadSuite, type Suite } from '../suite/suite.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { type Paying, type PayFlags, preparePaying } from './paying.ts';
import { EXIT, type ExitCode, type Io, isLive, widthOf } from './io.ts';
import { createProgress } from './progress.ts';
import { writeReports } from './run.ts';
import { SAME_AGAIN, STOPPED_EXIT, stoppedText } from './stopped.ts';

/** The flags of `vouch gate`. */
export interface GateFlags extends PayFlags {
  readonly base?: string;
  readonly run?: string | true;
  readonly repeat?: number;
  readonly maxRounds?: number;
  readonly output: string;
  readonly baselines: string;
  readonly examples: number;
  readonly json?: boolean;
  readonly progress: boolean;
}

interface Gated {
  readonly agents: readonly GatedAgent[];
  /** What was left out and why. */
  readonly notes: readonly string[];
  /** Where `gate.json` goes. */
  readonly folder: string | undefined;
  /** What stopped the work before all was decided. */
  readonly stopped?: Stopped | undefined;
}

/** `vouch gate`: whether the agents as they are now may replace those of a revision, or of the stored baseline. */
export async function gateCommand(named: string | undefined, flags: GateFlags, io: Io): Promise<ExitCode> {
  const suite = await loadSuite(await findSuite(named));
  const live = isLive(io.stderr, io.env);
  const progress =
    flags.progress && !(flags.json && !live) ? createProgress({ stream: io.stderr, live }) : undefined;
  if (flags.base !== undefined && flags.run !== undefined)
    throw new UserError('--base runs trials of its own; leave --run away');
  await using paying = preparePaying(suite, flags, { io, progress, since: Date.now() - OLDEST_ANSWER_MS });
  using interrupt = listenForInterrupt(io);
  const { finish, signal } = interrupt;
  const playing: Playing = { finish, signal, ...(progress ? { onTrial: progress.hear } : {}) };
  let gated: Gated;
  try {
    gated =
      flags.base === undefined
        ? await againstBaseline(suite, flags, paying, playing)
        : await againstRevision(suite, checkedRevision(flags.base), flags, paying, playing);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    progress?.done();
    io.stderr.write(stoppedText(error, `nothing was decided; ${SAME_AGAIN}`));
    return STOPPED_EXIT[error.reason];
  }
  progress?.done();
  const decision = decideGate(gated.agents, suite.gate);
  const document = JSON.stringify(
    {
      format: 1,
      suite: suite.name,
      policy: suite.gate,
      ...decision,
      notes: gated.notes,
      agents: gated.agents,
    },
    null,
    2,
  );
  if (gated.folder !== undefined) await writeFile(join(gated.folder, 'gate.json'), `${document}\n`);
  const text = renderGate(gated.agents, decision, gated.notes, {
    width: widthOf(io.stdout),
    examples: flags.examples,
  });
  io.stdout.write(`${flags.json ? document : text}\n`);
  if (decision.verdict === 'undecided' && suite.gate.undecided === 'warn')
    io.stderr.write('vouch: the gate is undecided; `undecided: warn` lets it pass\n');
  const { stopped } = gated;
  if (stopped) io.stderr.write(stoppedText(stopped, SAME_AGAIN));
  return exitCodeOf(decision, suite, stopped);
}

/** A gate whose work was stopped lets nothing pass, whatever the policy says of undecided ones. */
function exitCodeOf({ verdict }: GateDecision, { gate }: Suite, stopped: Stopped | undefined): ExitCode {
  if (stopped && (stopped.reason === 'interrupted' || verdict !== 'fail'))
    return STOPPED_EXIT[stopped.reason];
  if (verdict === 'fail') return EXIT.worse;
  return verdict === 'undecided' && gate.undecided === 'fail' ? EXIT.undecided : EXIT.good;
}

/** What is handed on to every run of a gate. */
interface Playing extends Pick<Interrupt, 'finish' | 'signal'> {
  readonly onTrial?: (event: TrialEvent) => void;
}

/** Only agents whose prompt differs from that of the revision are run. */
async function againstRevision(
  suite: Suite,
  revision: string,
  flags: GateFlags,
  paying: Paying,
  playing: Playing,
): Promise<Gated> {
  const model = paying.open(flags.model);
  const pairs: [Agent, Agent][] = [];
  const notes: string[] = [];
  for (const agent of await loadAgents(await expandPaths(suite.agents, 'agent file'))) {
    const base = await loadAgentAt({ path: agent.path, revision }).catch((error: unknown) => {
      if (error instanceof UserError && /does not exist|exists on disk/.test(error.message)) return undefined;
      throw error;
    });
    if (!base) notes.push(`${agent.id} is new since ${revision}: there is nothing to compare it with.`);
    else if (base.promptHash === agent.promptHash && model.modelId(base) === model.modelId(agent))
      notes.push(`${agent.id} has not changed since ${revision}.`);
    else pairs.push([base, agent]);
  }
  const agents: GatedAgent[] = [];
  let folder: string | undefined;
  let stopped: Stopped | undefined;
  for (const [base, agent] of pairs) {
    const {
      folder: made,
      stopped: by,
      ...gated
    } = await gateLive(base, agent, suite, pairs.length, {
      ...paying.money(),
      ...playing,
      model,
      output: flags.output,
      maxRounds: flags.maxRounds,
    });
    await writeReports(made);
    folder = made;
    agents.push(gated);
    stopped = by;
    if (stopped) break;
  }
  if (pairs.length > 0) requireBlocking(agents, suite);
  return { agents, notes, folder, stopped };
}

async function againstBaseline(
  suite: Suite,
  flags: GateFlags,
  paying: Paying,
  playing: Playing,
): Promise<Gated> {
  const path = baselinePath(flags.baselines, suite.name);
  const baseline = await readBaseline(path, suite.name);
  if (!baseline) {
    throw new UserError(
      `${path}: no baseline yet; make one with \`vouch bless\`, or compare with a revision: vouch gate --base main`,
    );
  }
  const candidate =
    flags.run === undefined
      ? await runNow(suite, baseline, flags, paying, playing)
      : await storedCandidate(suite, flags);
  const ids = candidate.header.agents.map(({ id }) => id);
  const notes = baseline.agents
    .filter(({ id }) => !ids.includes(id))
    .map(({ id }) => `${id} is in the baseline but not in the suite any more.`);
  const sides = ids.flatMap((id) => {
    const a = baselineSide(baseline, id, asTyped(path));
    if (!a) {
      notes.push(
        `${id} is not in the baseline: there is nothing to compare it with; add it with \`vouch bless\`.`,
      );
      return [];
    }
    return [{ a, b: sideOf(candidate, id) }];
  });
  if (sides.length === 0)
    throw UserError.at(path, `has none of the agents ${ids.join(', ')}; move it with \`vouch bless\``);
  for (const { a, b } of sides) {
    const differences = modelDifferences(a, b);
    if (differences.length > 0) {
      throw new UserError(
        [
          `${path}: the answers of ${b.agent} came about in another way; run \`vouch bless\` with the new way first`,
          ...differences,
        ].join('\n'),
      );
    }
  }
  requireFresh(baseline, path);
  const agents = sides.map(({ a, b }) => gateStored(a, b, suite.gate, sides.length));
  requireBlocking(agents, suite);
  return { agents, notes, folder: candidate.folder };
}

/** Runs the suite as it is; answers that an earlier run of the same prompts got are used again, so a rerun adds no luck. */
async function runNow(
  suite: Suite,
  baseline: Baseline,
  flags: GateFlags,
  paying: Paying,
  playing: Playing,
): Promise<StoredRun> {
  const plan = await planSuite(suite);
  const model = paying.open(flags.model);
  const trials =
    model.provider === 'replay' ? undefined : await storedTrials(flags.output, undefined, new Date());
  const { folder, stopped } = await run(plan, {
    ...paying.money(),
    ...playing,
    since: new Date(Date.now() - OLDEST_ANSWER_MS),
    model: trials ? rememberingModel(model, trials, suite.conversation.maxTurns) : model,
    output: flags.output,
    repeats: flags.repeat ?? Math.max(suite.repeats, baseline.repeats),
  });
  await writeReports(folder);
  // Fewer trials than were planned would be judged as if they were all.
  if (stopped) throw stopped;
  const stored = await readStoredRun(folder);
  const all = [...stored.trials.values()].flat();
  if (all.every(({ error }) => error))
    throw new UserError(`no call gave an answer: ${all[0]?.error?.message ?? 'there was none'}`);
  return stored;
}

async function storedCandidate(suite: Suite, { run: named, output }: GateFlags): Promise<StoredRun> {
  const stored = await readStoredRun(await findRun(named === true ? undefined : named, output));
  if (stored.header.suite.name !== suite.name) {
    throw UserError.at(
      stored.folder,
      `is a run of suite "${stored.header.suite.name}", not of "${suite.name}"`,
    );
  }
  return stored;
}

const MOST_DAYS = 14;

/** A model behind the same name drifts; recordings do not. */
function requireFresh({ provider, date }: Baseline, path: string): void {
  const days = Math.floor((Date.now() - Date.parse(date)) / 86_400_000);
  if (provider !== 'replay' && days > MOST_DAYS) {
    throw UserError.at(
      path,
      `its answers are ${days} days old; a model may have changed since (at most ${MOST_DAYS} days are accepted); run the base again and \`vouch bless\` it`,
    );
  }
}

function requireBlocking(agents: readonly GatedAgent[], suite: Suite): void {
  if (agents.every(({ gate, floors }) => !gate && floors.length === 0)) {
    throw UserError.at(
      suite.path,
      'no agent makes a blocking promise that is judged alike on both sides: there is nothing to decide; set `gate.severity` of a promise to block',
    );
  }
}
