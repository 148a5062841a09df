import { GATE_REPORTERS } from '../../reports/reporters.ts';
import { reporterOption, reportersHelp } from './reporter.ts';
import { type AddCommand, MODELS, positiveInteger, SHARED, textOnly } from './shared.ts';

/** `vouch gate`. */
export const addGate: AddCommand = (program, io, exit) => {
  program
    .command('gate')
    .summary('whether the agents as they are now may replace the base')
    .description(
      "Compares the suite's agents with the stored baseline, or with a git revision, and decides by the suite's `gate:` policy. Only blocking promises decide; the others are shown.",
    )
    .argument('[suite]', 'suite file, or its name in evals/; the only one there by default')
    .option(
      '--base <revision>',
      'compare with this git revision instead of the baseline; runs only what changed',
    )
    .option('--run [run]', 'gate a stored run (the newest by default) instead of running the suite')
    .option('--model <model>', MODELS)
    .option(...SHARED.batch)
    .option('--repeat <count>', 'how often each agent gets each task, against a baseline', positiveInteger)
    .option(
      '--max-rounds <count>',
      'rounds over all tasks at most, against a revision, or of asking a base again',
      positiveInteger,
    )
    .addOption(
      textOnly('--dry-run', 'print what would be run, and the smallest drop it can find; call nothing'),
    )
    .option(...SHARED.runs)
    .option(...SHARED.baselines)
    .option(...SHARED.flipped)
    .option(...SHARED.maxCost)
    .option(...SHARED.cache)
    .addOption(reporterOption(GATE_REPORTERS))
    .option(...SHARED.json)
    .option(...SHARED.noProgress)
    .addHelpText(
      'after',
      `
${reportersHelp(GATE_REPORTERS)}

Examples:
  vouch gate backend                           against reports/baselines/backend.json
  vouch gate backend --base origin/main --model anthropic
  vouch gate backend --base origin/main --model anthropic --batch
  vouch gate backend --run                     all answers that its prompts ever got, nothing new
  vouch gate backend --dry-run
  vouch gate backend --base origin/main --reporter terminal --reporter github

Against the baseline of a live model an alarm is checked: the base is asked again, so that a model that
changed is told from a prompt that regressed. Gating the same pair again goes on with its evidence.

Exit codes: 0 passed, 1 a regression or a broken floor, 2 could not run, 3 undecided (see \`undecided\` of the policy).`,
    )
    .action(async (suite: string | undefined, flags) => {
      const { gateCommand } = await import('../gate.ts');
      exit(await gateCommand(suite, flags, io));
    });
};
