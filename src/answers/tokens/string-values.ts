import { argumentsBetween, filledIn, type Argument } from './format-verbs.ts';
import type { StringPart, Token, Tokens } from './tokens.ts';

/** A string as the program builds it: literals, and between them the expressions whose values go into it. */
export interface StringValue {
  readonly parts: readonly StringPart[];
  /** Index of the first and the last token, inclusive. */
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
  /** The function that binds instead of building: a template's tag (`sql`, `Prisma.sql`), or ''. */
  readonly tag: string;
}

/**
 * All strings that a program builds with literals: single ones, interpolated ones, and what is joined by `+`, adjacency,
 * `%`, `.format` or a formatting function such as `Sprintf`. In the order of the text; no literal begins two of them.
 */
export function stringValues(source: Tokens, language: string): StringValue[] {
  const values: StringValue[] = [];
  let next = 0;
  while (next < source.tokens.length) {
    if (source.tokens[next]?.kind !== 'string') {
      next++;
      continue;
    }
    const value = new Chain(source, language, next).read();
    values.push(value);
    next = value.last + 1;
  }
  return values;
}

const JOINING: Readonly<Record<string, string>> = { php: '.', elixir: '<>', lua: '..' };
const FORMATTERS =
  /^(?:v?f?s?printf|Sprintf|Sprint|Appendf|format|Format|String\.format|text_format|formatted)$/;

class Chain {
  private readonly source: Tokens;
  private readonly tokens: readonly Token[];
  private readonly partner: readonly number[];
  private readonly language: string;
  private readonly firstString: number;
  private readonly parts: StringPart[] = [];
  private readonly joiner: string;

  constructor(source: Tokens, language: string, firstString: number) {
    this.source = source;
    this.tokens = source.tokens;
    this.partner = source.partner;
    this.language = language;
    this.firstString = firstString;
    this.joiner = JOINING[language] ?? '+';
  }

  read(): StringValue {
    const { tokens, firstString } = this;
    let first = firstString;
    const before = this.operandBefore(firstString);
    if (before !== undefined) {
      first = before;
      const joint = firstString - 1;
      this.hole(first, joint - 1);
    }
    const token = tokens[firstString];
    this.parts.push(...(token?.parts ?? []));
    const last = this.readOn(firstString);
    return {
      parts: this.parts,
      first,
      last,
      start: tokens[first]?.start ?? 0,
      end: tokens[last]?.end ?? 0,
      tag: this.tag(),
    };
  }

  /** Index of the first token of the operand that a string is joined to, if it is not the start of a chain. */
  private operandBefore(at: number): number | undefined {
    if (this.tokens[at - 1]?.text !== this.joiner) return undefined;
    let first: number | undefined;
    for (let here = at - 2; here >= 0; here--) {
      const token = this.tokens[here];
      if (token === undefined) break;
      const partner = this.partner[here] ?? -1;
      if (partner >= 0 && partner < here) {
        here = partner;
        first = here;
        continue;
      }
      const after = this.tokens[here + 1]?.text ?? '';
      const isOperand = token.kind === 'word' || token.kind === 'number' || token.kind === 'string';
      const joinsOn =
        first === undefined ||
        ['.', '(', '[', '?.', '::', '->'].includes(after) ||
        token.text === '.' ||
        token.text === '?.' ||
        token.text === '->';
      if (
        (isOperand && joinsOn && !KEYWORDS.has(token.text)) ||
        (first !== undefined && ['.', '?.', '::', '->', '$'].includes(token.text))
      )
        first = here;
      else break;
    }
    return first;
  }

  private readOn(from: number): number {
    let last = from;
    for (;;) {
      const next = this.tokens[last + 1];
      if (next === undefined) return last;
      if (next.kind === 'string' && this.adjoins(last)) {
        this.parts.push(...next.parts);
        last++;
      } else if (next.text === this.joiner) {
        const end = this.operandEnd(last + 2);
        if (end === undefined) return last;
        this.operand(last + 2, end);
        last = end;
      } else if (next.text === '%' && (this.language === 'python' || this.language === 'ruby')) {
        const end = this.operandEnd(last + 2);
        if (end === undefined) return last;
        this.fill(
          argumentsBetween(this.source, last + 2, end),
          /%(?:\((\w+)\))?[-+#0 ]*\d*(?:\.\d+)?[sdrifxa]/g,
        );
        last = end;
      } else if (
        next.text === '.' &&
        /^(?:format|formatted)$/.test(this.tokens[last + 2]?.text ?? '') &&
        this.tokens[last + 3]?.text === '('
      ) {
        const close = this.partner[last + 3] ?? -1;
        if (close < 0) return last;
        const verbs =
          this.language === 'python'
            ? /\{(\w*)(?:![rsa])?(?::[^{}]{0,20})?\}/g
            : /%(?:\d+\$)?[-+#0 ]*\d*[sdxfb]/g;
        this.fill(argumentsBetween(this.source, last + 3, close), verbs);
        last = close;
      } else if (
        next.text === '.' &&
        [
          'strip',
          'lstrip',
          'rstrip',
          'trim',
          'trimIndent',
          'trimMargin',
          'dedent',
          'squish',
          'freeze',
          'to_string',
          'stripIndent',
        ].includes(this.tokens[last + 2]?.text ?? '')
      ) {
        const open = last + 3;
        const close = this.tokens[open]?.text === '(' ? (this.partner[open] ?? -1) : open - 1;
        if (close < 0) return last;
        last = close;
      } else return this.formatterCall(from, last);
    }
  }

  /** Implicit concatenation exists in Python, Ruby and C; elsewhere two strings in a row are two strings. */
  private adjoins(last: number): boolean {
    if (!['python', 'ruby', 'c', 'cpp'].includes(this.language)) return false;
    const [here, next] = [this.tokens[last], this.tokens[last + 1]];
    return here?.kind === 'string' && next !== undefined && (!next.startsLine || this.isInBrackets(last));
  }

  private isInBrackets(at: number): boolean {
    for (let here = at; here >= Math.max(0, at - 400); here--) {
      const partner = this.partner[here] ?? -1;
      if (partner > at) return true;
      if (partner >= 0 && partner < here) here = partner;
    }
    return false;
  }

  private operand(first: number, end: number): void {
    const token = this.tokens[first];
    if (first === end && token?.kind === 'string') this.parts.push(...token.parts);
    else this.hole(first, end);
  }

  private hole(first: number, last: number): void {
    const [start, end] = [this.tokens[first]?.start ?? 0, this.tokens[last]?.end ?? 0];
    const text = this.tokens
      .slice(first, last + 1)
      .map((token) => token.text)
      .join(' ');
    this.parts.push({ kind: 'hole', text, start, end });
  }

  /** Index of the last token of the postfix expression that begins at `at`. */
  private operandEnd(at: number): number | undefined {
    const token = this.tokens[at];
    if (token === undefined) return undefined;
    const partner = this.partner[at] ?? -1;
    let end = at;
    if (partner > at) end = partner;
    else if (token.kind === 'punctuation' && !['&', '*', '!', '-'].includes(token.text)) return undefined;
    for (;;) {
      const next = this.tokens[end + 1];
      const nextPartner = this.partner[end + 1] ?? -1;
      if (next === undefined) return end;
      if (
        (next.text === '(' || next.text === '[') &&
        nextPartner > end &&
        !next.startsLine &&
        token.kind !== 'string'
      )
        end = nextPartner;
      else if (
        ['.', '?.', '::', '->'].includes(next.text) &&
        this.tokens[end + 2]?.kind === 'word' &&
        this.joiner !== '.'
      )
        end += 2;
      else if (token.kind === 'punctuation' && partner < 0 && end === at) end++;
      else return end;
    }
  }

  private tag(): string {
    const at = this.firstString;
    const [token, before] = [this.tokens[at], this.tokens[at - 1]];
    if (token === undefined || before === undefined) return '';
    if (this.language === 'scala') return token.prefix;
    if (this.language === 'python') return /^r?t/i.test(token.prefix) ? 't' : '';
    if (!token.text.startsWith('`') || this.language === 'go' || before.end !== token.start) return '';
    let first = at - 1;
    if (before.text === '>') {
      while (first > 0 && this.tokens[first]?.text !== '<' && at - first < 40) first--;
      first--;
    }
    let name = this.tokens[first]?.kind === 'word' ? (this.tokens[first]?.text ?? '') : '';
    if (KEYWORDS.has(name)) return '';
    while (this.tokens[first - 1]?.text === '.' && this.tokens[first - 2]?.kind === 'word') {
      first -= 2;
      name = `${this.tokens[first]?.text ?? ''}.${name}`;
    }
    return name;
  }

  /** Fills the verbs of `Sprintf("…", a, b)` and its like with their arguments. */
  private formatterCall(from: number, last: number): number {
    const open = this.tokens[from - 1]?.text === '(' ? from - 1 : -1;
    const next = this.tokens[last + 1]?.text;
    // `format!("… {name}")` takes the variable without naming it again.
    const captures = this.language === 'rust' && next === ')' && this.tokens[open - 1]?.text === '!';
    if (open < 0 || (next !== ',' && !captures)) return last;
    const name =
      this.tokens[open - 1]?.text === '!' ? this.tokens[open - 2]?.text : this.tokens[open - 1]?.text;
    const close = this.partner[open] ?? -1;
    if (name === undefined || !FORMATTERS.test(name) || close < 0) return last;
    const verbs =
      this.language === 'rust' || this.language === 'csharp'
        ? /\{(\w*)(?::[^{}]{0,20})?\}/g
        : /%(?:\d+\$)?[-+#0 ]*\d*(?:\.\d+)?[a-zA-Z]/g;
    this.fill(captures ? [] : argumentsBetween(this.source, last + 1, close), verbs);
    return close - 1;
  }

  private fill(values: readonly Argument[], verbs: RegExp): void {
    const filled = filledIn(this.parts, values, verbs);
    this.parts.splice(0, this.parts.length, ...filled);
  }
}

/** Words that stand before a string without belonging to it. */
const KEYWORDS = new Set([
  'return',
  'await',
  'yield',
  'in',
  'of',
  'not',
  'and',
  'or',
  'if',
  'else',
  'elif',
  'when',
  'case',
  'print',
  'raise',
  'throw',
  'new',
  'is',
  'typeof',
  'default',
  'from',
  'import',
  'lambda',
  'assert',
]);
