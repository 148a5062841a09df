import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedRevision } from '../agents/git-revision.ts';
import { type Gated, gateAgainstBaseline } from '../compare/against-baseline.ts';
import { changedAgents, gateAgainstRevision } from '../compare/against-revision.ts';
import { type Baseline, baselinePath, readBaseline } from '../compare/baseline.ts';
import { decideGate, type GatedAgent, type GateDecision } from '../compare/gate.ts';
import { oldestUsable } from '../compare/age.ts';
import { GATE_FILE } from '../compare/gate-history.ts';
import { baselinePlanLines, revisionPlanLines } from '../compare/gate-plan.ts';
import { asTyped } from '../input/globs.ts';
import { messageOf, UserError } from '../input/user-error.ts';
import { Stopped } from '../models/stopped.ts';
import { plainLines } from '../reports/plain.ts';
import type { AgentFile, GateDocument } from '../reports/gate-document.ts';
import { GATE_REPORTERS } from '../reports/reporters.ts';
import { findSuite } from '../suite/find-suite.ts';
import { openModel } from '../suite/open-model.ts';
import { planSuite } from '../suite/plan.ts';
import { loadSuite, type Suite } from '../suite/suite.ts';
import { readReported } from '../reports/report-of.ts';
import { tellFailure } from './failure.ts';
import { givenFlags } from './flags/given.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { keyless, type Paying, type PayFlags, preparePaying } from './paying.ts';
import { EXIT, type ExitCode, type Io, isLive } from './io.ts';
import { createProgress, type Progress } from './progress.ts';
import { chosenReporters, printsDocument, tell, viewOf } from './reporting.ts';
import { writeReports } from './run.ts';
import { SAME_AGAIN, STOPPED_EXIT, stoppedText } from './stopped.ts';

/** The flags of `vouch gate`. */
export interface GateFlags extends PayFlags {
  readonly base?: string;
  readonly run?: string | true;
  readonly repeat?: number;
  readonly maxRounds?: number;
  readonly dryRun?: boolean;
  readonly output: string;
  readonly baselines: string;
  readonly examples: number;
  readonly reporter?: readonly ReporterChoice[];
  readonly json?: boolean;
  readonly progress: boolean;
}

/** What a stored run cannot follow any more. */
const LIVE_FLAGS = {
  dryRun: '--dry-run',
  model: '--model',
  batch: '--batch',
  repeat: '--repeat',
  maxRounds: '--max-rounds',
  maxCost: '--max-cost',
  cache: '--cache',
} as const;

/** `vouch gate`: whether the agents as they are now may replace those of a revision, or of the stored baseline. */
export async function gateCommand(named: string | undefined, flags: GateFlags, io: Io): Promise<ExitCode> {
  if (flags.base !== undefined && flags.run !== undefined)
    throw new UserError('--base runs trials of its own; leave --run away');
  if (flags.base !== undefined && flags.repeat !== undefined)
    throw new UserError(
      '--base asks each task once a round, until all is decided; leave --repeat away, or say --max-rounds',
    );
  const given = givenFlags(flags, LIVE_FLAGS);
  if (flags.run !== undefined && given !== undefined)
    throw new UserError(`--run judges a stored run as it is and runs nothing; leave ${given} away`);
  const chosen = chosenReporters(flags, GATE_REPORTERS);
  const suite = await loadSuite(await findSuite(named));
  if (flags.dryRun) return showPlan(suite, flags, io);
  const live = isLive(io.stderr, io.env);
  const progress =
    flags.progress && (live || !printsDocument(chosen, GATE_REPORTERS))
      ? createProgress({ stream: io.stderr, live })
      : undefined;
  await using paying = preparePaying(suite, flags, { io, progress, since: oldestUsable(new Date()) });
  using interrupt = listenForInterrupt(io);
  const gated = await gateNow(suite, flags, paying, {
    finish: interrupt.finish,
    signal: interrupt.signal,
    ...(progress ? { onTrial: progress.hear } : {}),
  }).catch((error: unknown) => {
    if (error instanceof Stopped) return error;
    throw error;
  });
  progress?.done();
  if (gated instanceof Stopped) {
    io.stderr.write(stoppedText(gated, `nothing was decided; ${SAME_AGAIN}`));
    return STOPPED_EXIT[gated.reason];
  }
  for (const folder of flags.run === undefined ? gated.folders : gated.folders.slice(1))
    await writeReports(await readReported(folder), folder);
  return tellDecision(gated, suite, flags, io);
}

async function gateNow(
  suite: Suite,
  flags: GateFlags,
  paying: Paying,
  heard: Pick<Interrupt, 'finish' | 'signal'> & { readonly onTrial?: Progress['hear'] },
): Promise<Gated> {
  const { output, maxRounds, repeat: repeats, run } = flags;
  const model = run === undefined ? paying.open(flags.model) : undefined;
  const playing = { ...paying.money(), ...heard };
  if (model && flags.base !== undefined) {
    const changed = await changedAgents(suite, checkedRevision(flags.base), model);
    return gateAgainstRevision(suite, changed, { model, output, maxRounds, ...playing });
  }
  const { path, baseline } = await requireBaseline(suite, flags);
  return gateAgainstBaseline(suite, baseline, {
    path,
    output,
    model,
    run,
    repeats,
    maxRounds,
    ...playing,
  });
}

async function requireBaseline(
  suite: Suite,
  { baselines }: GateFlags,
): Promise<{ path: string; baseline: Baseline }> {
  const path = baselinePath(baselines, suite.name);
  const baseline = await readBaseline(path, suite.name);
  if (baseline) return { path, baseline };
  throw new UserError(
    `${path}: no baseline yet; make one with \`vouch bless\`, or compare with a revision: vouch gate --base main`,
  );
}

/** Prints and stores what was decided. */
async function tellDecision(gated: Gated, suite: Suite, flags: GateFlags, io: Io): Promise<ExitCode> {
  const { agents, notes, folders } = gated;
  if (flags.base === undefined) requireBlocking(agents, suite);
  const decision = decideGate(agents, suite.gate);
  const document: GateDocument = {
    format: 1,
    suite: suite.name,
    policy: suite.gate,
    ...decision,
    notes,
    agents,
  };
  const folder = flags.base === undefined ? folders[0] : folders.at(-1);
  // Before it is told, so that a verdict that somebody saw counts for the next gate, and told even if it cannot be.
  const unstored = folder === undefined ? undefined : await storeDecision(folder, document);
  const gate = { document, places: () => placesOf(suite) };
  await tell(gate, chosenReporters(flags, GATE_REPORTERS), GATE_REPORTERS, viewOf(flags, io), io);
  if (decision.verdict === 'undecided' && suite.gate.undecided === 'warn')
    io.stderr.write('vouch: the gate is undecided; `undecided: warn` lets it pass\n');
  const { stopped } = gated;
  if (stopped) io.stderr.write(stoppedText(stopped, SAME_AGAIN));
  const code = exitCodeOf(decision, suite, stopped);
  if (!unstored) return code;
  const couldNotStore = tellFailure(unstored, io);
  return code === EXIT.good ? couldNotStore : code;
}

/** Stores a decision in the folder of its run; what keeps it from that, if anything does. */
async function storeDecision(folder: string, document: GateDocument): Promise<UserError | undefined> {
  const path = join(folder, GATE_FILE);
  try {
    await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
    return undefined;
  } catch (error) {
    return UserError.at(
      path,
      `cannot be written (${messageOf(error)}), so no later gate knows of this verdict; allow writing there and gate again`,
      { cause: error },
    );
  }
}

/** Where the agents of the working tree make which promise. */
async function placesOf(suite: Suite): Promise<Map<string, AgentFile>> {
  const plan = await planSuite(suite);
  return new Map(
    plan.agents.map(({ id, path }) => [
      id,
      { path: asTyped(path), lines: new Map(plan.promises.get(id)?.map((made) => [made.id, made.lines])) },
    ]),
  );
}

/** A gate whose work was stopped lets nothing pass, whatever the policy says of undecided ones. */
function exitCodeOf({ verdict }: GateDecision, { gate }: Suite, stopped: Stopped | undefined): ExitCode {
  if (stopped && (stopped.reason === 'interrupted' || verdict !== 'fail'))
    return STOPPED_EXIT[stopped.reason];
  if (verdict === 'fail') return EXIT.worse;
  return verdict === 'undecided' && gate.undecided === 'fail' ? EXIT.undecided : EXIT.good;
}

/** What the gate would run, cost and find. */
async function showPlan(suite: Suite, flags: GateFlags, io: Io): Promise<ExitCode> {
  const model = openModel(suite, flags.model, keyless(io).env);
  const lines =
    flags.base === undefined
      ? await baselinePlanLines(suite, (await requireBaseline(suite, flags)).baseline, model, flags)
      : await revisionPlanLines(
          suite,
          await changedAgents(suite, checkedRevision(flags.base), model),
          model,
          flags,
        );
  io.stdout.write(plainLines(lines));
  return EXIT.good;
}

function requireBlocking(agents: readonly GatedAgent[], suite: Suite): void {
  if (agents.every(({ gate, floors }) => !gate && floors.length === 0)) {
    throw UserError.at(
      suite.path,
      'no agent makes a blocking promise that is judged alike on both sides: there is nothing to decide; set `gate.severity` of a promise to block',
    );
  }
}
