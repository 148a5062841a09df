import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { readText } from '../input/read.ts';
import { UserError } from '../input/user-error.ts';
import { parseYaml } from '../input/yaml.ts';
import type { Message } from '../models/model.ts';

/** A recorded conversation of one agent about one task. */
export interface Transcript {
  /** Agent id. */
  readonly agent: string;
  /** Task id. */
  readonly task: string;
  /** User and assistant in turn; begins with the user, ends with the assistant. */
  readonly messages: readonly Message[];
}

/**
 * Reads the recorded conversation of one agent about one task, or undefined if there is none.
 * @throws {UserError} naming file and line if the file is malformed, or is about another agent or task.
 */
export async function readTranscript(
  folder: string,
  variant: string,
  task: string,
  repeat = 1,
): Promise<Transcript | undefined> {
  const path = transcriptPath(folder, variant, task, repeat);
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
  const transcript = parseTranscript(text, path);
  if (transcript.agent !== variant || transcript.task !== task) {
    throw UserError.at(
      path,
      `is about agent "${transcript.agent}" and task "${transcript.task}"; its place says "${variant}" and "${task}"`,
    );
  }
  return transcript;
}

/**
 * Where a recording stands: `<folder>/<variant>/<task>.md`, and `<task>.2.md` for the second repeat.
 * @throws {UserError} if an id could name a place outside the folder.
 */
export function transcriptPath(folder: string, variant: string, task: string, repeat = 1): string {
  const ending = repeat === 1 ? '.md' : `.${repeat}.md`;
  return join(folder, asFileName(variant, 'agent'), `${asFileName(task, 'task')}${ending}`);
}

function asFileName(id: string, what: string): string {
  if (id === '' || id === '.' || id === '..' || /[/\\\0]/.test(id)) {
    throw new UserError(
      `${what} id ${JSON.stringify(id)} cannot be a file name; recordings need ids without / and \\`,
    );
  }
  return id;
}

function isMissingFile(error: unknown): boolean {
  if (!(error instanceof UserError) || !(error.cause instanceof Error)) return false;
  return 'code' in error.cause && error.cause.code === 'ENOENT';
}

const FENCE = '---';
const frontMatterSchema = z.looseObject({ agent: z.string().min(1), task: z.string().min(1) });

/** Whole lines, exactly, wherever they stand: a fenced code block does not protect them, a backslash before them does. */
const MARKERS: ReadonlyMap<string, Message['role']> = new Map([
  ['<!-- user -->', 'user'],
  ['<!-- assistant -->', 'assistant'],
]);
const MARKER_OR_ESCAPED = /^\\*<!-- (?:user|assistant) -->$/;
const ESCAPED = /^\\+<!-- (?:user|assistant) -->$/;

/**
 * Reads a transcript: front matter with `agent` and `task`, then messages under `<!-- user -->` and
 * `<!-- assistant -->` lines. The line break before the next marker and one blank line above it are not part of a
 * message; a line of a message that looks like a marker stands with a backslash before it (`\<!-- user -->`).
 * @throws {UserError} naming `place` and line.
 */
export function parseTranscript(text: string, place: string): Transcript {
  // A checkout with Windows line ends shows it in the first line; elsewhere `\r` belongs to a message.
  const lines = (text.startsWith(`${FENCE}\r\n`) ? text.replaceAll('\r\n', '\n') : text).split('\n');
  if (lines[0] !== FENCE)
    throw UserError.at(`${place}:1`, `expected front matter: a line ${FENCE}, then agent and task`);
  const close = lines.indexOf(FENCE, 1);
  if (close === -1)
    throw UserError.at(`${place}:1`, `the front matter that begins here is not closed by a line ${FENCE}`);
  // The empty first line stands for the fence, so that line numbers in errors are those of the file.
  const { agent, task } = parseYaml(['', ...lines.slice(1, close)].join('\n'), place, frontMatterSchema);
  return { agent, task, messages: parseMessages(lines, close + 1, place) };
}

function parseMessages(lines: readonly string[], from: number, place: string): Message[] {
  const markers = lines.flatMap((line, index) => {
    const role = MARKERS.get(line);
    return role === undefined || index < from ? [] : [{ role, index }];
  });
  const start = markers[0]?.index ?? lines.length;
  const stray = lines.findIndex((line, index) => index >= from && index < start && line.trim() !== '');
  if (stray !== -1)
    throw UserError.at(`${place}:${stray + 1}`, 'expected the line <!-- user --> before any text');
  const last = markers.at(-1);
  if (!last)
    throw UserError.at(`${place}:${from}`, 'no messages; expected the line <!-- user --> and text under it');
  markers.forEach(({ role, index }, number) => {
    const expected = number % 2 === 0 ? 'user' : 'assistant';
    if (role === expected) return;
    const why = number === 0 ? 'a conversation begins with the user' : 'user and assistant speak in turn';
    throw UserError.at(
      `${place}:${index + 1}`,
      `found <!-- ${role} -->, expected <!-- ${expected} -->: ${why}`,
    );
  });
  if (last.role === 'user') {
    throw UserError.at(
      `${place}:${last.index + 1}`,
      'ends with a message of the user; expected <!-- assistant --> after it',
    );
  }
  return markers.map(({ role, index }, number) => {
    const content = lines.slice(index + 1, markers[number + 1]?.index);
    if (content.at(-1) === '') content.pop();
    return { role, content: content.map((line) => (ESCAPED.test(line) ? line.slice(1) : line)).join('\n') };
  });
}

/** The inverse of `parseTranscript`. */
export function formatTranscript({ agent, task, messages }: Transcript): string {
  const frontMatter = `${FENCE}\n${stringify({ agent, task }, { lineWidth: 0 })}${FENCE}\n`;
  const turns = messages.map(({ role, content }) => {
    const lines = content.split('\n').map((line) => (MARKER_OR_ESCAPED.test(line) ? `\\${line}` : line));
    return `<!-- ${role} -->\n${lines.join('\n')}\n`;
  });
  return frontMatter + turns.join('\n');
}
