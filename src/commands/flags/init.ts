import { type AddCommand, SHARED } from './shared.ts';

/** `vouch init`. */
export const addInit: AddCommand = (program, io, exit) => {
  program
    .command('init')
    .summary('write a suite, tasks, a promise catalogue and a workflow for the agents of a repository')
    .description(
      'Finds the agent definitions of this repository and writes what Vouch needs to evaluate them: a suite, five tasks to edit, a catalogue of the promises found in their prompts, and a workflow that gates pull requests. Files that exist are left as they are.',
    )
    .argument('[agent...]', 'agent files or globs; .claude/agents/**/*.md and agents/**/*.md by default')
    .option('--no-workflow', 'write no GitHub workflow')
    .option(...SHARED.json)
    .addHelpText('after', "\nExamples:\n  vouch init\n  vouch init 'prompts/agents/*.md' --no-workflow")
    .action(async (agents: string[], flags) => {
      const { initCommand } = await import('../init.ts');
      exit(await initCommand(agents, flags, io));
    });
};
