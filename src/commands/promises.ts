import type { Agent } from '../agents/agent.ts';
import { loadAgents } from '../agents/load-agent.ts';
import { asTyped, expandPaths } from '../input/globs.ts';
import { type Catalogue, loadCatalogue } from '../promises/catalogue.ts';
import { type Coverage, coverPrompt } from '../promises/coverage.ts';
import { suggestionsAsYaml, suggestPromises } from '../promises/suggest.ts';
import { inertJson, plain } from '../reports/plain.ts';
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
  readonly suggest?: boolean;
}

/** `vouch promises`: what each agent's prompt promises, on which lines, and what nothing checks. */
export async function promisesCommand(
  agentPaths: readonly string[],
  flags: PromisesFlags,
  io: Io,
): Promise<ExitCode> {
  const needsSuite = agentPaths.length === 0 || flags.catalogue === undefined || flags.suite !== undefined;
  const suite = needsSuite ? await loadSuite(await findSuite(flags.suite)) : undefined;
  const catalogue = await loadCatalogue(flags.catalogue ?? suite?.promises ?? '');
  const agents = await loadAgents(
    await expandPaths(agentPaths.length > 0 ? agentPaths : (suite?.agents ?? []), 'agent file'),
  );
  const coverages = agents.map((agent) => coverPrompt(agent, catalogue));
  if (flags.suggest) {
    io.stdout.write(suggestionText(agents, coverages, catalogue));
    return EXIT.good;
  }
  const options = {
    scorers: new Set(BUILT_IN_SCORERS.keys()),
    hasJudge: suite?.judge !== undefined,
    verbose: flags.verbose ?? false,
  };
  io.stdout.write(
    flags.json ? `${inertJson(coverages, 2)}\n` : `${renderCoverage(coverages, catalogue, options)}\n`,
  );
  return EXIT.good;
}

/** YAML to paste into the catalogue; behaviour that several prompts state in the same words is suggested once. */
function suggestionText(
  agents: readonly Agent[],
  coverages: readonly Coverage[],
  catalogue: Catalogue,
): string {
  const taken = new Set(catalogue.promises.map(({ id }) => id));
  const seen = new Set<string>();
  const suggestions = agents.flatMap((agent, index) => {
    const uncovered = (coverages[index]?.behaviour ?? []).filter(
      ({ text, promises }) => promises.length === 0 && !seen.has(text),
    );
    for (const { text } of uncovered) seen.add(text);
    const suggested = suggestPromises(agent, uncovered, taken);
    for (const { promise } of suggested) taken.add(promise.id);
    return suggested;
  });
  if (suggestions.length === 0) return '# Every statement of behaviour is covered by a promise.\n';
  return `# Paste under \`promises:\` of ${plain(asTyped(catalogue.path))}, and make titles, patterns and rubrics your own.\n${suggestionsAsYaml(suggestions).split('\n').map(plain).join('\n')}\n`;
}
