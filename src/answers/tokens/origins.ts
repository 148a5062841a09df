import { definitionsIn } from './definitions.ts';
import {
  branchesOf,
  calledName,
  cutAtComma,
  dottedOf,
  isArgumentOfLookup,
  isTable,
  retokenized,
  unwrapped,
} from './expressions.ts';
import { argumentOf, isDeclared, isListedType, parametersOf, type Parameter } from './parameters.ts';
import { endOfStatement, withBlankComments, type Program } from './program.ts';
import { indentAt, isVisible } from './scope.ts';
import { stringValues, type StringValue } from './string-values.ts';
import { tokenize } from './tokenize.ts';
import { sliceTokens, type Token, type Tokens } from './tokens.ts';

/**
 * Where the value of an expression comes from: `fixed` by the code itself (literals, constants, an allow-list), `built`
 * from other strings of the code, `computed` by something that the answer does not show, or `open` to whoever calls.
 */
export type Origin =
  | { readonly kind: 'fixed' }
  | { readonly kind: 'computed' }
  | { readonly kind: 'open' }
  | { readonly kind: 'built'; readonly from: readonly BuiltFrom[] };

/** A string that goes into the expression, and the program it stands in. */
export interface BuiltFrom {
  readonly value: StringValue;
  readonly program: Program | undefined;
}

const FIXED: Origin = { kind: 'fixed' };
const COMPUTED: Origin = { kind: 'computed' };
const OPEN: Origin = { kind: 'open' };

const MAX_DEPTH = 6;

/** Traces the expressions of one program through its own definitions and those of the programs before it. */
export class Origins {
  private readonly program: Program;
  private readonly others: readonly Program[];

  constructor(program: Program, others: readonly Program[]) {
    this.program = program;
    this.others = others;
  }

  /** The origin of an expression given as text; `near` is the offset in the code where it is used. */
  of(expression: string, near: number): Origin {
    const text =
      this.program.language === 'python'
        ? expression.replace(/(?:![rsa])?(?::[^:\]})]{0,20})?$/, '')
        : expression;
    return this.trace(tokenize(text, this.program.language), near, 0, new Set());
  }

  private trace(source: Tokens, near: number, depth: number, seen: Set<string>): Origin {
    const tokens = unwrapped(source);
    if (depth > MAX_DEPTH || tokens.length === 0) return COMPUTED;
    const branches = branchesOf(tokens);
    if (branches.length > 1)
      return worst(branches.map((branch) => this.trace(retokenized(branch, source), near, depth + 1, seen)));
    const strings = stringValues(source, this.program.language);
    if (tokens.every(({ kind }) => kind === 'number')) return FIXED;
    if (
      tokens[0]?.kind === 'string' &&
      strings.length === 1 &&
      strings[0]?.last === source.tokens.length - 1
    ) {
      return this.ofStrings(strings);
    }
    const joined = this.ofJoin(source, strings, near, depth, seen);
    if (joined !== undefined) return joined;
    const content = strings.filter(
      ({ parts, first }) => parts.length > 0 && !isArgumentOfLookup(source, first),
    );
    const name = dottedOf(tokens);
    if (name !== undefined) return this.ofName(name, near, depth, seen);
    const lookup = this.ofLookup(tokens, near, depth, seen);
    if (lookup !== undefined) return lookup;
    const called = tokens[0]?.kind === 'word' ? calledName(tokens) : undefined;
    if (
      called !== undefined &&
      /quote|escape|ident/i.test(called) &&
      /ident|id\b|Id$|name|quote/i.test(called)
    )
      return FIXED;
    if (called !== undefined && CONVERSIONS.test(called)) {
      return this.trace(
        retokenized(tokens.slice(tokens.findIndex(({ text }) => text === '(') + 1, -1), source),
        near,
        depth + 1,
        seen,
      );
    }
    const receiver = receiverOf(tokens);
    if (receiver !== undefined && this.isVariable(receiver, near))
      return this.trace(retokenized(tokens.slice(0, 1), source), near, depth + 1, seen);
    if (content.length > 0) return this.ofStrings(content);
    return COMPUTED;
  }

  private ofStrings(values: readonly StringValue[]): Origin {
    if (values.every(({ parts }) => parts.every(({ kind }) => kind === 'text'))) return FIXED;
    return { kind: 'built', from: values.map((value) => ({ value, program: undefined })) };
  }

  /** `", ".join(x)`, `x.join(', ')`, `strings.Join(x, ", ")`, `strings.Repeat("?", n)`: what counts is what is joined. */
  private ofJoin(
    source: Tokens,
    strings: readonly StringValue[],
    near: number,
    depth: number,
    seen: Set<string>,
  ): Origin | undefined {
    const { tokens, partner } = source;
    const at = tokens.findIndex(
      ({ text, kind }, index) =>
        kind === 'word' &&
        /^(?:join|Join|implode|joinToString)$/.test(text) &&
        tokens[index + 1]?.text === '(',
    );
    if (at === -1) return undefined;
    const close = partner[at + 1] ?? -1;
    if (close < 0) return undefined;
    const isOnSeparator = tokens[at - 1]?.text === '.' && tokens[at - 2]?.kind === 'string';
    const inside = tokens.slice(at + 2, close);
    const joinsArgument =
      isOnSeparator || (inside[0]?.kind === 'word' && inside.some(({ text }) => text === ','));
    const joined = joinsArgument ? inside : tokens.slice(0, at - 1);
    const separators = new Set(
      isOnSeparator
        ? [at - 2]
        : strings
            .filter(({ first }) => first > at && tokens[first - 1]?.text === (first === at + 2 ? '(' : ','))
            .map(({ first }) => first),
    );
    const isWithin = ({ first }: StringValue): boolean =>
      joinsArgument ? first > at + 1 && first < close : first < at;
    const content = strings.filter((value) => isWithin(value) && !separators.has(value.first));
    if (content.length > 0) return this.ofStrings(content);
    const rest = joinsArgument && !isOnSeparator ? cutAtComma(joined) : joined;
    return this.trace(retokenized(rest, source), near, depth + 1, seen);
  }

  private ofName(name: string, near: number, depth: number, seen: Set<string>): Origin {
    const [head = '', ...path] = name.split('.');
    const last = path.at(-1) ?? head;
    if (OUTSIDE.test(name)) return this.isChecked(name, near) ? FIXED : OPEN;
    if (/^_{0,2}[A-Z][A-Z0-9_]+$/.test(last)) return FIXED;
    if (/^__\w+__$/.test(last) || path.some((part) => part.startsWith('__table'))) return FIXED;
    if (/^(?:settings|config|cfg|conf|env|process)$/i.test(head) && path.length > 0) return FIXED;
    if (head === 'self' || head === 'this' || head === 'cls')
      return path.length === 1 && last !== '' ? this.ofField(last, near, depth, seen) : COMPUTED;
    // The same name in another function is another variable.
    const own = `${name}@${this.parameter(head, near)?.at ?? ''}`;
    if (seen.has(own)) return FIXED;
    seen.add(own);
    if (this.isChecked(name, near)) return FIXED;
    const definitions = this.definitionsOf(head, near);
    if (path.length > 0) {
      const parameter = this.parameter(head, near);
      if (parameter !== undefined && (isListedType(parameter.type) || this.isEnum(parameter.type)))
        return FIXED;
      return parameter === undefined ? COMPUTED : OPEN;
    }
    if (definitions.length > 0)
      return worst(definitions.map((tokens) => this.trace(tokens, near, depth + 1, seen)));
    const parameter = this.parameter(head, near);
    if (parameter === undefined) return COMPUTED;
    if (isListedType(parameter.type) || this.isEnum(parameter.type)) return FIXED;
    const origin = this.ofCalls(parameter, near, depth, seen);
    // Numbers and dates cannot change a statement, though a value they remain.
    return origin.kind === 'open' && HARMLESS_TYPE.test(parameter.type) ? COMPUTED : origin;
  }

  private ofField(name: string, near: number, depth: number, seen: Set<string>): Origin {
    if (seen.has(`.${name}`)) return FIXED;
    seen.add(`.${name}`);
    const { tokens } = this.program;
    const found: Origin[] = [];
    for (let at = 2; at < tokens.length - 1; at++) {
      if (tokens[at]?.text !== name || tokens[at - 1]?.text !== '.' || tokens[at + 1]?.text !== '=') continue;
      found.push(
        this.trace(
          sliceTokens(this.program, at + 2, endOfStatement(this.program, at + 2)),
          near,
          depth + 1,
          seen,
        ),
      );
    }
    return found.length === 0 || found.some(({ kind }) => kind === 'open') ? COMPUTED : worst(found);
  }

  /** `COLUMNS[sort]` and `columns.get(sort, "id")` are allow-lists when the table is the code's own. */
  private ofLookup(
    tokens: readonly Token[],
    near: number,
    depth: number,
    seen: Set<string>,
  ): Origin | undefined {
    const open = tokens.findIndex(
      ({ text }, at) =>
        at > 0 &&
        (text === '[' || (text === '(' && /^(?:get|Get|fetch|dig)$/.test(tokens[at - 1]?.text ?? ''))),
    );
    if (open < 1) return undefined;
    const end = tokens[open]?.text === '(' ? open - 2 : open;
    const base = tokens.slice(0, end).filter(({ text }) => text !== '.' && text !== '?.');
    if (base.length === 0 || base.some(({ kind }) => kind !== 'word')) return undefined;
    const name = base.map(({ text }) => text).join('.');
    if (OUTSIDE.test(name)) return OPEN;
    if (/^_?[A-Z][A-Z0-9_]+$/.test(base.at(-1)?.text ?? '')) return FIXED;
    const definitions = this.definitionsOf(name, near);
    if (definitions.length > 0 && definitions.every(isTable)) return FIXED;
    if (this.others.some((program) => new Origins(program, []).definitionsOf(name, Infinity).some(isTable)))
      return FIXED;
    return this.ofName(name, near, depth + 1, seen);
  }

  /** What is assigned, appended or pushed to a name in this program; in the programs before it, if not here. */
  private definitionsOf(name: string, near: number): Tokens[] {
    if (!/^[\w$]+$/.test(name)) return [];
    const here = definitionsIn(this.program, name);
    const inScope = here.filter(({ at }) =>
      isVisible(this.program.code, at, indentAt(this.program.code, at), near),
    );
    if (inScope.length > 0) return inScope.map(({ tokens }) => tokens);
    if (this.parameter(name, near) !== undefined) return [];
    return this.others.flatMap((program) =>
      definitionsIn(program, name)
        .filter(({ isTop }) => isTop)
        .map(({ tokens }) => tokens),
    );
  }

  private isVariable(name: string, near: number): boolean {
    return this.parameter(name, near) !== undefined || this.definitionsOf(name, near).length > 0;
  }

  /** The parameter of that name of the nearest function above. */
  private parameter(name: string, near: number): Parameter | undefined {
    return parametersOf(this.program).findLast(
      (parameter) =>
        parameter.name === name &&
        parameter.at <= near &&
        isVisible(this.program.code, parameter.at, indentAt(this.program.code, parameter.at) + 1, near),
    );
  }

  /** True if the code compares the name with a list of its own before it uses it. */
  private isChecked(name: string, near: number): boolean {
    const before = withBlankComments(this.program).slice(
      Math.max(0, near - 3000),
      Number.isFinite(near) ? near : undefined,
    );
    const word = name.replace(/[$.]/g, '\\$&');
    return new RegExp(
      `(?<![\\w.])${word}\\s+(?:not\\s+)?in\\s+(?:[({[]|\\w*[A-Z_]{3}|\\w*(?:allow|valid|column|field|sort)\\w*)` +
        `|\\b\\w+(?:\\.\\w+)?\\.(?:has|includes|contains|include\\?|Contains)\\s*\\(\\s*${word}\\b` +
        `|\\bin_array\\(\\s*\\$?${word}\\b|\\b(?:switch|match|case)\\s*\\(?\\s*${word}\\b|,\\s*ok\\s*:?=\\s*\\w+\\[${word}\\]|!\\w+\\[${word}\\]|\\bslices\\.Contains\\(\\w+,\\s*${word}\\)`,
      'i',
    ).test(before);
  }

  private isEnum(type: string): boolean {
    const name = /[A-Z]\w+/.exec(
      type.replace(/\b(?:Annotated|Optional|Union|Query|Path|Depends)\b/g, ''),
    )?.[0];
    if (name === undefined) return false;
    const declared = new RegExp(
      `class ${name}\\b[^\\n]*Enum|enum ${name}\\b|type ${name}\\s*=\\s*(?:keyof|['"|]|\\n\\s*\\|)|${name}\\s*(?::\\s*TypeAlias\\s*)?=\\s*(?:typing\\.)?Literal\\[`,
    );
    return [this.program, ...this.others].some(({ code }) => declared.test(code));
  }

  /** A helper's parameter is fixed if all calls that the answer shows pass something fixed. */
  private ofCalls(parameter: Parameter, near: number, depth: number, seen: Set<string>): Origin {
    if (parameter.isHandler || parameter.functionName === '') return OPEN;
    const found: Origin[] = [];
    for (const program of [this.program, ...this.others]) {
      const { tokens, partner } = program;
      for (let at = 0; at + 1 < tokens.length; at++) {
        if (
          tokens[at]?.text !== parameter.functionName ||
          tokens[at + 1]?.text !== '(' ||
          isDeclared(tokens, at)
        )
          continue;
        const close = partner[at + 1] ?? -1;
        const argument = close < 0 ? undefined : argumentOf(program, at + 1, close, parameter);
        if (argument !== undefined)
          found.push(
            new Origins(program, [this.program, ...this.others]).trace(
              argument,
              tokens[at]?.start ?? near,
              depth + 1,
              seen,
            ),
          );
      }
    }
    return found.length > 0 && found.every(({ kind }) => kind === 'fixed') ? FIXED : OPEN;
  }
}

const HARMLESS_TYPE =
  /^\s*(?:int|float|Decimal|bool|date|datetime|timedelta|UUID|uuid\.UUID|number|bigint|boolean|Date|int64|int32|uint\d*|time\.Time|long|Integer|Long)\b/;
const CONVERSIONS =
  /(?:^|\.)(?:str|int|float|String|Number|parseInt|list|tuple|sorted|map|set|upper|lower|toUpperCase|toLowerCase|trim|strip|Itoa|toString)$/;
/** Methods that cut or change a text and leave it what it was: somebody's value. */
const RESHAPES =
  /^(?:sub(?:string|str)(?:Before|After)?(?:Last)?|replace(?:All|First)?|gsub|sub|remove(?:Prefix|Suffix)|removeprefix|removesuffix|split|partition|slice|strip|trim(?:Start|End|_start|_end)?|lower|upper|lowercase|uppercase|toLowerCase|toUpperCase|downcase|upcase|to_lowercase|to_uppercase|ToLower|ToUpper|Replace|Substring|Trim|Split|padStart|padEnd|zfill)$/;

/** `mail` of `mail.substringAfter('@')…`; undefined unless the expression reshapes a variable. */
function receiverOf([name, dot, method, open]: readonly Token[]): string | undefined {
  return name?.kind === 'word' && dot?.text === '.' && open?.text === '(' && RESHAPES.test(method?.text ?? '')
    ? name.text
    : undefined;
}

const OUTSIDE =
  /^(?:req|request|\$?_(?:GET|POST|REQUEST|COOKIE))\b(?:\.|$)|^(?:params|query|payload|body|input|args|headers)\.|\.(?:query|params|body|input|args|GET|POST|form|headers)(?:\.|$)|^user_?input|^\$_/i;

function worst(origins: readonly Origin[]): Origin {
  const open = origins.find(({ kind }) => kind === 'open');
  if (open !== undefined) return open;
  const computed = origins.find(({ kind }) => kind === 'computed');
  const from = origins.flatMap((origin) => (origin.kind === 'built' ? origin.from : []));
  if (from.length > 0) return { kind: 'built', from };
  return computed ?? FIXED;
}
