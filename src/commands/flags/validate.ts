import { type AddCommand, SHARED } from './shared.ts';

/** `vouch validate`. */
export const addValidate: AddCommand = (program, io, exit) => {
  program
    .command('validate')
    .summary('check suites and all they name, without calling a model')
    .description(
      'Reads suites with their agents, datasets, promise catalogue, scorers and gate policy, and prints everything that is wrong with file and line. No model is called.',
    )
    .argument('[suite...]', 'suite files, or their names in evals/; all there by default')
    .option(...SHARED.json)
    .addHelpText(
      'after',
      `
Examples:
  vouch validate
  vouch validate backend --json

Exit codes: 0 nothing keeps the suites from running, 2 something does.`,
    )
    .action(async (suites: string[], flags) => {
      const { validateCommand } = await import('../validate.ts');
      exit(await validateCommand(suites, flags, io));
    });
};
