import { RUN_REPORTERS } from '../../reports/reporters.ts';
import { reporterOption, reportersHelp } from './reporter.ts';
import { type AddCommand, MODELS, positiveInteger, RUNS, SHARED, textOnly } from './shared.ts';

/** `vouch run`. */
export const addRun: AddCommand = (program, io, exit) => {
  program
    .command('run')
    .summary('run every agent of a suite on every task, score and report')
    .description(
      'Runs every agent of a suite on every task, scores the answers by what each agent promises, and reports.',
    )
    .argument('[suite]', 'suite file, or its name in evals/; the only one there by default')
    .option('--agents <path...>', "agent files or globs instead of the suite's")
    .option('--model <model>', MODELS)
    .option(...SHARED.batch)
    .option(...SHARED.filter)
    .option(...SHARED.firstTasks)
    .option('--repeat <count>', 'how often each agent gets each task', positiveInteger)
    .option('-j, --concurrency <count>', 'calls in flight at the same time, at most', positiveInteger)
    .option(...SHARED.allPromises)
    .option('--resume [run]', "go on with an unfinished run (id or folder); the suite's newest by default")
    .option(...SHARED.maxCost)
    .option(...SHARED.fresh)
    .option(...SHARED.cache)
    .option('--shard <i/n>', 'only one of n equal parts of the trials; `vouch merge` puts the runs together')
    .addOption(textOnly('--dry-run', 'print what would run and about what it would cost, and run nothing'))
    .option('-o, --output <folder>', 'where run folders are made', RUNS)
    .addOption(reporterOption(RUN_REPORTERS))
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .option(...SHARED.json)
    .option(...SHARED.noProgress)
    .addHelpText(
      'after',
      `
${reportersHelp(RUN_REPORTERS)}

Examples:
  vouch run backend
  vouch run backend --filter kind=endpoint --filter kind=webhook
  vouch run backend --agents '~/agents/*.md' -n 3
  ANTHROPIC_API_KEY=… vouch run backend --model anthropic:sonnet --repeat 3
  vouch run backend --model openai-compatible:http://localhost:11434/v1#llama3.2
  OPENAI_API_KEY=… vouch run backend --model promptfoo:openai:chat:gpt-4o
  vouch run backend --model anthropic --batch --repeat 5   half the price; may take hours
  vouch run backend --reporter terminal --reporter github --reporter junit=reports/junit.xml
  vouch run backend --model anthropic --dry-run          calls, tokens and dollars, as an estimate
  vouch run backend --model anthropic --max-cost 5       stops before $5 are passed
  vouch run backend --resume --max-cost 10               goes on; the limit is that of the whole run
  vouch run backend --shard 2/3                          the second third; see \`vouch merge --help\`
  vouch run backend --model anthropic --fresh            a nightly: every answer is new

Every answer is on disk before it counts: after a crash, Ctrl-C or the limit, --resume finishes the run, and the same
command again makes a new run; neither pays for an answer twice. Ctrl-C finishes the calls in flight, a second one
gives them up.

Exit codes: 0 every trial was tried, 2 could not run or no call gave an answer, 3 stopped at --max-cost, 130 interrupted.`,
    )
    .action(async (suite: string | undefined, flags) => {
      const { runCommand } = await import('../run.ts');
      exit(await runCommand(suite, flags, io));
    });
};
