import type { ComparedPromise, Comparison } from '../compare/comparison.ts';
import { sentenceOf } from './comparison-words.ts';
import type { AgentFile, GateDocument, ReportedGate } from './gate-document.ts';
import { renderGateMarkdown } from './gate-markdown.ts';
import { addToSummary, type Annotation, annotationsText } from './github.ts';
import type { View } from './reporters.ts';

/** Annotations of a gate as workflow commands; its summary goes to the step's, where there is one. */
export async function reportGateToGithub(
  { document, places }: ReportedGate,
  { stepSummary }: View,
): Promise<string> {
  if (stepSummary !== undefined)
    await addToSummary(stepSummary, (bytes) => renderGateMarkdown(document, { bytes }));
  const known = await places();
  return annotationsText(
    document.agents.flatMap((gated) => {
      const place = known.get(gated.agent);
      return place ? annotationsOf(gated, place, document) : [];
    }),
  );
}

type Gated = GateDocument['agents'][number];

/** What failed as errors, what only warns or is open as warnings, each at the line that makes the promise. */
function annotationsOf(gated: Gated, place: AgentFile, { failures }: GateDocument): Annotation[] {
  const { agent, gate, watched, floors, confirmation } = gated;
  const annotate = (level: Annotation['level'], promise: string, message: string): Annotation => ({
    level,
    title: `${agent}: ${promise}`,
    message,
    file: place.path,
    line: place.lines.get(promise)?.[0],
  });
  const regressed = having(gate, 'regression').map(({ promise, words }) =>
    confirmation?.causes[promise] === 'model'
      ? annotate('warning', promise, `The model changed, not the prompt. ${words}`)
      : annotate('error', promise, words),
  );
  const below = floors
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ promise }) => {
      const words = failures.find((failure) => failure.startsWith(`${agent}: ${promise} is kept`));
      return annotate('error', promise, words ?? `${promise} is kept less often than its floor asks`);
    });
  const warned = [...having(watched, 'regression'), ...having(gate, 'undecided')].map(({ promise, words }) =>
    annotate('warning', promise, words),
  );
  return [...regressed, ...below, ...warned];
}

function having(
  comparison: Comparison | undefined,
  verdict: ComparedPromise['verdict'],
): { promise: string; words: string }[] {
  if (!comparison) return [];
  return comparison.promises
    .filter((found) => found.verdict === verdict)
    .map((found) => ({ promise: found.promise, words: sentenceOf(found, comparison) }));
}
