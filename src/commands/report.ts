import { renderMarkdown } from '../reports/markdown.ts';
import { findRun } from '../runs/find-run.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { reportOf, terminalText } from './run.ts';

/** The flags of `vouch report`. */
export interface ReportFlags {
  readonly reporter: 'terminal' | 'markdown' | 'json';
  readonly examples: number;
  readonly corrected?: boolean;
  readonly output: string;
}

/** `vouch report`: a stored run, counted anew and printed. */
export async function reportCommand(
  named: string | undefined,
  flags: ReportFlags,
  io: Io,
): Promise<ExitCode> {
  const report = await reportOf(await findRun(named, flags.output));
  switch (flags.reporter) {
    case 'terminal':
      io.stdout.write(`${terminalText(report, flags, io)}\n`);
      break;
    case 'markdown':
      io.stdout.write(`${renderMarkdown(report)}\n`);
      break;
    case 'json':
      io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  return EXIT.good;
}
