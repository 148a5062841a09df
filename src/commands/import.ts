import { join } from 'node:path';
import { counted } from '../counted.ts';
import { asTyped } from '../input/globs.ts';
import { slugOf } from '../integrations/interchange/imported.ts';
import type { ImportedSuite } from '../integrations/interchange/imported.ts';
import { NOT_IMPORTED, SUITE_FILE, writeSuite } from '../integrations/interchange/write-suite.ts';
import { inertJson, plain } from '../reports/plain.ts';
import type { IMPORT_FORMATS } from './formats.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The flags of `vouch import`. */
export interface ImportFlags {
  readonly output?: string;
  readonly json?: boolean;
}

/** `vouch import`: a suite from another tool's files, and a list of what a suite cannot say. */
export async function importCommand(
  format: (typeof IMPORT_FORMATS)[number],
  path: string,
  flags: ImportFlags,
  io: Io,
): Promise<ExitCode> {
  const found = await read(format, path);
  const suite = found.promises.length > 0 ? found : { ...found, unmapped: [...found.unmapped, NO_PROMISES] };
  const folder = flags.output ?? join('evals', slugOf(suite.name) || 'imported');
  const written = await writeSuite(folder, suite);
  io.stdout.write(
    flags.json
      ? `${inertJson({ ...countsOf(suite), written, unmapped: suite.unmapped }, 2)}\n`
      : asText(suite, written, asTyped(join(folder, SUITE_FILE))),
  );
  return EXIT.good;
}

const NO_PROMISES =
  "nothing in it can be a promise: promises.yaml is Vouch's own catalogue, of which agents are held to what their prompts promise";

async function read(format: (typeof IMPORT_FORMATS)[number], path: string): Promise<ImportedSuite> {
  switch (format) {
    case 'promptfoo':
      return (await import('../integrations/promptfoo/import/import.ts')).importPromptfoo(path);
    case 'plugin-eval':
      return (await import('../integrations/plugin-eval/import.ts')).importPluginEval(path);
  }
}

function countsOf({ agents, agentPaths, tasks, promises }: ImportedSuite): {
  agents: number;
  tasks: number;
  promises: number;
} {
  return { agents: agents.length + agentPaths.length, tasks: tasks.length, promises: promises.length };
}

function asText(suite: ImportedSuite, written: readonly string[], suiteFile: string): string {
  const { agents, tasks, promises } = countsOf(suite);
  const lines = [
    `${counted(agents, 'agent')}, ${counted(tasks, 'task')}, ${counted(promises, 'promise')} from ${plain(suite.source)}`,
    '',
    ...written.map((path) => `  ${plain(path)}`),
    '',
    ...unmappedLines(NOT_IMPORTED, suite.unmapped),
    `Next: ${nextCommand(suite, plain(suiteFile))}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** A run with all that the suite does not say itself. */
function nextCommand(suite: ImportedSuite, suiteFile: string): string {
  const { agents, promises } = countsOf(suite);
  return [
    `vouch run ${suiteFile}`,
    ...(agents === 0 ? ['--agents path/to/agent.md'] : []),
    ...(agents === 0 || promises === 0 ? ['--all-promises'] : []),
    ...(suite.model === undefined ? ['--model anthropic:sonnet'] : []),
    '--dry-run',
  ].join(' ');
}

/** The list of what had no place, under its heading. */
export function unmappedLines(heading: string, unmapped: readonly string[]): string[] {
  return unmapped.length === 0 ? [] : [`${heading}:`, ...unmapped.map((line) => `  ${plain(line)}`), ''];
}
