type Values = Record<string, unknown>;

/** The key of a line `key: value` that begins in the first column, or undefined. */
export function keyOf(line: string): string | undefined {
  return KEY.exec(line)?.groups?.['key'];
}

const KEY = /^(?<quote>["']?)(?<key>[A-Za-z_$][\w.$-]*)\k<quote>[ \t]*:(?:[ \t]+(?<value>\S.*)?)?$/;

/** Lines of the sample dialogues in descriptions that look like keys. */
const DIALOGUE = /^(?:context|user|human|assistant|commentary|examples?)$/i;

/**
 * Reads front matter that is not strict YAML the way coding assistants get by with it: each line `key: value` in the
 * first column begins a value, lines below it continue it. A value that strict YAML can read alone is read so; any
 * other is taken as it stands, a list of `- ` lines as a list.
 * @param strict reads one key and its value as YAML, or gives undefined.
 */
export function readLineWise(text: string, strict: (text: string) => Values | undefined): Values {
  const values = new Map<string, unknown>();
  for (const lines of entries(text.split(/\r?\n/))) {
    const key = keyOf(lines[0] ?? '');
    if (key === undefined || key === '__proto__') continue;
    const read = strict(lines.join('\n'));
    values.set(key, read && Object.hasOwn(read, key) ? read[key] : asItStands(lines));
  }
  return Object.fromEntries(values);
}

/** Groups lines: a line with a key and the lines that continue it. Lines before the first key are dropped. */
function entries(lines: readonly string[]): string[][] {
  const found: string[][] = [];
  let openExamples = 0;
  for (const line of lines) {
    const current = found.at(-1);
    const key = keyOf(line);
    if (key !== undefined && (current === undefined || (openExamples === 0 && !DIALOGUE.test(key)))) {
      found.push([line]);
      openExamples = examplesLeftOpen(line, 0);
    } else if (current !== undefined && !line.startsWith('#')) {
      current.push(line);
      openExamples = examplesLeftOpen(line, openExamples);
    }
  }
  return found;
}

function examplesLeftOpen(line: string, before: number): number {
  let open = before;
  for (const [tag] of line.matchAll(/<\/?examples?>/gi))
    open = Math.max(0, open + (tag.startsWith('</') ? -1 : 1));
  return open;
}

function asItStands([first = '', ...rest]: readonly string[]): string | string[] {
  const value = KEY.exec(first)?.groups?.['value']?.trim() ?? '';
  const filled = rest.map((line) => line.trim()).filter((line) => line !== '');
  if (value === '' && filled.length > 0 && filled.every((line) => line.startsWith('- '))) {
    return filled.map((line) => unquoted(line.slice(2).trim()));
  }
  const blockMark = /^[|>][+-]?\d?[+-]?$/.test(value);
  const lines = [blockMark ? '' : value, ...rest.map((line) => line.trim())];
  return unquoted(lines.join('\n').trim());
}

function unquoted(text: string): string {
  const quote = text[0];
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}
