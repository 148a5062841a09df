import { Argument } from 'commander';
import { SHELLS } from '../completion.ts';
import type { AddCommand } from './shared.ts';

/** `vouch completion`. */
export const addCompletion: AddCommand = (program, io) => {
  program
    .command('completion')
    .summary('print a script that completes commands and flags in your shell')
    .description('Prints a script that completes commands, flags and their choices in bash, zsh or fish.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(vouch completion bash)                  in ~/.bashrc
  source <(vouch completion zsh)                   in ~/.zshrc, after compinit
  vouch completion fish | source                   in ~/.config/fish/config.fish`,
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completionScript } = await import('../completion.ts');
      io.stdout.write(completionScript(program, shell));
    });
};
