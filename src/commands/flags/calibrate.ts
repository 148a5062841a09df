import { type AddCommand, SHARED } from './shared.ts';

/** `vouch calibrate`. */
export const addCalibrate: AddCommand = (program, io, exit) => {
  program
    .command('calibrate')
    .summary('how far each scorer agrees with labels given by careful reading')
    .description(
      'Runs the scorers over labelled transcripts and compares: confusion table, sensitivity, specificity, balanced accuracy and kappa with intervals, and every disagreement.',
    )
    .option('-c, --suite <suite>', 'suite whose catalogue names the scorers')
    .option('--labels <path...>', 'label files (CSV), one an agent', ['datasets/labels/*.csv'])
    .option('--transcripts <folder>', 'folder with <agent>/<task>.md', 'datasets/transcripts')
    .option('--promise <id...>', 'only these promises')
    .option('--no-disagreements', 'only the table')
    .option('--write', 'keep what was measured beside the catalogue, for reports to show')
    .option(...SHARED.json)
    .addHelpText(
      'after',
      '\nExamples:\n  vouch calibrate\n  vouch calibrate --promise python-type-hints error-json-format',
    )
    .action(async (flags) => {
      const { calibrateCommand } = await import('../calibrate.ts');
      exit(await calibrateCommand(flags, io));
    });
};
