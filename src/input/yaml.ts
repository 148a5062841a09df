import { type Document, isNode, LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { readText } from './read.ts';
import { UserError } from './user-error.ts';

/**
 * Reads a YAML file and checks it against a schema.
 * @throws {UserError} naming file, line and the path of every value that does not fit.
 */
export async function readYaml<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  return parseYaml(await readText(path), path, schema);
}

/** As `readYaml`, for text that is already at hand; `place` is the file name to print. */
export function parseYaml<T extends z.ZodType>(text: string, place: string, schema: T): z.output<T> {
  const lines = new LineCounter();
  // `maxAliasCount` (default 100) bounds the expansion of aliases: a "billion laughs" file is an error.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    logLevel: 'error',
  });
  const fault = document.errors[0];
  if (fault) throw UserError.at(`${place}:${lines.linePos(fault.pos[0]).line}`, inOurWords(fault));
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    throw UserError.at(place, `not valid YAML: ${(error as Error).message}`, { cause: error });
  }
  // Code that is made for a schema pays where it checks many values; a file is read once.
  const parsed = schema.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    (issue) => `${place}:${lineOf(document, lines, issue)}: ${pathOf(issue)}${issue.message}`,
  );
  throw new UserError(issues.join('\n'), { cause: parsed.error });
}

/** Why a text is no YAML document; of a second one the library says by which of its functions to read it. */
export function inOurWords({ code, message }: YAMLParseError): string {
  return code === 'MULTIPLE_DOCS'
    ? 'a second YAML document begins here; take the line `---` out, or make two files'
    : `not valid YAML: ${message}`;
}

/** `a.b[2]: `, or nothing for the root. */
function pathOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return path === '' ? '' : `${path.replace(/^\./, '')}: `;
}

function lineOf(document: Document, lines: LineCounter, issue: z.core.$ZodIssue): number {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknownKey === undefined ? [...issue.path] : [...issue.path, unknownKey];
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
