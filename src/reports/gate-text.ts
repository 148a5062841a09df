import { styleText } from 'node:util';
import type { Comparison } from '../compare/comparison.ts';
import type { GatedAgent, GateDecision } from '../compare/gate.ts';
import { type ComparisonTextOptions, renderComparison } from './comparison-text.ts';
import { plain } from './plain.ts';

/** What a gate says, as text for a terminal: each agent's comparison, then the decision. */
export function renderGate(
  agents: readonly GatedAgent[],
  decision: GateDecision,
  notes: readonly string[],
  options: ComparisonTextOptions,
): string {
  return [
    ...agents.flatMap((gated) => agentLines(gated, options)),
    ...notes.map(plain),
    ...list('Warnings', decision.warnings),
    ...list('Undecided', decision.open),
    ...list('Failures', decision.failures),
    conclusion(decision),
  ].join('\n');
}

function agentLines({ agent, gate, watched }: GatedAgent, options: ComparisonTextOptions): string[] {
  const compared = gate ?? watched;
  if (!compared) return [];
  if (isQuiet(gate) && isQuiet(watched)) {
    const same = gate?.sameAnswers ? ', every answer is the same' : '';
    return [`${plain(agent)}: no worse in ${compared.slots} comparisons${same}`];
  }
  const part = (title: string, comparison: Comparison | undefined): string[] =>
    comparison
      ? [styleText('bold', `${plain(agent)}: ${title}`), renderComparison(comparison, options), '']
      : [];
  return [...part('promises that block', gate), ...part('promises that do not block', watched)];
}

/** Nothing to look at: no promise got worse, none is open. */
function isQuiet(comparison: Comparison | undefined): boolean {
  return comparison === undefined || comparison.verdict === 'no-regression';
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [styleText('bold', title), ...lines.map((line) => `  ${plain(line)}`)];
}

function conclusion({ verdict }: GateDecision): string {
  switch (verdict) {
    case 'fail':
      return styleText(['red', 'bold'], 'GATE FAILED');
    case 'pass':
      return styleText(['green', 'bold'], 'GATE PASSED');
    case 'undecided':
      return styleText(['yellow', 'bold'], 'GATE UNDECIDED');
  }
}
