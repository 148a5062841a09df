import { Option } from 'commander';
import { type AddCommand, SHARED } from './shared.ts';

/** `vouch report`. */
export const addReport: AddCommand = (program, io, exit) => {
  program
    .command('report')
    .summary('print a stored run')
    .description('Counts a stored run anew and prints it.')
    .argument('[run]', 'run folder or id; the newest by default')
    .addOption(
      new Option('--reporter <reporter>', 'form of the report')
        .choices(['terminal', 'markdown', 'json'])
        .default('terminal'),
    )
    .option(...SHARED.runs)
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .addHelpText(
      'after',
      '\nExamples:\n  vouch report\n  vouch report 2026-11-21 --reporter markdown > report.md',
    )
    .action(async (run: string | undefined, flags) => {
      const { reportCommand } = await import('../report.ts');
      exit(await reportCommand(run, flags, io));
    });
};
