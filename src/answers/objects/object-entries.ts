import type { Token, Tokens } from '../tokens/tokens.ts';
import { STATEMENT } from '../tokens/token-context.ts';

/** One entry between brackets, as indices of tokens. */
export interface Entry {
  readonly from: number;
  readonly to: number;
  readonly key: string | undefined;
  readonly valueFrom: number;
  readonly spread: string | undefined;
}

const MODIFIER =
  /^(?:pub|readonly|private|public|protected|static|final|val|var|let|const|required|optional|override|internal|abstract)$/;

/** Cuts what stands between brackets into entries, and finds their keys. */
export class EntryReader {
  private readonly tokens: readonly Token[];
  private readonly partner: readonly number[];
  private readonly language: string;

  constructor({ tokens, partner }: Tokens, language: string) {
    this.tokens = tokens;
    this.partner = partner;
    this.language = language;
  }

  entries(from: number, to: number, isBraces: boolean, isType = false): Entry[] {
    const found: Entry[] = [];
    let start = from;
    for (let at = from; at <= to; at++) {
      const token = this.tokens[at];
      const ends =
        at === to ||
        token?.text === ',' ||
        token?.text === ';' ||
        (at > start &&
          token?.startsLine === true &&
          isBraces &&
          ((isType && this.language === 'go') || this.isKeyAt(at, isBraces)));
      if (ends) {
        if (at > start) found.push(this.entry(start, at, isBraces));
        start = token?.text === ',' || token?.text === ';' ? at + 1 : at;
      }
      const close = this.partner[at] ?? -1;
      if (at < to && close > at && close < to) at = close;
    }
    return found;
  }

  private entry(from: number, to: number, isBraces: boolean): Entry {
    const first = this.tokens[from];
    if (first?.text === '...' || first?.text === '**') {
      return {
        from,
        to,
        key: undefined,
        valueFrom: from + 1,
        spread: to > from + 1 ? (this.tokens[from + 1]?.text ?? '') : '',
      };
    }
    let at = from;
    while (MODIFIER.test(this.tokens[at]?.text ?? '') && this.tokens[at + 1]?.kind === 'word') at++;
    const key = this.tokens[at];
    if (this.isKeyAt(at, isBraces) && key !== undefined) {
      const separator = this.separatorAfter(at);
      return { from, to, key: plain(key), valueFrom: separator + 1, spread: undefined };
    }
    const isAlone = to - from === 1 || (to - from === 2 && this.tokens[from + 1]?.text === '?');
    if (
      isBraces &&
      isAlone &&
      (first?.kind === 'word' || first?.kind === 'string') &&
      !STATEMENT.test(first.text)
    ) {
      return { from, to, key: plain(first), valueFrom: from, spread: undefined };
    }
    return { from, to, key: undefined, valueFrom: from, spread: undefined };
  }

  /** True if a key of an object stands at `at`: `"code":`, `code?:`, `'code' =>`, `["code"] =`, or `code=` in a call. */
  private isKeyAt(at: number, isBraces: boolean): boolean {
    const token = this.tokens[at];
    if (
      token === undefined ||
      (token.kind !== 'word' && token.kind !== 'string' && token.kind !== 'number') ||
      STATEMENT.test(token.text)
    )
      return false;
    const separator = this.tokens[this.separatorAfter(at)]?.text;
    if (separator === '=' || separator === ':=')
      return token.kind === 'word' && (!isBraces || /^(?:lua|hcl|csharp)$/.test(this.language));
    return separator === '=>'
      ? token.kind === 'string' || this.language === 'ruby' || this.language === 'php'
      : separator === ':';
  }

  private separatorAfter(at: number): number {
    const next = this.tokens[at + 1]?.text;
    return next === '?' || next === '!' || next === ']' ? at + 2 : at + 1;
  }

  startsWithField(entries: readonly Entry[]): boolean {
    const [first, second] = entries;
    if (first === undefined) return false;
    if (first.key === undefined) return first.spread !== undefined;
    // `{ x }` and `{ foo: bar() }` are objects; a body that begins with a lone call or label is none.
    return (
      first.valueFrom !== first.from ||
      second === undefined ||
      second.key !== undefined ||
      second.spread !== undefined
    );
  }

  /** Go, Java, C# and their like put the type before the name, or the name without a colon. */
  typeField(entry: Entry): Entry {
    const words = [];
    let tag: string | undefined;
    for (let at = entry.from; at < entry.to; at++) {
      const token = this.tokens[at];
      if (token?.text === '=' || token?.text === '{') break;
      if (token?.kind === 'string') tag = /json:\\?"([\w-]+)/.exec(token.text)?.[1] ?? tag ?? plain(token);
      else if (token?.kind === 'word' && !MODIFIER.test(token.text)) words.push({ text: token.text, at });
      const close = this.partner[at] ?? -1;
      if (close > at && close < entry.to) {
        // An annotation may rename the field: `@JsonProperty("request_id")`.
        const renamed = this.tokens.slice(at, Math.min(close, at + 6)).find(({ kind }) => kind === 'string');
        if (renamed !== undefined) tag ??= plain(renamed);
        at = close;
      }
    }
    if (this.language === 'go') {
      for (let at = entry.to - 1; at > entry.from; at--) {
        const token = this.tokens[at];
        if (token?.kind === 'string') tag = /json:\\?"([\w-]+)/.exec(token.text)?.[1];
        if (token?.kind === 'string' || token?.text === '}') break;
      }
      const name = words[0];
      return name === undefined ? entry : { ...entry, key: tag ?? name.text, valueFrom: name.at + 1 };
    }
    const colon = words.find(({ at }) => this.tokens[at + 1]?.text === ':');
    if (entry.key === undefined && colon !== undefined) {
      const key = tag !== undefined && isSameName(tag, colon.text) ? tag : colon.text;
      return { ...entry, key, valueFrom: colon.at + 2 };
    }
    if (entry.key !== undefined)
      return tag !== undefined && isSameName(tag, entry.key) ? { ...entry, key: tag } : entry;
    const name = words.at(-1);
    if (name === undefined || words.length < 2) return entry;
    return {
      ...entry,
      key: tag !== undefined && isSameName(tag, name.text) ? tag : name.text,
      valueFrom: entry.from,
    };
  }
}

/** The text of a word, or of a string without its quotes. */
export const plain = ({ kind, text }: Token): string =>
  kind === 'string' ? text.replace(/^[\w$@]*["'`]{1,3}|["'`]{1,3}$/g, '') : text;

const isSameName = (a: string, b: string): boolean =>
  a.replaceAll('_', '').toLowerCase() === b.replaceAll('_', '').toLowerCase();
