import { InvalidArgumentError } from 'commander';
import { type AddCommand, SHARED } from './shared.ts';

/** `vouch view`. */
export const addView: AddCommand = (program, io, exit) => {
  program
    .command('view')
    .summary('serve a stored run as a page, with every transcript')
    .description(
      'Serves the HTML report of a stored run on this machine, transcripts of large runs included, until Ctrl-C.',
    )
    .argument('[run]', 'run folder or id; the newest by default')
    .option('--port <port>', 'port on 127.0.0.1; any free one by default', port)
    .option('--open', 'open it in the browser')
    .option(...SHARED.runs)
    .addHelpText('after', '\nExamples:\n  vouch view\n  vouch view 2026-11-21 --port 4680 --open')
    .action(async (run: string | undefined, flags) => {
      const { viewCommand } = await import('../view.ts');
      exit(await viewCommand(run, flags, io));
    });
};

function port(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535; 0 is any free one.');
  return value;
}
