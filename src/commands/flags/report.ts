import { HISTORY_REPORTERS, RUN_REPORTERS } from '../../reports/reporters.ts';
import { reporterOption, reportersHelp } from './reporter.ts';
import { type AddCommand, SHARED } from './shared.ts';

/** `vouch report`. */
export const addReport: AddCommand = (program, io, exit) => {
  program
    .command('report')
    .summary('report a stored run, or all runs over time')
    .description(
      'Counts a stored run anew and reports it; with --history, all runs of a folder over time. A night is a day of UTC; its runs are taken together. An alarm is raised where the last 1, 3 or 7 nights kept fewer than the 14 nights before, by an exact test within tasks, with at most one false alarm in 100 nights over all promises of all variants; nights before a change of prompt, model, tasks or scorer are not compared with.',
    )
    .argument('[run]', 'run folder or id; the newest by default')
    .addOption(reporterOption(RUN_REPORTERS))
    .option(
      '--history <folder>',
      'report every promise over all runs of a folder, and what changed last night',
    )
    .option('-c, --suite <name>', "with --history: the suite's name; that of the newest run by default")
    .option(
      '--sentinel <agent>',
      'with --history: the agent that is never edited; where it drops as well, the model changed',
    )
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
  vouch report --reporter terminal --reporter junit=reports/junit.xml --reporter csv=reports/verdicts.csv
  vouch report --history reports/runs --sentinel frozen

Reporters of --history: ${Object.keys(HISTORY_REPORTERS).join(', ')}.
Exit codes: 0 good; with --history 1 for an alarm; 2 no run, or nothing judged last night.`,
    )
    .action(async (run: string | undefined, flags) => {
      const { reportCommand } = await import('../report.ts');
      exit(await reportCommand(run, flags, io));
    });
};
