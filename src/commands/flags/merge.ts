import { RUN_REPORTERS } from '../../reports/reporters.ts';
import { reporterOption, reportersHelp } from './reporter.ts';
import { type AddCommand, SHARED } from './shared.ts';

/** `vouch merge`. */
export const addMerge: AddCommand = (program, io, exit) => {
  program
    .command('merge')
    .summary('put the shards of one run together')
    .description(
      'Puts runs made with `vouch run --shard` together: the result is the run as it would be without shards. Refuses shards that are missing, unfinished, or of runs that judged something else.',
    )
    .argument('<run...>', 'run folders or ids, one for each shard')
    .option(...SHARED.runs)
    .addOption(reporterOption(RUN_REPORTERS))
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .option(...SHARED.json)
    .addHelpText(
      'after',
      `
${reportersHelp(RUN_REPORTERS)}

Examples:
  vouch run backend --shard 1/3 -o shards     on one machine of three; 2/3 and 3/3 on the others
  vouch merge shards/*                        on the one that has all three folders
  vouch merge shards/* --reporter junit=reports/junit.xml

Exit codes: 0 merged, 2 could not be.`,
    )
    .action(async (runs: string[], flags) => {
      const { mergeCommand } = await import('../merge.ts');
      exit(await mergeCommand(runs, flags, io));
    });
};
