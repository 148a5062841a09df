import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stripVTControlCharacters } from 'node:util';
import { messageOf, UserError } from '../input/user-error.ts';
import type { Reporters, Text, View } from '../reports/reporters.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import { type Io, widthOf } from './io.ts';

/** How a report is to be shown, from the flags and the process. */
export function viewOf(
  { examples, corrected = false }: { readonly examples: number; readonly corrected?: boolean },
  io: Io,
): View {
  return { width: widthOf(io.stdout), examples, corrected, stepSummary: io.env['GITHUB_STEP_SUMMARY'] };
}

/**
 * What `--reporter` and `--json` ask for; `terminal` by default.
 * @throws {UserError} if a reporter is not known here, or two would spoil each other on stdout or in one file.
 */
export function chosenReporters<Subject>(
  { reporter = [], json = false }: { readonly reporter?: readonly ReporterChoice[]; readonly json?: boolean },
  reporters: Reporters<Subject>,
): readonly ReporterChoice[] {
  const chosen = [...reporter, ...(json ? [{ name: 'json', path: undefined }] : [])];
  for (const { name } of chosen) {
    if (!Object.hasOwn(reporters, name))
      throw new UserError(`unknown reporter "${name}"; here are ${Object.keys(reporters).join(', ')}`);
  }
  const printed = chosen.filter(({ path }) => path === undefined);
  const document = printed.find(({ name }) => reporters[name]?.isDocument);
  if (document && printed.length > 1) {
    throw new UserError(
      `reporter "${document.name}" prints one document, which others would spoil; give it a file: --reporter ${document.name}=FILE`,
    );
  }
  const paths = chosen.flatMap(({ path }) => (path === undefined ? [] : [resolve(path)]));
  const twice = paths.find((path, at) => paths.indexOf(path) !== at);
  if (twice !== undefined)
    throw new UserError(`two reporters write ${twice}, and one would be lost; give each a file of its own`);
  return chosen.length === 0 ? [{ name: 'terminal', path: undefined }] : chosen;
}

/** Whether stdout is to hold one document and nothing else. */
export function printsDocument<Subject>(
  chosen: readonly ReporterChoice[],
  reporters: Reporters<Subject>,
): boolean {
  return chosen.some(({ name, path }) => path === undefined && reporters[name]?.isDocument);
}

/**
 * Tells a subject by each chosen reporter, on stdout or into its file.
 * @throws {UserError} if a file cannot be written.
 */
export async function tell<Subject>(
  subject: Subject,
  chosen: readonly ReporterChoice[],
  reporters: Reporters<Subject>,
  view: View,
  io: Io,
): Promise<void> {
  for (const { name, path } of chosen) {
    const text = await reporters[name]?.render(subject, view);
    if (text === undefined) continue;
    if (path === undefined) await print(text, io);
    else await writeTo(path, reporters[name]?.isDocument ? text : colourless(text));
  }
}

/** What is made for a terminal has its colours. */
const colourless = (text: Text): Text => (typeof text === 'string' ? stripVTControlCharacters(text) : text);

async function print(text: Text, { stdout }: Io): Promise<void> {
  for await (const part of endedByLineBreak(text)) {
    // A stream that nobody reads any more calls back, but never drains.
    const error = await new Promise((resolve) => stdout.write(part, resolve));
    if (error) return;
  }
}

async function writeTo(path: string, text: Text): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(endedByLineBreak(text)), createWriteStream(path));
  } catch (error) {
    throw UserError.at(path, `cannot be written (${messageOf(error)})`, { cause: error });
  }
}

async function* endedByLineBreak(text: Text): AsyncGenerator<string> {
  let last = '\n';
  for await (const part of typeof text === 'string' ? [text] : text) {
    if (part === '') continue;
    last = part;
    yield part;
  }
  if (!last.endsWith('\n')) yield '\n';
}
