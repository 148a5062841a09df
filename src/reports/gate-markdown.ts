import { comparisonLines, cutNote } from './comparison-markdown.ts';
import { cutLines, type Limit } from './cut-lines.ts';
import type { GateDocument } from './gate-document.ts';
import { COMMENT_CHARACTERS } from './markdown.ts';
import { brief, markdownText } from './plain.ts';

const CONCLUSIONS = { fail: 'GATE FAILED', pass: 'GATE PASSED', undecided: 'GATE UNDECIDED' } as const;

/** What a gate decided as a Markdown page: the decision and its reasons first, then each agent's comparisons. */
export function renderGateMarkdown(
  gate: GateDocument,
  most: Limit = { characters: COMMENT_CHARACTERS },
): string {
  const lines = [
    `# ${CONCLUSIONS[gate.verdict]}: ${markdownText(brief(gate.suite, 200))}`,
    '',
    ...list('Failures', gate.failures),
    ...list('Undecided', gate.open),
    ...list('Warnings', gate.warnings),
    ...gate.notes.map((note) => `${markdownText(brief(note, 1000))}\n`),
    ...gate.agents.flatMap(({ agent, gate: blocking, watched }) => [
      ...(blocking
        ? [
            `## ${markdownText(brief(agent, 200))}: promises that block`,
            '',
            ...comparisonLines(blocking, 3),
            '',
          ]
        : []),
      ...(watched
        ? [
            `## ${markdownText(brief(agent, 200))}: promises that do not block`,
            '',
            ...comparisonLines(watched, 3),
            '',
          ]
        : []),
    ]),
  ];
  return cutLines(lines, most, cutNote);
}

function list(title: string, found: readonly string[]): string[] {
  if (found.length === 0) return [];
  return [`## ${title}`, '', ...found.map((line) => `- ${markdownText(brief(line, 1000))}`), ''];
}
