import type { Argument, Command, Option } from 'commander';

const BEGIN = '<!-- generated from the command line by `npm run docs` -->';

/**
 * The page of a command with its usage, arguments and flags brought up to date: all that follows the mark is generated,
 * all that precedes it is written by hand.
 */
export function withReference(page: string, command: Command): string {
  const [byHand = ''] = page.split(BEGIN, 1);
  return `${byHand.trimEnd()}\n\n${BEGIN}\n\n${reference(command)}`;
}

function reference(command: Command): string {
  const rows = [...command.registeredArguments.map(argumentRow), ...flagsOf(command).map(flagRow)];
  return `## Flags

\`\`\`
${command.parent?.name()} ${command.name()} ${command.usage()}
\`\`\`

| | |
|---|---|
${rows.join('\n')}
`;
}

/** The flags that \`--help\` shows, `--help` itself left out. */
export function flagsOf(command: Command): readonly Option[] {
  return command.options.filter(({ hidden }) => !hidden);
}

function argumentRow(argument: Argument): string {
  const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
  return row(argument.variadic ? name.replace(/(?=.$)/, '...') : name, argument);
}

function flagRow(option: Option): string {
  return row(option.flags, option);
}

/** `described` may be an argument or an option: both know description, choices and default. */
function row(name: string, described: Argument | Option): string {
  const { description, defaultValue, argChoices } = described;
  const choices = argChoices ? ` (${argChoices.join(', ')})` : '';
  // That `--no-progress` is off by default says nothing.
  const isTold = defaultValue !== undefined && typeof defaultValue !== 'boolean';
  const preset = isTold ? `; default \`${[defaultValue as unknown].flat().join(' ')}\`` : '';
  return `| \`${name}\` | ${escaped(description + choices)}${preset} |`;
}

/** Text as Markdown that reads the same in a table; code in backticks stays code. */
function escaped(text: string): string {
  return text.replaceAll(/`[^`]*`|[*<|_]/g, (found) => (found.startsWith('`') ? found : `\\${found}`));
}
