import { Argument } from 'commander';
import { EXPORT_FORMATS } from '../formats.ts';
import { type AddCommand, SHARED } from './shared.ts';

/** `vouch export`. */
export const addExport: AddCommand = (program, io, exit) => {
  program
    .command('export')
    .summary("write a suite as another tool's files")
    .description(
      "Writes a suite as another tool's files. Overwrites nothing, and names all that they cannot say. For results see `vouch report --reporter`.",
    )
    .addArgument(new Argument('<format>', 'what to write').choices(EXPORT_FORMATS))
    .argument('[suite]', 'suite file, or its name in evals/; the only one there by default')
    .requiredOption('-o, --output <folder>', 'where the files are written')
    .option('--agents <path...>', "agent files or globs instead of the suite's")
    .option(...SHARED.filter)
    .option(...SHARED.firstTasks)
    .option(...SHARED.json)
    .addHelpText(
      'after',
      `
Formats:
  plugin-eval   cases of \`claude plugin eval\`: a folder for each task, a grader for each promise

Examples:
  vouch export plugin-eval backend --output plugin/evals
  vouch export plugin-eval backend --agents agents/api-first.md -n 3 --output plugin/evals`,
    )
    .action(async (format: (typeof EXPORT_FORMATS)[number], suite: string | undefined, flags) => {
      const { exportCommand } = await import('../export.ts');
      exit(await exportCommand(format, suite, flags, io));
    });
};
