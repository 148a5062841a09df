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

/** The blocks marked `sh` of a Markdown file. */
export async function shellBlocks(root: string, path: string): Promise<ShellBlock[]> {
  const { children } = fromMarkdown(await readFile(`${root}/${path}`, 'utf8'));
  return children.flatMap((node, index) => {
    if (node.type !== 'code' || node.lang !== 'sh') return [];
    const before = children[index - 1];
    const where = before?.type === 'html' ? /^<!-- in: (.*) -->$/.exec(before.value)?.[1] : undefined;
    const line = node.position?.start.line ?? 0;
    return [{ place: `${path}:${line}`, where, commands: commandsOf(node.value, path, line + 1) }];
  });
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
