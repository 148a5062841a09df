import { exportPluginEval } from '../integrations/plugin-eval/export.ts';
import { writeFiles } from '../integrations/interchange/write-files.ts';
import { inertJson, plain } from '../reports/plain.ts';
import { findSuite } from '../suite/find-suite.ts';
import { planSuite } from '../suite/plan.ts';
import { loadSuite } from '../suite/suite.ts';
import type { EXPORT_FORMATS } from './formats.ts';
import { unmappedLines } from './import.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The flags of `vouch export`. */
export interface ExportFlags {
  readonly output: string;
  readonly agents?: readonly string[];
  readonly filter?: Readonly<Record<string, readonly string[]>>;
  readonly firstN?: number;
  readonly json?: boolean;
}

const WRITERS = { 'plugin-eval': exportPluginEval } as const;

/** `vouch export`: a suite as another tool's files, and a list of what they cannot say. */
export async function exportCommand(
  format: (typeof EXPORT_FORMATS)[number],
  named: string | undefined,
  flags: ExportFlags,
  io: Io,
): Promise<ExitCode> {
  const plan = await planSuite(await loadSuite(await findSuite(named)), {
    agents: flags.agents,
    firstTasks: flags.firstN,
    filter: flags.filter,
  });
  const { files, unmapped } = WRITERS[format](plan);
  const written = await writeFiles(flags.output, files);
  const text = [
    `${written.length} files in ${plain(flags.output)}`,
    '',
    ...unmappedLines('Not exported as it is', unmapped),
  ].join('\n');
  io.stdout.write(flags.json ? `${inertJson({ written, unmapped }, 2)}\n` : `${text.trimEnd()}\n`);
  return EXIT.good;
}
