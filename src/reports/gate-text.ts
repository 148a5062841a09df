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
    ...agents.flatMap(({ agent, gate, watched }) =>
      isQuiet(gate) && isQuiet(watched)
        ? [
            `${plain(agent)}: no worse in ${gate?.slots ?? watched?.slots ?? 0} comparisons${gate?.sameAnswers ? ', every answer is the same' : ''}`,
          ]
        : [
            ...(gate
              ? [
                  styleText('bold', `${plain(agent)}: promises that block`),
                  renderComparison(gate, options),
                  '',
                ]
              : []),
            ...(watched
              ? [
                  styleText('bold', `${plain(agent)}: promises that do not block`),
                  renderComparison(watched, options),
                  '',
                ]
              : []),
          ],
    ),
    ...notes.map(plain),
    ...list('Warnings', decision.warnings),
    ...list('Undecided', decision.open),
    ...list('Failures', decision.failures),
    conclusion(decision),
  ].join('\n');
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
