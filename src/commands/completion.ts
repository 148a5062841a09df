import type { Command } from 'commander';
import { flagsOf } from './reference.ts';

/** The shells that `vouch completion` knows. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

type Shell = (typeof SHELLS)[number];

/** The script that completes commands, flags and choices in this shell; elsewhere the shell completes files. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map(completed);
  return SCRIPTS[shell](program.name(), commands);
}

/** What can be completed of one command. */
interface Completed {
  readonly name: string;
  readonly about: string;
  readonly flags: readonly { readonly name: string; readonly about: string }[];
  /** Values that the first argument can have; none if it is free. */
  readonly choices: readonly string[];
}

function completed(command: Command): Completed {
  return {
    name: command.name(),
    about: command.summary(),
    flags: flagsOf(command).flatMap(({ long, description }) =>
      long ? [{ name: long, about: description }] : [],
    ),
    choices: command.registeredArguments.at(0)?.argChoices ?? [],
  };
}

const SCRIPTS: Readonly<Record<Shell, (program: string, commands: readonly Completed[]) => string>> = {
  bash: (program, commands) => `# source <(${program} completion bash)
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then words="${namesOf(commands)}"; else
    case "\${COMP_WORDS[1]}:$current" in
${commands.map(({ name, flags }) => `      ${name}:-*) words="${namesOf(flags)}" ;;`).join('\n')}
${withChoices(commands, ({ name, choices }) => `      ${name}:*) words="${choices.join(' ')}" ;;`)}
    esac
  fi
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
}
complete -o default -F _${program} ${program}
`,

  zsh: (program, commands) => `#compdef ${program}
# source <(${program} completion zsh), after compinit
_${program}() {
  local -a words_of
  if (( CURRENT == 2 )); then
    words_of=(${described(commands)})
  else
    case "$words[2]:$words[CURRENT]" in
${commands.map(({ name, flags }) => `      ${name}:-*) words_of=(${described(flags)}) ;;`).join('\n')}
${withChoices(commands, ({ name, choices }) => `      ${name}:*) words_of=(${choices.join(' ')}) ;;`)}
    esac
  fi
  if (( \${#words_of} )); then _describe ${program} words_of; else _files; fi
}
if [ "$funcstack[1]" = "_${program}" ]; then _${program} "$@"; else compdef _${program} ${program}; fi
`,

  fish: (program, commands) => {
    const lines = commands.flatMap(({ name, about, flags, choices }) => [
      `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`,
      ...flags.map(
        (flag) =>
          `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' -l ${flag.name.slice(2)} -d ${quoted(flag.about)}`,
      ),
      ...choices.map(
        (choice) => `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' -f -a ${choice}`,
      ),
    ]);
    return `# ${program} completion fish | source\n${lines.join('\n')}\n`;
  },
};

function namesOf(list: readonly { readonly name: string }[]): string {
  return list.map(({ name }) => name).join(' ');
}

function withChoices(commands: readonly Completed[], line: (command: Completed) => string): string {
  return commands
    .filter(({ choices }) => choices.length > 0)
    .map(line)
    .join('\n');
}

/** `name:about` for zsh, where a colon ends the name. */
function described(list: readonly { readonly name: string; readonly about: string }[]): string {
  return list.map(({ name, about }) => quoted(`${name}:${about}`)).join(' ');
}

/** In single quotes, as bash, zsh and fish read them alike if the text has neither quotes nor backslashes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '’')}'`;
}
