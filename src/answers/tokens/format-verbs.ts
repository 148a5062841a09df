import type { StringPart, Tokens } from './tokens.ts';

/** One argument of a call; `name` is '' unless the call names it. */
export interface Argument {
  readonly name: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The expressions between two tokens, cut at the commas of the outermost level; `(` and `,` themselves left out. */
export function argumentsBetween(
  { tokens, partner: partners }: Tokens,
  first: number,
  last: number,
): Argument[] {
  const isGroup = partners[first] === last;
  const from = isGroup || tokens[first]?.text === ',' ? first + 1 : first;
  const until = isGroup || tokens[last]?.text === ')' ? last - 1 : last;
  const found: Argument[] = [];
  let begin = from;
  for (let at = from; at <= until + 1; at++) {
    const partner = partners[at] ?? -1;
    if (at <= until && partner > at) {
      at = Math.min(partner, until);
      if (at < until) continue;
    }
    if (at <= until && tokens[at]?.text !== ',') continue;
    const [head, tail] = [tokens[begin], tokens[at - 1]];
    if (head !== undefined && tail !== undefined && at > begin) {
      const words = tokens.slice(begin, at).map((token) => token.text);
      const named = (words[1] === '=' || words[1] === ':') && head.kind !== 'punctuation';
      const name = named ? (words[0]?.replace(/["']/g, '') ?? '') : '';
      found.push({
        name,
        text: words.slice(named ? 2 : 0).join(' '),
        start: tokens[begin + (named ? 2 : 0)]?.start ?? head.start,
        end: tail.end,
      });
    }
    begin = at + 1;
  }
  return found;
}

/** Puts the arguments of a formatting function where the verbs of its text stand (`%s`, `{}`, `{name}`, `{0}`). */
export function filledIn(
  parts: readonly StringPart[],
  values: readonly Argument[],
  verbs: RegExp,
): StringPart[] {
  let next = 0;
  return parts.flatMap((part): StringPart[] => {
    if (part.kind === 'hole') return [part];
    const pieces: StringPart[] = [];
    let at = 0;
    const text = part.text.replaceAll('%%', '\u0001\u0001');
    for (const verb of text.matchAll(verbs)) {
      const key = verb[1] ?? '';
      const named = values.find(({ name }) => name !== '' && name === key);
      const value = /^\d+$/.test(key)
        ? values[Number(key)]
        : (named ?? (key === '' ? values[next++] : undefined));
      const start = part.start + verb.index;
      pieces.push({ kind: 'text', text: part.text.slice(at, verb.index), start: part.start + at });
      pieces.push({
        kind: 'hole',
        text: value?.text ?? (key || verb[0]),
        start: value?.start ?? start,
        end: value?.end ?? start + verb[0].length,
      });
      at = verb.index + verb[0].length;
    }
    pieces.push({ kind: 'text', text: part.text.slice(at), start: part.start + at });
    return pieces;
  });
}
