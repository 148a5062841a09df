import { readFile } from 'node:fs/promises';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A block of shell commands of a page. */
export interface ShellBlock {
  /** `README.md:12` */
  readonly place: string;
  /** What a comment `<!-- in: … -->` before the block says about where its commands are typed. */
  readonly where: string | undefined;
  readonly commands: readonly ShellCommand[];
}

/** A block of text that a command is said to print. */
export interface PrintedBlock {
  readonly place: string;
  readonly where: string | undefined;
  readonly command: ShellCommand;
  readonly text: string;
}

/** One command line, as far as documentation needs a shell. */
export interface ShellCommand {
  readonly place: string;
  readonly line: string;
  /** Without variables that are set before the command, comment, redirections and what follows a pipe. */
  readonly words: readonly string[];
  /** Names of the variables that are set for it. */
  readonly env: readonly string[];
  /** Codes that the line's comment says it exits with, as in `# exits with 1`. */
  readonly exits: readonly number[] | undefined;
}

/** Blocks of shell commands, marked `sh`, and what comments before other blocks say that commands print. */
export async function shellBlocks(
  root: string,
  path: string,
): Promise<{ shell: ShellBlock[]; printed: PrintedBlock[] }> {
  const { children } = fromMarkdown(await readFile(`${root}/${path}`, 'utf8'));
  const shell: ShellBlock[] = [];
  const printed: PrintedBlock[] = [];
  for (const [index, node] of children.entries()) {
    if (node.type !== 'code') continue;
    const before = children[index - 1];
    const [, where, by] =
      /^<!-- (?:in: ([^;]*?))?(?:; )?(?:printed by: (.*))? -->$/.exec(
        before?.type === 'html' ? before.value : '',
      ) ?? [];
    const line = node.position?.start.line ?? 0;
    const place = `${path}:${line}`;
    if (node.lang === 'sh') shell.push({ place, where, commands: commandsOf(node.value, path, line + 1) });
    const command = by === undefined ? undefined : commandOf(by, place);
    if (command) printed.push({ place, where, command, text: node.value });
  }
  return { shell, printed };
}

function commandsOf(text: string, path: string, first: number): ShellCommand[] {
  const lines = text.split('\n');
  const commands: ShellCommand[] = [];
  for (let index = 0; index < lines.length; index++) {
    const place = `${path}:${first + index}`;
    let line = lines[index] ?? '';
    while (line.endsWith('\\')) line = `${line.slice(0, -1)}${(lines[++index] ?? '').trimStart()}`;
    const command = commandOf(line, place);
    if (command) commands.push(command);
  }
  return commands;
}

function commandOf(line: string, place: string): ShellCommand | undefined {
  const tokens = [...line.matchAll(/\s*(#.*|[|&;]+|2?>&?|(?:'[^']*'|"[^"]*"|\\.|[^\s'"|&;>])+)/gs)].map(
    ([, token = '']) => token,
  );
  const comment = tokens.find((token) => token.startsWith('#'));
  const end = tokens.findIndex((token) => /^(?:#|[|&;]|2?>)/.test(token));
  const words = (end === -1 ? tokens : tokens.slice(0, end)).map((word) => word.replaceAll(/['"]/g, ''));
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  if (start === -1) return undefined;
  const told = /exits? with (\d(?:(?:, | or )\d)*)/.exec(comment ?? '')?.[1];
  return {
    place,
    line,
    words: words.slice(start),
    env: words.slice(0, start).map((word) => word.slice(0, word.indexOf('='))),
    exits: told?.match(/\d/g)?.map(Number),
  };
}
