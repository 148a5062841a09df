import { appendFile, stat } from 'node:fs/promises';
import { messageOf, UserError } from '../input/user-error.ts';
import { keptText } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { brief, plain } from './plain.ts';
import type { Report } from './report.ts';
import type { View } from './reporters.ts';

/** A message of a GitHub workflow, shown at its place in the changed files. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly file: string;
  /** 1-based; the file as a whole if there is none. */
  readonly line?: number | undefined;
}

/** GitHub shows no more of one level for one step. */
const MOST_OF_LEVEL = 10;

/** Most bytes of one step's summary. */
export const SUMMARY_BYTES = 1024 * 1024;

const LEVELS = { block: 'error', warn: 'warning', info: 'notice' } as const;

/** Annotations of a run as workflow commands; its summary goes to the step's, where there is one. */
export async function reportRunToGithub(report: Report, { stepSummary, corrected }: View): Promise<string> {
  if (stepSummary !== undefined)
    await addToSummary(stepSummary, (bytes) => renderMarkdown(report, { most: { bytes }, corrected }));
  return annotationsText(annotationsOf(report));
}

/**
 * Appends Markdown to the summary file of a step, within what is left of its limit.
 * @throws {UserError} if it cannot be written.
 */
export async function addToSummary(path: string, render: (bytes: number) => string): Promise<void> {
  const written = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  await appendFile(path, `${render(SUMMARY_BYTES - written - 1)}\n`).catch((error: unknown) => {
    throw UserError.at(
      path,
      `the step summary cannot be written (${messageOf(error)}); GITHUB_STEP_SUMMARY has to name a file in a folder that is there`,
      { cause: error },
    );
  });
}

/** Each broken promise at the line of the agent file that makes it, worst first. */
function annotationsOf({ agents, cells, examples, promises }: Report): Annotation[] {
  return examples.flatMap(({ agent: id, promise, task, why }) => {
    const agent = agents.find((agent) => agent.id === id);
    const cell = cells.find((cell) => cell.agent === id && cell.promise === promise);
    if (!agent || !cell) return [];
    const severity = promises.find((known) => known.id === promise)?.severity ?? 'info';
    return [
      {
        level: LEVELS[severity],
        title: `${id}: ${promise}`,
        message: `${keptText(cell)}; for example ${brief(task, 100)}: ${brief(why, 500)}`,
        file: agent.path,
        line: agent.promises.find((made) => made.id === promise)?.lines[0],
      },
    ];
  });
}

/** Annotations as workflow commands, as many of each level as GitHub shows, and how many were left out. */
export function annotationsText(annotations: readonly Annotation[]): string {
  const shown = (['error', 'warning', 'notice'] as const).flatMap((level) =>
    annotations.filter((annotation) => annotation.level === level).slice(0, MOST_OF_LEVEL),
  );
  const left = annotations.length - shown.length;
  return [
    ...shown.map(commandOf),
    ...(left > 0
      ? [`and ${left} more: GitHub shows ${MOST_OF_LEVEL} annotations of a level for one step`]
      : []),
  ].join('\n');
}

function commandOf({ level, title, message, file, line }: Annotation): string {
  const properties = [
    `file=${property(file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

// As `escapeData` and `escapeProperty` of actions/toolkit, packages/core/src/command.ts.
function data(text: string): string {
  return plain(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
