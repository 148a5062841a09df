import { Command } from 'commander';
import { ownPackage } from '../own-package.ts';
import { addBless } from './flags/bless.ts';
import { addCalibrate } from './flags/calibrate.ts';
import { addCompare } from './flags/compare.ts';
import { addCompletion } from './flags/completion.ts';
import { addGate } from './flags/gate.ts';
import { addPromises } from './flags/promises.ts';
import { addReport } from './flags/report.ts';
import { addRun } from './flags/run.ts';
import { addScore } from './flags/score.ts';
import { addExport } from './flags/export.ts';
import { addImport } from './flags/import.ts';
import { addMerge } from './flags/merge.ts';
import { addInit } from './flags/init.ts';
import { addView } from './flags/view.ts';
import type { AddCommand } from './flags/shared.ts';
import { addValidate } from './flags/validate.ts';
import type { ExitCode, Io } from './io.ts';

/** In the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addRun,
  addScore,
  addMerge,
  addReport,
  addView,
  addPromises,
  addValidate,
  addCalibrate,
  addCompare,
  addGate,
  addBless,
  addInit,
  addImport,
  addExport,
  addCompletion,
];

/** The command line: flags and help only. What a command does is loaded when it is called. */
export function buildProgram(io: Io, exit: (code: ExitCode) => void): Command {
  const program = new Command('vouch')
    .description('Which promises does each version of your agent keep?')
    .version(ownPackage().version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  vouch run backend                       the suite evals/backend.yaml
  vouch run backend --agents 'agents/*.md' --model anthropic
  vouch promises agents/api-first.md      what a prompt promises, line by line
  vouch score                             judge the newest run again, without a call
  vouch report --reporter markdown        print the newest run

Exit codes: 0 good, 1 a regression or broken gate, 2 could not run, 3 undecided, 130 interrupted.`,
    );

  for (const add of COMMANDS) add(program, io, exit);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}
