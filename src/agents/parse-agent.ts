import { hash } from 'node:crypto';
import { UserError } from '../input/user-error.ts';
import type { Agent } from './agent.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';

/** No assistant could load a larger system prompt into its context. */
const LARGEST = 128 * 1024;

/**
 * One agent definition from its text or bytes, wherever they came from.
 * @param path what messages call the file; its last part without `.md` is the agent's id.
 * @throws {UserError} naming file and line of what is missing or of the wrong kind.
 */
export function parseAgent(file: string | Uint8Array, path: string): Agent {
  const id = agentId(path);
  if (id.includes('#'))
    throw UserError.at(
      path,
      `has a # in its file name, which parts a run from its agent in RUN#agent; rename it, for example to ${id.replaceAll('#', '-')}.md`,
    );
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  if (bytes.length > LARGEST) {
    const size = `${Math.ceil(bytes.length / 1024)} KB`;
    throw UserError.at(
      path,
      `is ${size} large; an agent definition of at most ${LARGEST / 1024} KB was expected`,
    );
  }
  const frontMatter = readFrontMatter(decode(bytes, path), path);
  const { data, body, bodyLine } = frontMatter;
  const read = reader(frontMatter, path);
  const {
    name: _name,
    description: _description,
    tools: _tools,
    model: _model,
    color: _color,
    ...extra
  } = data;
  const agent: Agent = {
    id,
    path,
    name: read.required('name'),
    description: read.text('description') ?? '',
    tools: read.list('tools'),
    model: read.text('model'),
    color: read.text('color'),
    extra,
    prompt: body,
    promptLine: bodyLine,
    promptHash: sha256(body),
    fileHash: sha256(bytes),
  };
  if (body.trim() === '') {
    throw UserError.at(
      `${path}:${bodyLine - 1}`,
      'nothing follows the front matter; expected the system prompt below its closing `---`',
    );
  }
  return agent;
}

/** The file's name without its folder and without `.md`. */
export function agentId(path: string): string {
  const name = path.replace(/^.*[\\/]/, '');
  return name.replace(/\.md$/i, '') || name;
}

/** `x` of an agent that a comparison calls `x@main` or the like; `x` may have an `@` of its own. */
export function plainId({ path }: Pick<Agent, 'path'>): string {
  return agentId(path.replace(/^git:[^:]+:/, ''));
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw UserError.at(path, 'is not valid UTF-8 text; save the file as UTF-8', { cause: error });
  }
}

function sha256(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** Reads keys of the front matter as what they have to be. */
function reader({ data, lineOf }: FrontMatter, path: string) {
  const wrong = (key: string, expected: string): UserError =>
    UserError.at(`${path}:${lineOf(key)}`, `\`${key}\` is ${describe(data[key])}; expected ${expected}`);

  const text = (key: string): string | undefined => {
    const value = data[key] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'string')
      throw wrong(key, `text${isPlain(value) ? `; in quotes it is: ${key}: "${value}"` : ''}`);
    return value.trim() === '' ? undefined : value.trim();
  };

  const required = (key: string): string => {
    const value = text(key);
    if (value !== undefined) return value;
    const found = Object.hasOwn(data, key)
      ? `\`${key}\` is empty`
      : `the front matter has no \`${key}\`; found ${keysOf(data)}`;
    throw UserError.at(
      `${path}:${lineOf(key)}`,
      `${found}; expected a line such as ${key}: backend-engineer`,
    );
  };

  const list = (key: string): string[] => {
    const value = data[key] ?? '';
    if (typeof value === 'string') return splitAtCommas(value);
    const items: unknown[] | undefined = Array.isArray(value) ? value : undefined;
    if (!items?.every((item) => typeof item === 'string')) {
      throw wrong(key, `names with commas between them, or a list of names: ${key}: Read, Write`);
    }
    return items.map((item) => item.trim()).filter((item) => item !== '');
  };

  return { text, required, list };
}

/** Commas inside parentheses belong to one name: `Bash(git add:*, git commit:*)`. */
function splitAtCommas(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const unit = text[at];
    if (unit === '(') depth++;
    else if (unit === ')') depth = Math.max(0, depth - 1);
    else if (unit === undefined || (unit === ',' && depth === 0)) {
      names.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return names.filter((name) => name !== '');
}

const isPlain = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean';

function describe(value: unknown): string {
  if (isPlain(value)) return `the ${typeof value} ${value}`;
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string') ? 'a list' : 'a list that holds more than text';
  return 'a group of keys';
}

function keysOf(data: object): string {
  const keys = Object.keys(data).map((key) => JSON.stringify(key.slice(0, 40)));
  return keys.length > 8 ? `${keys.slice(0, 8).join(', ')} and ${keys.length - 8} more` : keys.join(', ');
}
