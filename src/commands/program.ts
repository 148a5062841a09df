import { Command, InvalidArgumentError, Option } from 'commander';
import { ownPackage } from '../own-package.ts';
import type { ExitCode, Io } from './io.ts';

const RUNS = 'reports/runs';
const BASELINES = 'reports/baselines';

/** Flags that several commands share. */
const SHARED = {
  runs: ['-o, --output <folder>', 'where run folders are', RUNS],
  baselines: ['--baselines <folder>', 'where baselines are', BASELINES],
  broken: ['--examples <count>', 'broken promises to show', naturalNumber, 6],
  flipped: ['--examples <count>', 'flipped tasks to show with both answers', naturalNumber, 6],
  corrected: ['--corrected', "rates with the scorers' measured errors taken out"],
  allPromises: ['--all-promises', 'score every promise for every agent, made or not'],
  filter: ['--filter <column=value>', 'only tasks with this value; repeatable', collectFilter],
  firstTasks: ['-n, --first-n <count>', 'only the first tasks', positiveInteger],
  json: ['--json', 'print one JSON document instead of text'],
  noProgress: ['--no-progress', 'no progress on stderr'],
} as const;

/** The command line: flags and help only. What a command does is loaded when it is called. */
export function buildProgram(io: Io, exit: (code: ExitCode) => void): Command {
  const program = new Command('vouch')
    .description('Which promises does each version of your agent keep?')
    .version(ownPackage().version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  vouch run backend                       the suite evals/backend.yaml
  vouch run backend --agents 'agents/*.md' --model anthropic
  vouch promises agents/api-first.md      what a prompt promises, line by line
  vouch score                             judge the newest run again, without a call
  vouch report --reporter markdown        print the newest run

Exit codes: 0 good, 1 a regression or broken gate, 2 could not run, 3 undecided, 130 interrupted.`,
    );

  program
    .command('run')
    .summary('run every agent of a suite on every task, score and report')
    .description(
      'Runs every agent of a suite on every task, scores the answers by what each agent promises, and reports.',
    )
    .argument('[suite]', 'suite file, or its name in evals/; the only one there by default')
    .option('--agents <path...>', "agent files or globs instead of the suite's")
    .option('--model <model>', "replay, anthropic (each agent's own model) or anthropic:<alias or id>")
    .option(...SHARED.filter)
    .option(...SHARED.firstTasks)
    .option('--repeat <count>', 'how often each agent gets each task', positiveInteger)
    .option('-j, --concurrency <count>', 'trials at the same time', positiveInteger)
    .option(...SHARED.allPromises)
    .option('--dry-run', 'print what would run, and run nothing')
    .option('-o, --output <folder>', 'where run folders are made', RUNS)
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .option(...SHARED.json)
    .option(...SHARED.noProgress)
    .addHelpText(
      'after',
      `
Examples:
  vouch run backend
  vouch run backend --filter kind=endpoint --filter kind=webhook
  vouch run backend --agents '~/agents/*.md' -n 3
  ANTHROPIC_API_KEY=… vouch run backend --model anthropic:sonnet --repeat 3`,
    )
    .action(async (suite: string | undefined, flags) => {
      const { runCommand } = await import('./run.ts');
      exit(await runCommand(suite, flags, io));
    });

  program
    .command('score')
    .summary('score a stored run again, without calling a model')
    .description(
      'Scores the transcripts of a stored run again, by the catalogue and scorers as they are now. No model is called.',
    )
    .argument('[run]', 'run folder or id; the newest by default')
    .option('-c, --suite <suite>', "suite whose catalogue judges; the run's own by default")
    .option(...SHARED.allPromises)
    .option(...SHARED.runs)
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .option(...SHARED.json)
    .addHelpText('after', '\nExamples:\n  vouch score\n  vouch score 2026-11-21 --all-promises')
    .action(async (run: string | undefined, flags) => {
      const { scoreCommand } = await import('./score.ts');
      exit(await scoreCommand(run, flags, io));
    });

  program
    .command('report')
    .summary('print a stored run')
    .description('Counts a stored run anew and prints it.')
    .argument('[run]', 'run folder or id; the newest by default')
    .addOption(
      new Option('--reporter <reporter>', 'form of the report')
        .choices(['terminal', 'markdown', 'json'])
        .default('terminal'),
    )
    .option(...SHARED.runs)
    .option(...SHARED.broken)
    .option(...SHARED.corrected)
    .addHelpText(
      'after',
      '\nExamples:\n  vouch report\n  vouch report 2026-11-21 --reporter markdown > report.md',
    )
    .action(async (run: string | undefined, flags) => {
      const { reportCommand } = await import('./report.ts');
      exit(await reportCommand(run, flags, io));
    });

  program
    .command('promises')
    .summary('what each prompt promises, on which lines, and what nothing checks')
    .description(
      'Reads agent definitions and prints which promises each makes, on which lines, what scores them, and which lines state behaviour that no promise covers.',
    )
    .argument('[agent...]', 'agent files or globs; those of the suite by default')
    .option('-c, --suite <suite>', 'suite that names the agents and the catalogue')
    .option('--catalogue <file>', "promise catalogue instead of the suite's")
    .option('--verbose', 'every line in full')
    .option(...SHARED.json)
    .addHelpText(
      'after',
      "\nExamples:\n  vouch promises\n  vouch promises '.claude/agents/*.md' --catalogue evals/promises.yaml",
    )
    .action(async (agents: string[], flags) => {
      const { promisesCommand } = await import('./promises.ts');
      exit(await promisesCommand(agents, flags, io));
    });

  program
    .command('calibrate')
    .summary('how far each scorer agrees with labels given by careful reading')
    .description(
      'Runs the scorers over labelled transcripts and compares: confusion table, sensitivity, specificity, balanced accuracy and kappa with intervals, and every disagreement.',
    )
    .option('-c, --suite <suite>', 'suite whose catalogue names the scorers')
    .option('--labels <path...>', 'label files (CSV), one an agent', ['datasets/labels/*.csv'])
    .option('--transcripts <folder>', 'folder with <agent>/<task>.md', 'datasets/transcripts')
    .option('--promise <id...>', 'only these promises')
    .option('--no-disagreements', 'only the table')
    .option('--write', 'keep what was measured beside the catalogue, for reports to show')
    .option(...SHARED.json)
    .addHelpText(
      'after',
      '\nExamples:\n  vouch calibrate\n  vouch calibrate --promise python-type-hints error-json-format',
    )
    .action(async (flags) => {
      const { calibrateCommand } = await import('./calibrate.ts');
      exit(await calibrateCommand(flags, io));
    });

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
    .option('--model <model>', 'replay, anthropic or anthropic:<alias or id>, for agent files')
    .option(
      '--max-rounds <count>',
      'rounds over all tasks at most; a rerun with more can only raise alarms, what was not cleared stays open',
      positiveInteger,
    )
    .option(...SHARED.filter)
    .option(...SHARED.firstTasks)
    .option('--all-promises', 'score every promise for both, made or not')
    .option('--margin <share>', 'drop that must not pass (0.1: 10 of 100 answers)', share)
    .option('--alpha <share>', 'chance of a false alarm over all promises (0.05)', share)
    .option(...SHARED.runs)
    .option(...SHARED.flipped)
    .option(...SHARED.json)
    .option(...SHARED.noProgress)
    .addHelpText(
      'after',
      `
Examples:
  vouch compare api-first generalist               two agents of the newest run
  vouch compare 2026-11-20 2026-11-21              two runs of one agent
  vouch compare agents/api-first.md agents/generalist.md
  vouch compare agents/api-first.md --base main --model anthropic

Exit codes: 0 no regression, 1 a regression, 2 could not compare, 3 undecided.`,
    )
    .action(async (a: string, b: string | undefined, flags) => {
      const { compareCommand } = await import('./compare.ts');
      exit(await compareCommand(a, b, flags, io));
    });

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
    .option('--model <model>', 'replay, anthropic or anthropic:<alias or id>')
    .option('--repeat <count>', 'how often each agent gets each task, against a baseline', positiveInteger)
    .option('--max-rounds <count>', 'rounds over all tasks at most, against a revision', positiveInteger)
    .option(...SHARED.runs)
    .option(...SHARED.baselines)
    .option(...SHARED.flipped)
    .option(...SHARED.json)
    .option(...SHARED.noProgress)
    .addHelpText(
      'after',
      `
Examples:
  vouch gate backend                           against reports/baselines/backend.json
  vouch gate backend --base origin/main --model anthropic
  vouch gate backend --run

Exit codes: 0 passed, 1 a regression or a broken floor, 2 could not run, 3 undecided (see \`undecided\` of the policy).`,
    )
    .action(async (suite: string | undefined, flags) => {
      const { gateCommand } = await import('./gate.ts');
      exit(await gateCommand(suite, flags, io));
    });

  program
    .command('bless')
    .summary('make a stored run the baseline of its suite')
    .description(
      'Writes the verdicts of a stored run as the baseline that `vouch gate` compares with, after showing what changes.',
    )
    .argument('[run]', 'run folder or id; the newest by default')
    .option('-y, --yes', 'do not ask')
    .option(...SHARED.runs)
    .option(...SHARED.baselines)
    .addHelpText('after', '\nExamples:\n  vouch bless\n  vouch bless 2026-11-21 --yes')
    .action(async (run: string | undefined, flags) => {
      const { blessCommand } = await import('./bless.ts');
      exit(await blessCommand(run, flags, io));
    });

  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError('Expected a number between 0 and 1, for example 0.1.');
  return value;
}

function naturalNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Expected a whole number from 0 on.');
  return value;
}

function collectFilter(text: string, previous: Record<string, string[]> = {}): Record<string, string[]> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Expected column=value, for example kind=endpoint.');
  const [column, value] = [text.slice(0, equals), text.slice(equals + 1)];
  return { ...previous, [column]: [...(previous[column] ?? []), ...value.split(',')] };
}
