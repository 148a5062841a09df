import { readStatements } from '../../promises/statements.ts';
import type { RunHeader } from '../../runs/format.ts';
import type { PagePrompt } from './page-data.ts';

/** A prompt line by line: the promises that each line makes, and behaviour that is stated and not checked. */
export function promptLines(
  agent: RunHeader['agents'][number],
  made: RunHeader['agents'][number]['promises'],
  scored: ReadonlySet<string>,
): PagePrompt {
  const promisesOf = new Map<number, string[]>();
  for (const { id, lines } of made)
    for (const line of lines) promisesOf.set(line, [...(promisesOf.get(line) ?? []), id]);
  const behaviour = readStatements(agent.prompt, agent.promptLine).filter(
    ({ standing }) => standing === 'behaviour',
  );
  const unchecked = new Set<number>();
  let coveredStatements = 0;
  for (const { line, endLine } of behaviour) {
    const lines = Array.from({ length: endLine - line + 1 }, (_, index) => line + index);
    if (lines.some((at) => promisesOf.has(at))) coveredStatements++;
    else for (const at of lines) unchecked.add(at);
  }
  return {
    agent: agent.id,
    lines: agent.prompt.split(/\r\n|\r|\n/).map((text, index) => {
      const line = agent.promptLine + index;
      return { line, text, promises: promisesOf.get(line) ?? [], unchecked: unchecked.has(line) };
    }),
    statements: behaviour.length,
    coveredStatements,
    promises: made.length,
    scoredPromises: made.filter(({ id }) => scored.has(id)).length,
  };
}
