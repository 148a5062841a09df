import type { Token, Tokens } from './tokens.ts';

/** Words that begin a statement and name nothing. */
export const STATEMENT =
  /^(?:return|if|for|while|else|try|throw|await|const|let|var|def|func|function|class|switch|case|break|continue|yield|import|export|new|defer|go|do|super)$/;

/** What stands before a bracket, and so tells what the bracket holds; every look back is bounded. */
export class TokenContext {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly partner: readonly number[];
  private readonly language: string;

  constructor(text: string, { tokens, partner }: Tokens, language: string) {
    this.text = text;
    this.tokens = tokens;
    this.partner = partner;
    this.language = language;
  }

  /** The name of the type whose declaration the bracket opens. */
  declaredBefore(open: number): string | undefined {
    if (this.language === 'python') return undefined;
    const words: string[] = [];
    if (
      this.language === 'go' &&
      this.tokens[open - 1]?.text === 'struct' &&
      this.tokens[open - 3]?.text !== 'type'
    )
      return '';
    for (let at = open - 1; at >= 0 && at > open - 14; at--) {
      const token = this.tokens[at];
      if (token === undefined || token.text === ';' || token.text === '}' || token.text === '{')
        return undefined;
      if (token.kind === 'word') {
        if (token.text === 'struct' && this.tokens[at - 2]?.text === 'type') return this.tokens[at - 1]?.text;
        if (/^(?:interface|class|struct|record|object)$/.test(token.text) && words.length > 0)
          return words.at(-1);
        if (token.text === 'type' && words.length > 0 && this.tokens[at + 2]?.text === '=' && at + 3 === open)
          return words.at(-1);
        words.push(token.text);
      } else if (!/^[=<>,.:)(&|\]]$/.test(token.text)) return undefined;
      if (token.startsLine) return undefined;
    }
    return undefined;
  }

  /** The variable on the left of the `=` before a value. */
  assignedBefore(start: number): string {
    for (let at = start - 1; at >= 0 && at > start - 16; at--) {
      const token = this.tokens[at];
      if (
        token === undefined ||
        token.text === ',' ||
        token.text === ';' ||
        token.text === '}' ||
        token.text === 'return'
      )
        return '';
      if (token.text === '=' || token.text === ':=') {
        let name = this.tokens[at - 1];
        // `body: dict[str, Any] = …`
        for (let back = at - 1; back >= 0 && back > at - 12; back--) {
          const before = this.tokens[back];
          if (before?.text === ':') name = this.tokens[back - 1];
          if (before?.startsLine === true) break;
        }
        return name?.kind === 'word' ? name.text : '';
      }
    }
    return '';
  }

  isReturned(start: number): boolean {
    for (let at = start - 1; at >= 0 && at > start - 10; at--) {
      const text = this.tokens[at]?.text ?? '';
      if (/^(?:return|yield|raise|throw|=>)$/.test(text)) return true;
      if (text === ';' || text === '}' || text === '{' || text === ',') return false;
    }
    return false;
  }

  startOfDotted(open: number): number {
    let at = open - 1;
    while (
      this.tokens[at]?.kind === 'word' &&
      /^(?:\.|\?\.|::|->)$/.test(this.tokens[at - 1]?.text ?? '') &&
      this.tokens[at - 2]?.kind === 'word'
    )
      at -= 2;
    return this.tokens[at]?.kind === 'word' ? at : open;
  }

  dottedBefore(open: number): string {
    const start = this.startOfDotted(open);
    const name = this.tokens
      .slice(start, open)
      .map(({ text }) => text)
      .join('');
    return start < open ? this.chained(start) + name : '';
  }

  /** Keeps the call before a chained one: `res.status(404).json` is `res.status(404).json`. */
  private chained(start: number): string {
    if (!/^(?:\.|->)$/.test(this.tokens[start - 1]?.text ?? '') || this.tokens[start - 2]?.text !== ')')
      return '';
    const opened = this.partner[start - 2] ?? -1;
    if (opened < 0) return '';
    const from = this.startOfDotted(opened);
    return `${this.slice(from, start - 1)}.`;
  }

  /** The type that a composite literal or a constructor makes: `ErrorBody{…}`, `ErrorBody(…)`. */
  constructed(open: number, callee: string): string[] {
    const before = this.tokens[open - 1];
    if (this.tokens[open]?.text === '(')
      return /(?:^|\.)[A-Z]\w*$/.test(callee) ? [callee.slice(callee.lastIndexOf('.') + 1)] : [];
    return before?.kind === 'word' && !STATEMENT.test(before.text) ? [before.text] : [];
  }

  callOpening(open: number): number | undefined {
    for (let at = open - 1; at >= 0 && at > open - 60; at--) {
      const close = this.partner[at] ?? -1;
      if (close >= 0 && close < at) at = close;
      else if (this.tokens[at]?.text === '(') return at;
      else if (/^[{;]$/.test(this.tokens[at]?.text ?? '')) return undefined;
    }
    return undefined;
  }

  slice(from: number, to: number): string {
    const [first, last] = [this.tokens[from], this.tokens[to - 1]];
    return first === undefined || last === undefined || to <= from
      ? ''
      : this.text.slice(first.start, Math.min(last.end, first.start + 400));
  }
}
