import { type AgentPlace, agentPlace, checkedRevision, loadAgentAt } from '../agents/git-revision.ts';
import { oldestUsable } from '../compare/age.ts';
import { compareStored } from '../compare/compare-runs.ts';
import type { Comparison } from '../compare/comparison.ts';
import type { AgentOnModel } from '../compare/live-agents.ts';
import { compareLive, type LiveComparison, type LiveOptions } from '../compare/live.ts';
import { planLive } from '../compare/live-plan.ts';
import { livePlanLines } from '../compare/plan-text.ts';
import type { Side } from '../compare/side.ts';
import { readStoredRun, sideOf } from '../compare/stored-run.ts';
import { UserError } from '../input/user-error.ts';
import { Stopped } from '../models/stopped.ts';
import { plainLines } from '../reports/plain.ts';
import { COMPARISON_REPORTERS } from '../reports/reporters.ts';
import { findRun } from '../runs/find-run.ts';
import { findSuite } from '../suite/find-suite.ts';
import { loadSuite } from '../suite/suite.ts';
import { readReported } from '../reports/report-of.ts';
import { givenFlags } from './flags/given.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import { listenForInterrupt } from './interrupt.ts';
import { EXIT, type ExitCode, type Io, isLive } from './io.ts';
import { keyless, type Paying, type PayFlags, preparePaying } from './paying.ts';
import { createProgress } from './progress.ts';
import { chosenReporters, printsDocument, tell, viewOf } from './reporting.ts';
import { writeReports } from './run.ts';
import { SAME_AGAIN, STOPPED_EXIT, stoppedText } from './stopped.ts';

/** The flags of `vouch compare`. */
export interface CompareFlags extends PayFlags {
  readonly run?: string;
  readonly base?: string;
  readonly suite?: string;
  readonly modelA?: string;
  readonly modelB?: string;
  readonly dryRun?: boolean;
  readonly maxRounds?: number;
  readonly filter?: Readonly<Record<string, readonly string[]>>;
  readonly firstN?: number;
  readonly allPromises?: boolean;
  readonly margin?: number;
  readonly alpha?: number;
  readonly output: string;
  readonly examples: number;
  readonly reporter?: readonly ReporterChoice[];
  readonly json?: boolean;
  readonly progress: boolean;
}

/** What only trials that are yet to be played can follow. */
const LIVE_FLAGS = {
  suite: '--suite',
  dryRun: '--dry-run',
  model: '--model',
  modelA: '--model-a',
  modelB: '--model-b',
  batch: '--batch',
  maxRounds: '--max-rounds',
  filter: '--filter',
  firstN: '--first-n',
  allPromises: '--all-promises',
  maxCost: '--max-cost',
  cache: '--cache',
} as const;

/** `vouch compare A B`: which promises B keeps worse, better or no worse than A. */
export async function compareCommand(
  a: string,
  b: string | undefined,
  flags: CompareFlags,
  io: Io,
): Promise<ExitCode> {
  const chosen = chosenReporters(flags, COMPARISON_REPORTERS);
  const agents = agentPlaces(a, b, flags);
  if (agents && flags.run !== undefined)
    throw new UserError('agent files are run against each other, in no stored run; leave --run away');
  if (agents && flags.dryRun) return showPlan(agents, flags, io);
  const { comparison, stopped } = agents
    ? await compareAgents(agents, flags, io)
    : { comparison: await compareStoredSides(a, b ?? '', flags) };
  if (comparison) await tell(comparison, chosen, COMPARISON_REPORTERS, viewOf(flags, io), io);
  if (stopped) io.stderr.write(stoppedText(stopped, SAME_AGAIN));
  return exitCodeOf(comparison, stopped);
}

/**
 * The definitions that are to be run against each other; undefined if A and B are stored trials.
 * @throws {UserError} if one is a definition and the other is not, or a flag says how trials that are stored are to be played.
 */
function agentPlaces(
  a: string,
  b: string | undefined,
  flags: CompareFlags,
): [AgentPlace, AgentPlace] | undefined {
  const { base, modelA, modelB } = flags;
  const placeA = agentPlace(a);
  if (base !== undefined) {
    if (b !== undefined || placeA === undefined || placeA.revision !== undefined) {
      throw new UserError(
        '--base compares one file with itself at a revision: vouch compare agents/x.md --base main',
      );
    }
    return [{ path: placeA.path, revision: checkedRevision(base) }, placeA];
  }
  const onTwoModels = modelA !== undefined || modelB !== undefined;
  if (b === undefined) {
    if (placeA && onTwoModels) return [placeA, placeA];
    throw new UserError(
      `"${a}" is compared with what? Name B, a revision with --base, or another model with --model-b`,
    );
  }
  const placeB = agentPlace(b);
  if (placeA && placeB) return [placeA, placeB];
  if (!placeA && !placeB) {
    const given = givenFlags(flags, LIVE_FLAGS);
    if (given === undefined) return undefined;
    throw new UserError(
      `"${a}" and "${b}" are stored trials, which ask no model and are compared as they are; leave ${given} away, or name agent files`,
    );
  }
  const [file, other] = placeA ? [a, b] : [b, a];
  throw new UserError(
    `"${file}" is an agent file and "${other}" is not; compare two agent files, or two runs`,
  );
}

async function openSides(
  [a, b]: [AgentPlace, AgentPlace],
  flags: CompareFlags,
  paying: Paying,
): Promise<{ a: AgentOnModel; b: AgentOnModel; options: LiveOptions }> {
  const { model, modelA = model, modelB = model } = flags;
  return {
    a: { agent: await loadAgentAt(a), model: paying.open(modelA) },
    b: { agent: await loadAgentAt(b), model: paying.open(modelB) },
    options: {
      output: flags.output,
      maxRounds: flags.maxRounds,
      failFast: false,
      firstTasks: flags.firstN,
      filter: flags.filter,
      allPromises: flags.allPromises,
      alpha: flags.alpha,
      margin: flags.margin,
    },
  };
}

async function showPlan(places: [AgentPlace, AgentPlace], flags: CompareFlags, io: Io): Promise<ExitCode> {
  const suite = await loadSuite(await findSuite(flags.suite));
  await using paying = preparePaying(suite, flags, { io: keyless(io), progress: undefined });
  const { a, b, options } = await openSides(places, flags, paying);
  const plan = await planLive(a, b, suite, options);
  io.stdout.write(plainLines(await livePlanLines(plan, options)));
  return EXIT.good;
}

async function compareAgents(
  places: [AgentPlace, AgentPlace],
  flags: CompareFlags,
  io: Io,
): Promise<Partial<Pick<LiveComparison, 'comparison' | 'stopped'>>> {
  const live = isLive(io.stderr, io.env);
  const progress =
    flags.progress &&
    (live || !printsDocument(chosenReporters(flags, COMPARISON_REPORTERS), COMPARISON_REPORTERS))
      ? createProgress({ stream: io.stderr, live })
      : undefined;
  const suite = await loadSuite(await findSuite(flags.suite));
  await using paying = preparePaying(suite, flags, { io, progress, since: oldestUsable(new Date()) });
  const { a, b, options } = await openSides(places, flags, paying);
  using interrupt = listenForInterrupt(io);
  try {
    const { finish, signal } = interrupt;
    const { comparison, folder, reused, stopped } = await compareLive(a, b, suite, {
      ...options,
      ...paying.money(),
      finish,
      signal,
      ...(progress ? { onTrial: progress.hear } : {}),
    });
    progress?.done();
    await writeReports(await readReported(folder), folder);
    if (reused > 0) io.stderr.write(`${reused} trials of earlier runs were used again\n`);
    return { comparison, stopped };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    progress?.done();
    return { stopped: error };
  }
}

async function compareStoredSides(a: string, b: string, flags: CompareFlags): Promise<Comparison> {
  const [sideA, sideB] = [await storedSide(a, flags), await storedSide(b, flags)];
  if (sideA.source.id === sideB.source.id && sideA.agent === sideB.agent) {
    throw new UserError(
      `"${a}" and "${b}" are the same trials: ${sideA.source.id}#${sideA.agent}; name another run or agent`,
    );
  }
  return compareStored(...withLabels(sideA, sideB), flags);
}

/** 1 for a regression, 3 where the trials do not suffice to say. Work that was stopped is never good. */
function exitCodeOf(
  comparison: Pick<Comparison, 'verdict'> | undefined,
  stopped: Stopped | undefined,
): ExitCode {
  const verdict = comparison?.verdict;
  if (stopped && (stopped.reason === 'interrupted' || verdict !== 'regression'))
    return STOPPED_EXIT[stopped.reason];
  return verdict === 'regression' ? EXIT.worse : verdict === 'undecided' ? EXIT.undecided : EXIT.good;
}

/**
 * What the user names as A or B: `RUN`, `RUN#agent`, or an agent of `--run` (the newest run by default).
 * @throws {UserError} if it is none of them.
 */
async function storedSide(named: string, { run, output }: CompareFlags): Promise<Side> {
  const hash = named.lastIndexOf('#');
  if (hash > 0)
    return sideOf(await readStoredRun(await findRun(named.slice(0, hash), output)), named.slice(hash + 1));
  const folder = await findRun(named, output).catch((error: unknown) => {
    if (error instanceof UserError) return error;
    throw error;
  });
  if (typeof folder === 'string') return sideOf(await readStoredRun(folder), undefined);
  const inRun = await readStoredRun(await findRun(run, output));
  const ids = inRun.header.agents.map(({ id }) => id);
  if (ids.includes(named)) return sideOf(inRun, named);
  throw new UserError(
    `${folder.message}; nor an agent of run ${inRun.header.id}, which has ${ids.join(', ')}`,
  );
}

/** Two runs of one agent need names that tell them apart. */
function withLabels(a: Side, b: Side): [Side, Side] {
  if (a.label !== b.label) return [a, b];
  const long = (side: Side): Side => ({ ...side, label: `${side.source.id}#${side.agent}` });
  return [long(a), long(b)];
}
