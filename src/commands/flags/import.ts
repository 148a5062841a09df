import { Argument } from 'commander';
import { IMPORT_FORMATS } from '../formats.ts';
import { type AddCommand, SHARED } from './shared.ts';

/** `vouch import`. */
export const addImport: AddCommand = (program, io, exit) => {
  program
    .command('import')
    .summary("make a suite from another tool's files")
    .description(
      "Makes a suite from another tool's files: tasks, promises and agents. Runs nothing of them, overwrites nothing, and names all that a suite cannot say.",
    )
    .addArgument(new Argument('<format>', 'what the files are').choices(IMPORT_FORMATS))
    .argument('<path>', 'a promptfoo config or test CSV; the folder of a plugin, of its evals or of one case')
    .option('-o, --output <folder>', 'where the suite is written; evals/<name> by default')
    .option(...SHARED.json)
    .addHelpText(
      'after',
      `
Formats:
  promptfoo     prompts -> agents, tests -> tasks, assertions -> promises; also a test CSV with __expected columns
  plugin-eval   cases of \`claude plugin eval\`: prompt.md and case.yaml -> tasks, graders -> promises

Examples:
  vouch import promptfoo promptfooconfig.yaml
  vouch import promptfoo tests.csv --output evals/smoke
  vouch import plugin-eval ~/plugins/backend
  vouch run evals/backend/suite.yaml --model anthropic`,
    )
    .action(async (format: (typeof IMPORT_FORMATS)[number], path: string, flags) => {
      const { importCommand } = await import('../import.ts');
      exit(await importCommand(format, path, flags, io));
    });
};
