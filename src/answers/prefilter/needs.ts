import { gramsOf, type Gram } from './grams.ts';

/**
 * What every match of a pattern holds: grams, all of some needs, or one of some needs. Undefined where nothing is known, as for
 * `\d+`.
 */
export type Need =
  | { readonly grams: readonly Gram[] }
  | { readonly every: readonly Need[] }
  | { readonly some: readonly Need[] };

/** The strings that a part of a pattern matches, where they are few; else what it needs. */
type Part =
  | { readonly exact: readonly string[] }
  | { readonly exact?: never; readonly need: Need | undefined; readonly isEmpty?: boolean };

const NOTHING: Part = { exact: [''] };
const ANYTHING: Part = { need: undefined };
/** Longer lists of strings are not combined with what stands beside them. */
const MOST_STRINGS = 12;

const QUANTIFIER = /[?*+]\??|\{\d+(?:,\d*)?\}\??/y;
const GROUP_HEAD = /\?(?:<?[=!]|<\w+>|[a-z-]*:)/y;
const CLASS = /\^?(?:[^\]\\]|\\[^])*\]/y;
/** Letters that stand for themselves, but for one that a quantifier belongs to. */
const PLAIN = /[^\\^$.|?*+()[\]{}]+(?![?*+{])/y;
/** What belongs to an escape, by its letter. */
const OPERANDS: Readonly<Record<string, RegExp>> = {
  c: /[A-Za-z]/y,
  k: /<\w+>/y,
  p: /\{[^}]*\}/y,
  P: /\{[^}]*\}/y,
  u: /\{[^}]*\}|[\da-f]{4}/iy,
  x: /[\da-f]{2}/iy,
};

/**
 * Reads from the source of a pattern what its matches need, as RE2's FilteredRE2 and Google Code Search do. Flags are of no
 * matter, since grams fold case; what is not understood here needs nothing.
 */
export function needOf(source: string): Need | undefined {
  let at = 0;
  const need = needOfPart(alternation());
  return at === source.length ? need : undefined;

  /** Reads on over what a sticky pattern matches here; '' if it does not. */
  function read(syntax: RegExp): string {
    syntax.lastIndex = at;
    const found = syntax.exec(source)?.[0] ?? '';
    at += found.length;
    return found;
  }

  function alternation(): Part {
    const branches = [sequence()];
    while (source[at] === '|') {
      at++;
      branches.push(sequence());
    }
    const exact = branches.flatMap((branch) => branch.exact ?? []);
    if (exact.length <= MOST_STRINGS && branches.every((branch) => branch.exact !== undefined))
      return { exact };
    return { need: some(branches.map(needOfPart)) };
  }

  function sequence(): Part {
    const needs: (Need | undefined)[] = [];
    let run: readonly string[] = [''];
    let isExact = true;
    const endRun = (): void => {
      needs.push(needOfPart({ exact: run }));
      run = [''];
      isExact = false;
    };
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const part = atom();
      const quantifier = read(QUANTIFIER);
      const isOptional = /^(?:[?*]|\{0)/.test(quantifier);
      if (part.exact === undefined) {
        if (!part.isEmpty) endRun();
        if (!isOptional) needs.push(part.need);
        isExact = false;
        continue;
      }
      const strings = isOptional ? ['', ...part.exact] : part.exact;
      if (run.length * strings.length > MOST_STRINGS) endRun();
      run =
        strings.length === 1
          ? run.map((before) => `${before}${strings[0]}`)
          : run.flatMap((before) => strings.map((string) => before + string));
      if (quantifier !== '' && !quantifier.startsWith('?')) endRun();
    }
    if (isExact) return { exact: run };
    endRun();
    return { need: every(needs) };
  }

  function atom(): Part {
    const plain = read(PLAIN);
    if (plain !== '') return { exact: [plain] };
    const char = source[at++] ?? '';
    if (char === '^' || char === '$') return NOTHING;
    if (char === '.') return ANYTHING;
    if (char === '(') return group();
    if (char === '[') return characters();
    return char === '\\' ? escaped() : { exact: [char] };
  }

  function group(): Part {
    const head = read(GROUP_HEAD);
    const inner = alternation();
    at++;
    if (head.endsWith('!')) return NOTHING;
    return head.endsWith('=') ? { need: needOfPart(inner), isEmpty: true } : inner;
  }

  /** A class is as many strings as it has characters, if it lists few and plain ones. */
  function characters(): Part {
    const list = read(CLASS).slice(0, -1);
    if (list.length > MOST_STRINGS || /^\^|\\\w|.-./.test(list)) return ANYTHING;
    return { exact: [...list.replace(/\\(\W)/g, '$1')] };
  }

  function escaped(): Part {
    const char = source[at++] ?? '';
    if (char === 'b' || char === 'B') return NOTHING;
    if (char === 'n') return { exact: ['\n'] };
    const operand = OPERANDS[char];
    if (operand !== undefined) read(operand);
    return /\w/.test(char) ? ANYTHING : { exact: [char] };
  }
}

function needOfPart(part: Part): Need | undefined {
  if (part.exact === undefined) return part.need;
  const strings = part.exact.toSorted();
  const shortest: string[] = [];
  for (const string of strings) if (!string.startsWith(shortest.at(-1) ?? '\0')) shortest.push(string);
  return some(
    shortest.map((string) => {
      const grams = gramsOf(string);
      return grams.length === 0 ? undefined : { grams };
    }),
  );
}

function some(needs: readonly (Need | undefined)[]): Need | undefined {
  const known = needs.filter((need) => need !== undefined);
  if (known.length < needs.length) return undefined;
  return known.length === 1 ? known[0] : { some: known };
}

function every(needs: readonly (Need | undefined)[]): Need | undefined {
  const known = needs.filter((need) => need !== undefined);
  return known.length <= 1 ? known[0] : { every: known };
}
