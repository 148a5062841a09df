import { extname } from 'node:path';
import { z } from 'zod';
import { parseCsv } from '../../../datasets/csv.ts';
import { readText } from '../../../input/read.ts';
import { messageOf, UserError } from '../../../input/user-error.ts';
import { readYaml } from '../../../input/yaml.ts';
import { requireTree } from '../../interchange/tree.ts';
import { filesOf, type ImportContext, isObject, isProgram, listOf, named } from './config.ts';
import { type Assertion, parseExpected } from './expected.ts';

/** One test of promptfoo. */
export interface PromptfooTest {
  /** Where it stands, for messages. */
  readonly where: string;
  readonly description?: string | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly assertions: readonly Assertion[];
  /** Texts around the user's message. */
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/** The tests of a config, wherever they stand. */
export async function importTests(tests: unknown, context: ImportContext): Promise<PromptfooTest[]> {
  const found: PromptfooTest[] = [];
  for (const [index, entry] of listOf(tests).entries()) {
    const where = `tests[${index}]`;
    const path =
      isObject(entry) && entry['vars'] === undefined && entry['assert'] === undefined ? entry['path'] : entry;
    if (typeof path === 'string') found.push(...(await testsOfFiles(path, where, context)));
    else found.push(...testOf(entry, where, context));
  }
  return found;
}

async function testsOfFiles(entry: string, where: string, context: ImportContext): Promise<PromptfooTest[]> {
  const files = await filesOf(entry, context);
  if (!files) {
    context.leaveOut(where, `${entry} is not a file here; nothing is fetched`);
    return [];
  }
  const found: PromptfooTest[] = [];
  for (const path of files) {
    if (isProgram(path)) context.leaveOut(where, `${named(path)} is a program, which is not run`);
    else found.push(...(await readTests(path, context)));
  }
  return found;
}

/**
 * The tests of one file: CSV, JSONL, JSON or YAML.
 * @throws {UserError} if it is none of them, or damaged.
 */
export async function readTests(path: string, context: ImportContext): Promise<PromptfooTest[]> {
  const place = named(path);
  switch (extname(path).toLowerCase()) {
    case '.csv': {
      const { rows } = parseCsv(await readText(path), place);
      return rows.map(({ line, cells }) => testOfRow(cells, `${place}:${line}`, context));
    }
    case '.jsonl':
      return (await readText(path)).split('\n').flatMap((line, index) => {
        const where = `${place}:${index + 1}`;
        return line.trim() === '' ? [] : testOf(parseJson(line, where), where, context);
      });
    case '.json':
    case '.yaml':
    case '.yml': {
      const list = listOf(requireTree(await readYaml(path, z.unknown()), place));
      return list.flatMap((test, index) => testOf(test, `${place}[${index}]`, context));
    }
    default:
      throw UserError.at(place, 'is not a test file; expected .csv, .jsonl, .json or .yaml');
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw UserError.at(where, `not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** A test that a config writes out; none if it cannot be said. */
function testOf(entry: unknown, where: string, { leaveOut }: ImportContext): PromptfooTest[] {
  if (!isObject(entry)) {
    leaveOut(where, 'is not a test');
    return [];
  }
  const { description, vars = {}, metadata = {}, assert, ...others } = entry;
  for (const key of Object.keys(others)) leaveOut(where, `${key} has no place in a task`);
  if (!isObject(vars)) {
    leaveOut(where, 'variables in files');
    return [];
  }
  return [
    {
      where,
      description: typeof description === 'string' ? description : undefined,
      vars,
      metadata: isObject(metadata) ? metadata : {},
      assertions: assertionsOf(assert, where, leaveOut),
    },
  ];
}

/** The assertions of a test or of `defaultTest`. */
export function assertionsOf(
  assert: unknown,
  where: string,
  leaveOut: ImportContext['leaveOut'],
): Assertion[] {
  return listOf(assert).flatMap((one, index) => {
    if (isObject(one) && typeof one['type'] === 'string') return [one as unknown as Assertion];
    leaveOut(`${where}.assert[${index}]`, 'has no type');
    return [];
  });
}

/** promptfoo's columns with a meaning of their own begin with two underscores. */
function testOfRow(
  cells: ReadonlyMap<string, string>,
  where: string,
  { leaveOut }: ImportContext,
): PromptfooTest {
  const cell = (name: string): string | undefined => cells.get(name) || undefined;
  const vars: [string, string][] = [];
  const metadata: [string, string][] = [];
  const assertions: Assertion[] = [];
  const metric = cell('__metric');
  for (const [column, value] of cells) {
    const kept = /^__metadata:(.+?)(?:\[\])?$/s.exec(column)?.[1];
    if (kept !== undefined) metadata.push([kept, value]);
    else if (/^__expected\d*$/.test(column)) {
      const assertion = parseExpected(value.trim());
      if (assertion) assertions.push(metric === undefined ? assertion : { ...assertion, metric });
    } else if (!column.startsWith('__')) vars.push([column, value]);
    else if (!UNDERSTOOD.has(column) && value !== '') leaveOut(where, `column ${column}`);
  }
  return {
    where,
    description: cell('__description'),
    vars: Object.fromEntries(vars),
    metadata: Object.fromEntries(metadata),
    assertions,
    prefix: cell('__prefix'),
    suffix: cell('__suffix'),
  };
}

const UNDERSTOOD: ReadonlySet<string> = new Set(['__description', '__metric', '__prefix', '__suffix']);
