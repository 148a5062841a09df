import { RUN_REPORTERS } from '../../reports/reporters.ts';
import { reporterOption, reportersHelp } from './reporter.ts';
import { type AddCommand, SHARED } from './shared.ts';

/** `vouch report`. */
export const addReport: AddCommand = (program, io, exit) => {
  program
    .command('report')
    .summary('print a stored run')
    .description('Counts a stored run anew and prints it.')
    .argument('[run]', 'run folder or id; the newest by default')
    .addOption(reporterOption(RUN_REPORTERS))
    .option(...SHARED.runs)
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .addHelpText(
      'after',
      `
${reportersHelp(RUN_REPORTERS)}

Examples:
  vouch report
  vouch report 2026-11-21 --reporter markdown > report.md
  vouch report --reporter html=report.html
  vouch report --reporter terminal --reporter junit=reports/junit.xml --reporter csv=reports/verdicts.csv`,
    )
    .action(async (run: string | undefined, flags) => {
      const { reportCommand } = await import('../report.ts');
      exit(await reportCommand(run, flags, io));
    });
};
