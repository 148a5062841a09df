import matter from 'gray-matter';
import { isMap, isScalar, parseDocument, visit } from 'yaml';
import { UserError } from '../input/user-error.ts';
import { keyOf, readLineWise } from './line-wise.ts';

/** A definition file taken apart; nothing of it is judged yet. */
export interface FrontMatter {
  readonly data: Readonly<Record<string, unknown>>;
  /** Everything after the line break that ends the closing `---` line. */
  readonly body: string;
  /** The 1-based line of the file on which `body` begins. */
  readonly bodyLine: number;
  /** The 1-based line on which a top-level key stands; 1 if it is not there. */
  lineOf(key: string): number;
}

const EXPECTED = 'expected a line `---`, then `name: …` and further keys, then a closing line `---`';

/** Front matter holds a few lines; far larger ones only cost time. */
const LONGEST = 32 * 1024;

/**
 * Splits a definition file into front matter and body as coding assistants do: YAML, and where strict YAML fails,
 * `key: value` line by line. Nothing in the file is ever executed.
 * @param text the file without its byte order mark.
 * @throws {UserError} naming file and line if the front matter is missing, never ends, or holds no keys.
 */
export function readFrontMatter(text: string, path: string): FrontMatter {
  const block = findBlock(text, path);
  // Options always: without them gray-matter hands out one shared object, and `{}` for a text that failed before.
  const { data } = matter(`${FENCE}\n${block.text}\n${FENCE}`, {
    delimiters: FENCE,
    language: 'yaml',
    engines: ENGINES,
  });
  if (Object.keys(data).length === 0) {
    throw UserError.at(`${path}:1`, `the front matter holds no \`key: value\` line; ${EXPECTED}`);
  }
  const keys = block.text.split(/\r?\n/).map(keyOf);
  return {
    data,
    body: block.body,
    bodyLine: block.bodyLine,
    lineOf: (key) => Math.max(1, keys.indexOf(key) + 2),
  };
}

// gray-matter would end the block at any line that only begins with `---`; where it ends is found before.
const FENCE = '---\0';

interface Block {
  readonly text: string;
  readonly body: string;
  readonly bodyLine: number;
}

const OPENING = /^---[ \t]*(?:ya?ml[ \t]*)?$/i;
const CLOSING = /^---[ \t]*$/;

function findBlock(text: string, path: string): Block {
  const opening = lineFrom(text, 0);
  requireOpening(opening.text, text, path);
  const start = opening.next ?? text.length;
  let at = opening.next;
  for (let number = 2; at !== undefined; number++) {
    const line = lineFrom(text, at);
    if (CLOSING.test(line.text)) {
      const body = line.next === undefined ? '' : text.slice(line.next);
      return { text: text.slice(start, at).replace(/\r?\n$/, ''), body, bodyLine: number + 1 };
    }
    if (at - start > LONGEST) {
      throw UserError.at(
        `${path}:${number}`,
        `the front matter is longer than ${LONGEST / 1024} KB; ${EXPECTED}`,
      );
    }
    at = line.next;
  }
  throw UserError.at(`${path}:1`, `the front matter that begins here never ends; ${EXPECTED}`);
}

function requireOpening(first: string, text: string, path: string): void {
  if (OPENING.test(first)) return;
  const language = /^---[ \t]*([\w+.][\w+.-]{0,20})/.exec(first)?.[1];
  if (language !== undefined) {
    const found = `front matter in the language "${language}" is not read`;
    throw UserError.at(`${path}:1`, `${found}; only YAML is, between two lines \`---\``);
  }
  const start = Math.max(0, text.search(/\S/));
  if (OPENING.test(lineFrom(text, start).text)) {
    const line = text.slice(0, start).split('\n').length;
    throw UserError.at(
      `${path}:${line}`,
      'front matter begins here; it must begin on the first line of the file',
    );
  }
  const found = text.trim() === '' ? 'the file is empty' : 'the file has no front matter';
  throw UserError.at(`${path}:1`, `${found}; ${EXPECTED}`);
}

/** The line that begins at `at`, without its line break, and where the next one begins. */
function lineFrom(text: string, at: number): { text: string; next: number | undefined } {
  const end = text.indexOf('\n', at);
  const line = text.slice(at, end === -1 ? text.length : end);
  return { text: line.endsWith('\r') ? line.slice(0, -1) : line, next: end === -1 ? undefined : end + 1 };
}

// gray-matter adds these to its own engines, of which `javascript` would evaluate the file.
const ENGINES = { yaml: readLeniently, javascript: refuse, json: refuse };

function refuse(): never {
  throw new Error('only YAML front matter is read');
}

function readLeniently(text: string): Record<string, unknown> {
  return readStrictly(text) ?? readLineWise(text, readStrictly);
}

/** What strict YAML makes of a text, if that is a mapping; dates stay the strings they are. */
function readStrictly(text: string): Record<string, unknown> | undefined {
  try {
    const document = parseDocument(text, {
      schema: 'core',
      resolveKnownTags: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
    let hasCollectionKey = false;
    visit(document, {
      Pair(_, { key }) {
        if (isScalar(key)) return undefined;
        hasCollectionKey = true;
        return visit.BREAK;
      },
    });
    // Turning nested collection keys into strings takes hours for a few hundred bytes.
    if (hasCollectionKey) return undefined;
    // A `__proto__` key, however deep, would become the prototype of what the data is copied into.
    return document.toJS({ reviver: (key, value) => (key === '__proto__' ? undefined : value) }) as Record<
      string,
      unknown
    >;
  } catch {
    // Too many aliases, or nested deeper than the stack: reading by lines takes such text as it stands.
    return undefined;
  }
}
