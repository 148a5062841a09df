import { loadAgents } from '../agents/load-agent.ts';
import { expandPaths } from '../input/globs.ts';
import { loadCatalogue } from '../promises/catalogue.ts';
import { coverPrompt } from '../promises/coverage.ts';
import { renderCoverage } from '../reports/promises-text.ts';
import { BUILT_IN_SCORERS } from '../scorers/index.ts';
import { findSuite } from '../suite/find-suite.ts';
import { loadSuite } from '../suite/suite.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The flags of `vouch promises`. */
export interface PromisesFlags {
  readonly suite?: string;
  readonly catalogue?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** `vouch promises`: what each agent's prompt promises, on which lines, and what nothing checks. */
export async function promisesCommand(
  agentPaths: readonly string[],
  flags: PromisesFlags,
  io: Io,
): Promise<ExitCode> {
  const needsSuite = agentPaths.length === 0 || flags.catalogue === undefined;
  const suite = needsSuite ? await loadSuite(await findSuite(flags.suite)) : undefined;
  const catalogue = await loadCatalogue(flags.catalogue ?? suite?.promises ?? '');
  const agents = await loadAgents(
    await expandPaths(agentPaths.length > 0 ? agentPaths : (suite?.agents ?? []), 'agent file'),
  );
  const coverages = agents.map((agent) => coverPrompt(agent, catalogue));
  const scorers = new Set(BUILT_IN_SCORERS.keys());
  io.stdout.write(
    flags.json
      ? `${JSON.stringify(coverages, null, 2)}\n`
      : `${renderCoverage(coverages, catalogue, { scorers, verbose: flags.verbose ?? false })}\n`,
  );
  return EXIT.good;
}
