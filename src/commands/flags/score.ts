import { type AddCommand, SHARED } from './shared.ts';

/** `vouch score`. */
export const addScore: AddCommand = (program, io, exit) => {
  program
    .command('score')
    .summary('score the stored answers of a run again')
    .description(
      'Scores the transcripts of a stored run again, by the catalogue and scorers as they are now. No model is called, but for a judge, if the suite names one and has no stored vote. What has not changed since the last scoring is not judged again: its verdicts stand.',
    )
    .argument('[run]', 'run folder or id; the newest by default')
    .option('-c, --suite <suite>', "suite whose catalogue judges; the run's own by default")
    .option(...SHARED.allPromises)
    .option('--anew', 'judge by every promise again, even where nothing has changed since')
    .option(...SHARED.cache)
    .option(...SHARED.runs)
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .option(...SHARED.json)
    .addHelpText(
      'after',
      '\nExamples:\n  vouch score\n  vouch score 2026-11-21 --all-promises\n  vouch score --anew',
    )
    .action(async (run: string | undefined, flags) => {
      const { scoreCommand } = await import('../score.ts');
      exit(await scoreCommand(run, flags, io));
    });
};
