import { type AddCommand, SHARED, textOnly } from './shared.ts';

/** `vouch promises`. */
export const addPromises: AddCommand = (program, io, exit) => {
  program
    .command('promises')
    .summary('what each prompt promises, on which lines, and what nothing checks')
    .description(
      'Reads agent definitions and prints which promises each makes, on which lines, what scores them, and which lines state behaviour that no promise covers.',
    )
    .argument('[agent...]', 'agent files or globs; those of the suite by default')
    .option('-c, --suite <suite>', 'suite that names the agents and the catalogue')
    .option('--catalogue <file>', "promise catalogue instead of the suite's")
    .addOption(textOnly('--suggest', 'print a promise as YAML for each behaviour that none covers'))
    .option('--verbose', 'every line in full')
    .option(...SHARED.json)
    .addHelpText(
      'after',
      "\nExamples:\n  vouch promises\n  vouch promises '.claude/agents/*.md' --catalogue evals/promises.yaml\n  vouch promises agents/api-first.md --suggest",
    )
    .action(async (agents: string[], flags) => {
      const { promisesCommand } = await import('../promises.ts');
      exit(await promisesCommand(agents, flags, io));
    });
};
