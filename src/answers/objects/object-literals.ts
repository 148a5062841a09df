import { EntryReader, plain, type Entry } from './object-entries.ts';
import { pythonClasses } from './python-classes.ts';
import { TokenContext } from '../tokens/token-context.ts';
import { tokenize } from '../tokens/tokenize.ts';
import type { Token, Tokens } from '../tokens/tokens.ts';

/** A value of a field: the objects written in it, and the names that may stand for further ones. */
export interface FieldValue {
  readonly objects: ObjectLiteral[];
  /** Identifiers and short strings (such as the end of a `$ref`) in the value. */
  readonly names: string[];
  /** True if the value is one string, number or formatted string. */
  readonly isScalar: boolean;
  readonly text: string;
}

/** An object as text: JSON, a dict, a map, a composite literal, a call with named arguments, or the declaration of a type. */
export interface ObjectLiteral {
  readonly kind: 'braces' | 'call' | 'type';
  /** Offsets into the text that was read. */
  readonly start: number;
  readonly end: number;
  readonly fields: Map<string, FieldValue>;
  /** Names of objects that are spread into it (`...base`, `**base`), of the type that it makes, and of base types. */
  readonly spreads: string[];
  /** The variable or type that it is the value of, or ''. */
  readonly name: string;
  /** Of calls, and of braces that are a call's argument: the dotted name of the function, or ''. */
  readonly callee: string;
  /** All arguments of that call, as text. */
  readonly arguments: readonly string[];
  /** The object around it and the field of that object, if it stands in one. */
  readonly parent: { readonly object: ObjectLiteral; readonly key: string } | undefined;
  /** True if it follows `return`, `yield`, `raise` or `throw`. */
  readonly isReturned: boolean;
}

const MOST_DEPTH = 60;

/** All objects written in a text, outer before inner; tolerates sketches, linear in the text. */
export function objectLiterals(
  text: string,
  language: string,
  tokens = tokenize(text, language),
): ObjectLiteral[] {
  const found = new ObjectReader(text, tokens, language).read();
  if (language === 'python') found.push(...pythonClasses(text));
  return found.sort((a, b) => a.start - b.start);
}

interface Open {
  object: ObjectLiteral | undefined;
  key: string;
}

class ObjectReader {
  private readonly objects: ObjectLiteral[] = [];
  private readonly tokens: readonly Token[];
  private readonly partner: readonly number[];
  private readonly context: TokenContext;
  private readonly reader: EntryReader;
  /** PHP writes maps in square brackets. */
  private readonly isArrayMap: boolean;

  constructor(text: string, source: Tokens, language: string) {
    this.tokens = source.tokens;
    this.partner = source.partner;
    this.context = new TokenContext(text, source, language);
    this.reader = new EntryReader(source, language);
    this.isArrayMap = language === 'php';
  }

  read(): ObjectLiteral[] {
    this.range(0, this.tokens.length, { object: undefined, key: '' }, 0);
    return this.objects;
  }

  /** Reads the groups among the tokens from `from` to `to` (exclusive) as parts of one field or of no object. */
  private range(from: number, to: number, open: Open, depth: number): void {
    for (let at = from; at < to; at++) {
      const token = this.tokens[at];
      if (token?.kind === 'string') this.embedded(token, open);
      const close = this.partner[at] ?? -1;
      if (close <= at || close >= to || token === undefined) continue;
      if (depth < MOST_DEPTH) this.group(at, close, open, depth);
      at = close;
    }
  }

  private group(open: number, close: number, around: Open, depth: number): void {
    const written = this.tokens[open]?.text;
    const bracket = written === '[' && this.isArrayMap ? '{' : written;
    const declared = bracket === '[' ? undefined : this.context.declaredBefore(open);
    const entries =
      bracket === '[' ? [] : this.reader.entries(open + 1, close, bracket === '{', declared !== undefined);
    const isObject =
      bracket === '{'
        ? declared !== undefined || this.reader.startsWithField(entries)
        : declared !== undefined || entries.some(({ key }) => key !== undefined);
    if (!isObject) {
      this.range(open + 1, close, around, depth + 1);
      return;
    }
    const callee = bracket === '(' ? this.context.dottedBefore(open) : this.calleeAround(open);
    const object: ObjectLiteral = {
      kind: declared === undefined ? (bracket === '{' ? 'braces' : 'call') : 'type',
      start: this.tokens[open]?.start ?? 0,
      end: this.tokens[close]?.end ?? 0,
      fields: new Map(),
      spreads: [
        ...entries.flatMap(({ spread }) => (spread === undefined ? [] : [spread])),
        ...(declared === undefined ? this.context.constructed(open, callee) : []),
      ],
      name:
        declared ?? this.context.assignedBefore(bracket === '(' ? this.context.startOfDotted(open) : open),
      callee,
      arguments:
        bracket === '('
          ? entries.map(({ from, to }) => this.context.slice(from, to))
          : this.argumentsAround(open),
      parent: around.object === undefined ? undefined : { object: around.object, key: around.key },
      isReturned: this.context.isReturned(bracket === '(' ? this.context.startOfDotted(open) : open),
    };
    this.objects.push(object);
    if (around.object !== undefined) around.object.fields.get(around.key)?.objects.push(object);
    for (const entry of entries) {
      const field = declared === undefined ? entry : this.reader.typeField(entry);
      if (field.key !== undefined && !object.fields.has(field.key))
        object.fields.set(field.key, this.value(field));
      // An argument without a name belongs to what the call belongs to, not to the call.
      const within =
        field.key !== undefined
          ? { object, key: field.key }
          : bracket === '('
            ? around
            : { object: undefined, key: '' };
      this.range(field.valueFrom, field.to, within, depth + 1);
    }
  }

  private value({ valueFrom, to }: Entry): FieldValue {
    const names: string[] = [];
    for (let at = valueFrom; at < to && names.length < 30; at++) {
      const token = this.tokens[at];
      if (token?.kind === 'word') names.push(token.text);
      if (token?.kind === 'string') names.push(...referenced(token));
    }
    const first = this.tokens[valueFrom];
    const isScalar = to - valueFrom === 1 && (first?.kind === 'string' || first?.kind === 'number');
    return {
      objects: [],
      names,
      isScalar: isScalar || first?.kind === 'string',
      text: this.context.slice(valueFrom, to),
    };
  }

  /** The function whose argument a brace group is. */
  private calleeAround(open: number): string {
    const at = this.context.callOpening(open);
    return at === undefined ? '' : this.context.dottedBefore(at);
  }

  private argumentsAround(open: number): string[] {
    const at = this.context.callOpening(open);
    if (at === undefined) return [];
    const close = this.partner[at] ?? open;
    return this.reader.entries(at + 1, close, false).map(({ from, to }) => this.context.slice(from, to));
  }

  /** JSON inside a string: `w.Write([]byte(`{"error": …}`))`. */
  private embedded(token: Token, open: Open): void {
    if (token.end - token.start < 12 || !/^[\w$@]*["'`]{1,3}\s*\{\s*\\?["']/.test(token.text.slice(0, 60)))
      return;
    const inner = token.text
      .replace(/^[\w$@]*["'`]{1,3}/, (quotes) => ' '.repeat(quotes.length))
      .replace(/["'`]{1,3}$/, '')
      .replaceAll('\\"', ' "');
    for (const object of objectLiterals(inner, 'json')) {
      const moved: ObjectLiteral = {
        ...object,
        start: object.start + token.start,
        end: object.end + token.start,
      };
      if (moved.parent === undefined && open.object !== undefined) {
        this.objects.push({ ...moved, parent: { object: open.object, key: open.key } });
        open.object.fields.get(open.key)?.objects.push(moved);
      } else this.objects.push(moved);
    }
  }
}

/** A `$ref` or a forward reference names a type by its last segment. */
function referenced(token: Token): string[] {
  const name = /(?:^|\/)([A-Za-z]\w{0,80})$/.exec(plain(token))?.[1];
  return name === undefined ? [] : [name];
}
