import { oncePer } from '../once.ts';
import { GramIndex } from './grams.ts';
import { needOf, type Need } from './needs.ts';

/**
 * Matching that first asks whether a text holds what a pattern cannot do without. Most patterns of the scorers are long lists
 * of words that no sentence and no block has; trying them at each letter was most of the time of scoring.
 */

/** True if the pattern matches somewhere. */
export const matches = (pattern: RegExp, text: string): boolean =>
  mayMatch(pattern, text) && pattern.test(text);

/** The first match. */
export const firstMatch = (pattern: RegExp, text: string): RegExpExecArray | null =>
  mayMatch(pattern, text) ? pattern.exec(text) : null;

/** All matches of a pattern with the flag `g`. */
export const allMatches = (pattern: RegExp, text: string): Iterable<RegExpExecArray> =>
  mayMatch(pattern, text) ? text.matchAll(pattern) : [];

/** The first match of each pattern that has one; the patterns are a list that is made once. */
export function* firstMatches(patterns: readonly RegExp[], text: string): Generator<RegExpExecArray> {
  if (!mayMatch(patterns, text)) return;
  for (const pattern of patterns) {
    const match = firstMatch(pattern, text);
    if (match !== null) yield match;
  }
}

/** The first match of the first pattern that has one. */
export const firstOf = (patterns: readonly RegExp[], text: string): RegExpExecArray | undefined =>
  firstMatches(patterns, text).next().value ?? undefined;

/** Texts that many patterns are going to be matched with: what a pattern needs is then looked up for all of them at once. */
export function matchTogether(texts: readonly string[]): void {
  for (const text of texts) if (!INDEXED.has(text)) addToIndex(text);
}

interface Place {
  readonly index: GramIndex;
  readonly at: number;
}

interface Filter {
  readonly need: Compiled | undefined;
  /** The index that was asked last, how many texts it had then, and which of them have what is needed. */
  index?: GramIndex;
  size: number;
  texts: number;
}

type Patterns = RegExp | readonly RegExp[];
/** A pattern that is written within a function is another object at each call. */
const BY_SOURCE = new Map<string, Filter>();
const INDEXED = new Map<string, Place>();
/** Shorter texts are matched before they are indexed. */
const SHORT = 200;
/** The newest last; those before belong to answers that were scored. */
const INDEXES: GramIndex[] = [];
const MOST_INDEXES = 12;

function addToIndex(text: string): Place {
  let index = INDEXES.at(-1);
  let at = index?.add(text);
  if (index === undefined || at === undefined) {
    const oldest = INDEXES.length < MOST_INDEXES ? undefined : INDEXES.shift();
    for (const gone of oldest?.texts ?? []) INDEXED.delete(gone);
    lastPlace = undefined;
    index = new GramIndex(text, oldest);
    at = index.add(text) ?? 0;
    INDEXES.push(index);
  }
  const place = { index, at };
  INDEXED.set(text, place);
  return place;
}

/** Most patterns are matched with the text of the pattern before. */
let lastText = '';
let lastPlace: Place | undefined;

function placeOf(text: string): Place | undefined {
  if (text !== lastText || lastPlace === undefined) {
    lastPlace = INDEXED.get(text) ?? (text.length < SHORT ? undefined : addToIndex(text));
    lastText = text;
  }
  return lastPlace;
}

function mayMatch(pattern: Patterns, text: string): boolean {
  const filter = filterOf(pattern);
  if (filter.need === undefined) return true;
  const place = placeOf(text);
  if (place === undefined) return true;
  if (filter.index !== place.index || filter.size <= place.at) {
    filter.index = place.index;
    filter.size = place.index.texts.length;
    filter.texts = textsWith(filter.need, 0, place.index);
  }
  return ((filter.texts >>> place.at) & 1) === 1;
}

/** True if a match may have no letter at all. */
export const needsNothing = (pattern: RegExp): boolean => filterOf(pattern).need === undefined;

const filterOf = oncePer((pattern: Patterns): Filter => {
  const source = 'source' in pattern ? pattern.source : pattern.map((one) => one.source).join('|');
  return BY_SOURCE.get(source) ?? filterFor(source);
});

function filterFor(source: string): Filter {
  const need = needOf(source);
  const filter = { need: need && compiled(need), size: 0, texts: 0 };
  BY_SOURCE.set(source, filter);
  return filter;
}

/** Needs in one array, since they are asked often: a kind, where it ends, and its grams or the needs that it is made of. */
type Compiled = Int32Array;
const GRAMS = 0;
const EVERY = 1;
const SOME = 2;

function compiled(need: Need): Compiled {
  const code: number[] = [];
  write(need);
  return Int32Array.from(code);

  function write(one: Need): void {
    const start = code.length;
    code.push('grams' in one ? GRAMS : 'every' in one ? EVERY : SOME, 0);
    if ('grams' in one) code.push(...one.grams);
    else for (const part of 'every' in one ? one.every : one.some) write(part);
    code[start + 1] = code.length;
  }
}

function textsWith(code: Compiled, at: number, index: GramIndex): number {
  const kind = code[at]!;
  const end = code[at + 1]!;
  if (kind === GRAMS) return index.textsWith(code, at + 2, end);
  let texts = kind === SOME ? 0 : -1;
  for (let next = at + 2; next < end; next = code[next + 1]!) {
    const having =
      code[next] === GRAMS ? index.textsWith(code, next + 2, code[next + 1]!) : textsWith(code, next, index);
    texts = kind === SOME ? texts | having : texts & having;
    if (texts === 0 && kind === EVERY) break;
  }
  return texts;
}
