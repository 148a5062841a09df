import { COMPARISON_REPORTERS } from '../../reports/reporters.ts';
import { reporterOption, reportersHelp } from './reporter.ts';
import { type AddCommand, MODELS, positiveInteger, shareBelow, SHARED, textOnly } from './shared.ts';

/** `vouch compare`. */
export const addCompare: AddCommand = (program, io, exit) => {
  program
    .command('compare')
    .summary('which promises B keeps worse, better or no worse than A')
    .description(
      'Compares two agents promise by promise, paired by task and repeat: what broke, what got better, and what the trials cannot decide. Stored trials are compared as they are; two agent files are run against each other, in rounds, until all is decided or the budget is spent.',
    )
    .argument(
      '<A>',
      'an agent of the run, a run (folder, id), RUN#agent, or an agent file (REV:agents/x.md for a git revision)',
    )
    .argument('[B]', 'the same for the candidate')
    .option('--base <revision>', 'compare the agent file A with itself at this git revision')
    .option('--run <run>', 'run whose agents A and B are; the newest by default')
    .option('-c, --suite <suite>', 'suite for agent files; the only one in evals/ by default')
    .option('--model <model>', `for agent files: ${MODELS}`)
    .option('--model-a <model>', 'another model for A; with one agent file, A and B are its models')
    .option('--model-b <model>', 'another model for B')
    .option(...SHARED.batch)
    .option(
      '--max-rounds <count>',
      'rounds over all tasks at most; a rerun with more can only raise alarms, what was not cleared stays open',
      positiveInteger,
    )
    .option(...SHARED.filter)
    .option(...SHARED.firstTasks)
    .option('--all-promises', 'score every promise for both, made or not')
    .addOption(
      textOnly('--dry-run', 'print what would be run, and the smallest drop it can find; call nothing'),
    )
    .option(
      '--margin <share>',
      'drop that must not pass (0.1: 10 of 100 answers)',
      shareBelow(1, { example: 0.1 }),
    )
    .option(
      '--alpha <share>',
      'chance of a false alarm over all promises (0.05)',
      shareBelow(0.5, { example: 0.05 }),
    )
    .option(...SHARED.runs)
    .option(...SHARED.flipped)
    .option(...SHARED.maxCost)
    .option(...SHARED.cache)
    .addOption(reporterOption(COMPARISON_REPORTERS))
    .option(...SHARED.json)
    .option(...SHARED.noProgress)
    .addHelpText(
      'after',
      `
${reportersHelp(COMPARISON_REPORTERS)}

Examples:
  vouch compare api-first generalist               two agents of the newest run
  vouch compare 2026-11-20 2026-11-21              two runs of one agent
  vouch compare agents/api-first.md agents/generalist.md
  vouch compare agents/api-first.md --base main --model anthropic
  vouch compare agents/api-first.md --model-a anthropic:opus --model-b anthropic:haiku
  vouch compare agents/api-first.md --base main --model anthropic --dry-run
  vouch compare agents/api-first.md --base main --model anthropic --batch

Exit codes: 0 no regression, 1 a regression, 2 could not compare, 3 undecided.`,
    )
    .action(async (a: string, b: string | undefined, flags) => {
      const { compareCommand } = await import('../compare.ts');
      exit(await compareCommand(a, b, flags, io));
    });
};
