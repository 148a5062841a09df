import { grammarOf, type Grammar, type Interpolation } from './grammars.ts';
import { holeAt } from './string-holes.ts';
import type { Comment, StringPart, Token, TokenKind, Tokens } from './tokens.ts';

/** Cuts program text into tokens; tolerates broken code, linear in its length. Unknown languages are read like C. */
export function tokenize(code: string, language: string): Tokens {
  const lexer = new Lexer(code, grammarOf(language), language);
  lexer.run();
  return { tokens: lexer.tokens, comments: lexer.comments, partner: partners(lexer.tokens) };
}

const OPENING = '([{';
const CLOSING = ')]}';

function partners(tokens: readonly Token[]): number[] {
  const partner = tokens.map(() => -1);
  const open: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!;
    if (kind !== 'punctuation' || text.length !== 1) continue;
    if (OPENING.includes(text)) open.push(at);
    else if (CLOSING.includes(text)) {
      const wanted = OPENING[CLOSING.indexOf(text)];
      // A few brackets may be missing in a sketch: look a little way down for the right one.
      for (let depth = open.length - 1; depth >= Math.max(0, open.length - 3); depth--) {
        const candidate = open[depth] ?? -1;
        if (tokens[candidate]?.text !== wanted) continue;
        partner[at] = candidate;
        partner[candidate] = at;
        open.length = depth;
        break;
      }
    }
  }
  return partner;
}

const NO_PARTS: readonly StringPart[] = [];

const OPERATOR =
  /<<=|>>=|\*\*=|\/\/=|===|!==|\.\.\.|&&=|\|\|=|\?\?=|->|=>|:=|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|\.=|&&|\|\||\?\?|\?\.|::|\*\*|\+\+|--|<>|<</y;

class Lexer {
  readonly tokens: Token[] = [];
  readonly comments: Comment[] = [];
  private readonly code: string;
  private readonly grammar: Grammar;
  private readonly language: string;
  private at = 0;
  private startsLine = true;
  private openHeredocs = 0;

  constructor(code: string, grammar: Grammar, language: string) {
    this.code = code;
    this.grammar = grammar;
    this.language = language;
  }

  run(): void {
    while (this.at < this.code.length) this.step();
  }

  private step(): void {
    const { code, at } = this;
    const unit = code[at] ?? '';
    const continued = unit === '\\' ? /^\\\r?\n/.exec(code.slice(at, at + 3))?.[0] : undefined;
    if (continued !== undefined) this.at += continued.length;
    else if (unit === '\n' || unit === '\r') {
      this.startsLine = true;
      this.at++;
    } else if (unit === ' ' || unit === '\t' || unit === '\f' || unit === '\u00a0') this.at++;
    else if (!this.comment() && !this.string() && !this.heredoc()) this.plain(unit);
  }

  private comment(): boolean {
    const { code, at, grammar } = this;
    const lineMark = grammar.lineComments.find((mark) => code.startsWith(mark, at));
    if (lineMark !== undefined && !(this.language === 'shell' && /\S/.test(code[at - 1] ?? ' '))) {
      const end = endOfLine(code, at);
      this.addComment(at, end);
      return true;
    }
    if (!grammar.blockComments || !code.startsWith('/*', at)) return false;
    const close = code.indexOf('*/', at + 2);
    this.addComment(at, close === -1 ? code.length : close + 2);
    return true;
  }

  private addComment(start: number, end: number): void {
    this.comments.push({ text: this.code.slice(start, end), start, end, trailing: !this.startsLine });
    this.at = end;
  }

  private string(): boolean {
    const { code, at, grammar, language } = this;
    const prefix = language === 'python' ? letterPrefix(code, at) : this.shortPrefix();
    const open = at + prefix.length;
    const quote = code[open] ?? '';
    if (quote === '' || !grammar.quotes.includes(quote)) return false;
    if (language === 'python' && !/^[rbuft]*$/i.test(prefix)) return false;
    if (
      quote === "'" &&
      (language === 'rust' ||
        language === 'go' ||
        language === 'java' ||
        language === 'csharp' ||
        language === 'kotlin')
    ) {
      return this.character(at);
    }
    if (language === 'rust' && /^b?r#*$/.test(prefix)) return this.rustRaw(prefix, at, open);
    const isTriple = grammar.triple && code.startsWith(quote.repeat(3), open);
    const close = isTriple ? quote.repeat(3) : quote;
    const isRaw = /r/i.test(prefix) || prefix.includes('@') || (language === 'go' && quote === '`');
    const spans =
      isTriple ||
      quote === '`' ||
      prefix.includes('@') ||
      language === 'php' ||
      language === 'ruby' ||
      language === 'rust' ||
      language === 'yaml';
    const mode = this.interpolationOf(prefix, quote);
    this.scanString(at, prefix, open + close.length, { close, isRaw, spans, mode });
    return true;
  }

  private shortPrefix(): string {
    const { code, at, language } = this;
    if (language === 'csharp') return /^[$@]{0,3}(?=")/.exec(code.slice(at, at + 4))?.[0] ?? '';
    if (language === 'rust') return /^b?r?#{0,6}(?=")/.exec(code.slice(at, at + 9))?.[0] ?? '';
    if (language === 'scala') return /^[a-z]{1,4}(?=")/.exec(code.slice(at, at + 5))?.[0] ?? '';
    return '';
  }

  private interpolationOf(prefix: string, quote: string): Interpolation {
    const { interpolation } = this.grammar;
    if (interpolation === 'python') return /[ft]/i.test(prefix) ? 'python' : 'none';
    if (interpolation === 'template') return quote === '`' ? 'template' : 'none';
    if (interpolation === 'csharp') return prefix.includes('$') ? 'csharp' : 'none';
    if (this.language === 'scala') return prefix === '' ? 'none' : 'dollar';
    return quote === '"' ? interpolation : 'none';
  }

  private character(at: number): boolean {
    const found = /^'(?:\\.[^'\n]{0,8}|[^'\\\n])'/.exec(this.code.slice(at, at + 14))?.[0];
    if (found === undefined) {
      this.push('punctuation', at, at + 1);
      return true;
    }
    const text = found.slice(1, -1);
    this.push('string', at, at + found.length, [{ kind: 'text', text, start: at + 1 }]);
    return true;
  }

  private rustRaw(prefix: string, at: number, open: number): boolean {
    const close = `"${'#'.repeat(prefix.split('#').length - 1)}`;
    const end = this.code.indexOf(close, open + 1);
    const until = end === -1 ? this.code.length : end;
    this.push(
      'string',
      at,
      Math.min(this.code.length, until + close.length),
      [{ kind: 'text', text: this.code.slice(open + 1, until), start: open + 1 }],
      prefix,
    );
    return true;
  }

  private scanString(
    start: number,
    prefix: string,
    from: number,
    { close, isRaw, spans, mode }: { close: string; isRaw: boolean; spans: boolean; mode: Interpolation },
  ): void {
    const { code } = this;
    const parts: StringPart[] = [];
    let textStart = from;
    let at = from;
    const flush = (end: number): void => {
      if (end > textStart) parts.push({ kind: 'text', text: code.slice(textStart, end), start: textStart });
    };
    while (at < code.length) {
      if (code.startsWith(close, at)) {
        if (prefix.includes('@') && code[at + 1] === '"' && close === '"') at += 2;
        else break;
        continue;
      }
      const unit = code[at];
      if (unit === '\\' && (!isRaw || code[at + 1] === close)) {
        at += 2;
        continue;
      }
      if ((unit === '\n' || unit === '\r') && !spans) break;
      const hole = holeAt(code, at, mode);
      if (hole === undefined) at++;
      else if (hole.end === hole.start) at = hole.next;
      else {
        flush(at);
        parts.push({
          kind: 'hole',
          text: code.slice(hole.start, hole.end),
          start: hole.start,
          end: hole.end,
        });
        at = hole.next;
        textStart = at;
      }
    }
    const end = Math.min(at, code.length);
    flush(end);
    this.push('string', start, code.startsWith(close, end) ? end + close.length : end, parts, prefix);
  }

  private heredoc(): boolean {
    const { code, at, grammar } = this;
    if (grammar.heredocs !== true || !code.startsWith('<<', at) || this.openHeredocs > MOST_OPEN_HEREDOCS)
      return false;
    const opening = /^<<[<~-]?["']?([A-Z_]{2,30})["']?/.exec(code.slice(at, at + 40));
    const word = opening?.[1];
    if (opening === null || word === undefined) return false;
    const bodyStart = endOfLine(code, at) + 1;
    const closing = new RegExp(`^[ \\t]*${word}\\b`, 'm').exec(code.slice(bodyStart));
    if (closing === null) {
      this.openHeredocs++;
      return false;
    }
    const bodyEnd = bodyStart + closing.index;
    const parts: StringPart[] = [];
    const mode = grammar.interpolation;
    let textStart = bodyStart;
    for (let here = bodyStart; here < bodyEnd;) {
      const hole = holeAt(code, here, mode);
      if (hole === undefined || hole.end > bodyEnd) here++;
      else {
        if (here > textStart)
          parts.push({ kind: 'text', text: code.slice(textStart, here), start: textStart });
        if (hole.end > hole.start)
          parts.push({
            kind: 'hole',
            text: code.slice(hole.start, hole.end),
            start: hole.start,
            end: hole.end,
          });
        here = hole.next;
        textStart = here;
      }
    }
    if (bodyEnd > textStart)
      parts.push({ kind: 'text', text: code.slice(textStart, bodyEnd), start: textStart });
    this.push('string', at, bodyEnd + closing[0].length, parts);
    return true;
  }

  private plain(unit: string): void {
    const { code, at } = this;
    if (isWordStart(unit)) {
      WORD.lastIndex = at;
      WORD.test(code);
      return this.push('word', at, WORD.lastIndex);
    }
    if (unit >= '0' && unit <= '9') {
      let end = at + 1;
      while (end < code.length && /[0-9A-Za-z_.]/.test(code[end] ?? '')) end++;
      return this.push('number', at, end);
    }
    if (unit === '/' && this.grammar.regexes === true && this.regexMayStart()) {
      const end = endOfRegex(code, at);
      if (end !== undefined) return this.push('regex', at, end);
    }
    OPERATOR.lastIndex = at;
    this.push('punctuation', at, OPERATOR.test(code) ? OPERATOR.lastIndex : at + unit.length);
  }

  private regexMayStart(): boolean {
    const before = this.tokens.at(-1);
    if (before === undefined) return true;
    if (before.kind === 'word')
      return ['return', 'typeof', 'case', 'in', 'of', 'await', 'yield'].includes(before.text);
    return before.kind === 'punctuation' && ![')', ']', '}'].includes(before.text);
  }

  private push(
    kind: TokenKind,
    start: number,
    end: number,
    parts: readonly StringPart[] = NO_PARTS,
    prefix = '',
  ): void {
    this.tokens.push({
      kind,
      text: this.code.slice(start, end),
      start,
      end,
      startsLine: this.startsLine,
      parts,
      prefix,
    });
    this.startsLine = false;
    this.at = Math.max(end, start + 1);
  }
}

/** Each unclosed one costs a search through the rest of the code. */
const MOST_OPEN_HEREDOCS = 20;

const isWordStart = (unit: string): boolean => /[A-Za-z_$]/.test(unit) || unit > '\u007f';
const WORD = /[A-Za-z0-9_$\u0080-\uffff]+/y;

/** Up to three letters that stand right before a quote: `rb` of `rb"..."`. */
function letterPrefix(code: string, at: number): string {
  for (let end = at; end <= at + 3; end++) {
    const unit = code[end] ?? '';
    if (unit === '"' || unit === "'") return code.slice(at, end);
    if (!(unit >= 'a' && unit <= 'z') && !(unit >= 'A' && unit <= 'Z')) return '';
  }
  return '';
}

function endOfLine(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    if (text[end] === '\n' || text[end] === '\r') return end;
  }
  return text.length;
}

const LONGEST_REGEX = 500;

function endOfRegex(code: string, start: number): number | undefined {
  let inClass = false;
  for (let at = start + 1; at < Math.min(code.length, start + LONGEST_REGEX); at++) {
    const unit = code[at];
    if (unit === '\n') return undefined;
    if (unit === '\\') at++;
    else if (unit === '[') inClass = true;
    else if (unit === ']') inClass = false;
    else if (unit === '/' && !inClass) {
      let end = at + 1;
      while (/[a-z]/.test(code[end] ?? '')) end++;
      return end;
    }
  }
  return undefined;
}
