import { type AddCommand, SHARED } from './shared.ts';

/** `vouch bless`. */
export const addBless: AddCommand = (program, io, exit) => {
  program
    .command('bless')
    .summary('make a stored run the baseline of its suite')
    .description(
      'Writes the verdicts of a stored run as the baseline that `vouch gate` compares with, after showing what changes.',
    )
    .argument('[run]', 'run folder or id; the newest run of a suite by default')
    .option('-y, --yes', 'do not ask')
    .option(...SHARED.runs)
    .option(...SHARED.baselines)
    .addHelpText('after', '\nExamples:\n  vouch bless\n  vouch bless 2026-11-21 --yes')
    .action(async (run: string | undefined, flags) => {
      const { blessCommand } = await import('../bless.ts');
      exit(await blessCommand(run, flags, io));
    });
};
