import { callerOf, dottedBefore, type Program } from '../../answers/tokens/program.ts';
import { isSecretName, isSecretValue } from './secret-names.ts';
import { tokenize } from '../../answers/tokens/tokenize.ts';
import type { StringValue } from '../../answers/tokens/string-values.ts';
import type { Token } from '../../answers/tokens/tokens.ts';

/** A secret in a program, by offsets into its code. */
export interface Leak {
  readonly start: number;
  readonly end: number;
  readonly why: string;
}

const READS_ENVIRONMENT =
  /(?:^|\.)(?:getenv|Getenv|get_env|getEnv|get|env|Env|config|config_get|str|lookup|GetEnvironmentVariable|getOrDefault|getOrElse|envOr|getEnvOr|fetch|getString)$/;
/** Which argument of a function is its key, counted from 0. */
const KEY_ARGUMENT: readonly (readonly [RegExp, number])[] = [
  [/(?:^|\.)(?:jwt|jose|jsonwebtoken|JWT)\.(?:encode|decode|sign|verify)$/, 1],
  [/(?:^|\.)hmac\.new$/, 0],
  [/(?:^|\.)hmac\.digest$/, 0],
  [/(?:^|\.)createHmac$/, 1],
  [/(?:^|\.)(?:Fernet|URLSafeSerializer|URLSafeTimedSerializer|TimestampSigner)$/, 0],
  [/(?:^|\.)(?:SignedString|hmac256|HMAC256|hmacShaKeyFor)$/, 0],
  [/(?:^|\.)(?:hash_hmac)$/, 2],
];

/** String literals that the code uses as a password, key or token. */
export function hardCodedSecrets(program: Program): Leak[] {
  return program.strings.flatMap((value): Leak[] => {
    const [only] = value.parts;
    if (value.parts.length !== 1 || only?.kind !== 'text' || isInExample(program, value.start)) return [];
    const { first, last, start, end } = value;
    const name = nameFor(program.tokens, first, last);
    if (name !== undefined && isSecretName(name) && isSecretValue(only.text, name)) {
      return [{ start, end, why: `The value of \`${name}\` stands in the code.` }];
    }
    const fallback = variableWithFallback(program, first);
    if (fallback !== undefined && isSecretName(fallback) && isSecretValue(only.text, fallback)) {
      return [{ start, end, why: `If \`${fallback}\` is not set, a value from the code takes its place.` }];
    }
    const key = keyArgument(program, first);
    return key !== undefined &&
      !/\s/.test(only.text.trim()) &&
      only.text.trim() !== '' &&
      !/^<|\.{3}|…/.test(only.text)
      ? [{ start, end, why: `The key of \`${key}\` stands in the code.` }]
      : [];
  });
}

/** Values in examples for documentation are no secrets. */
const isInExample = ({ code }: Program, at: number): boolean =>
  /\bexamples?\b["']?\s*[:=(][^;]{0,200}$/i.test(code.slice(Math.max(0, at - 240), at));

/** What the literal is assigned to, passed as, or compared with. */
function nameFor(tokens: readonly Token[], first: number, last: number): string | undefined {
  const [before, named] = [tokens[first - 1], tokens[first - 2]];
  const after = tokens[last + 1]?.text;
  if (before === undefined || named === undefined) return undefined;
  // `"a".b` and `"a" + b` are no values of their own.
  if (after === '.' || after === '+' || after === '%') return undefined;
  if (before.text === '(' && /^(?:str|SecretStr|bytes|b|String|byte)$/.test(named.text)) {
    return nameFor(tokens, tokens[first - 3]?.text === ']' ? first - 4 : first - 2, last + 1);
  }
  if (before.text === '=' || before.text === ':' || before.text === ':=' || before.text === '=>') {
    if (named.kind === 'string') return named.parts.map(({ text }) => text).join('');
    if (named.kind === 'word') return annotatedName(tokens, first - 2, before.text);
    return before.text === '=' ? annotatedName(tokens, first - 2, '=') : undefined;
  }
  if (['==', '===', '!=', '!=='].includes(before.text) && named.kind === 'word') {
    const value = tokens[first]?.parts.map(({ text }) => text).join('') ?? '';
    // Comparing with a default value guards against it.
    return /^(?:change|replace|secret$|default|dev|insecure|your)/i.test(value) ||
      tokens[first - 3]?.text === 'typeof'
      ? undefined
      : named.text;
  }
  return undefined;
}

/** The name before `: str =`, `: string =` or `string name =`. */
function annotatedName(tokens: readonly Token[], at: number, mark: string): string | undefined {
  if (mark === '=') {
    for (let here = at; here > Math.max(0, at - 12); here--) {
      if (
        tokens[here]?.startsLine === true ||
        tokens[here - 1]?.text === ',' ||
        tokens[here - 1]?.text === '('
      ) {
        const colon = tokens.slice(here, at + 1).findIndex(({ text }) => text === ':');
        if (colon > 0) return tokens[here + colon - 1]?.text;
        break;
      }
    }
  }
  return tokens[at]?.kind === 'word' ? tokens[at]?.text : undefined;
}

/** The variable in `os.getenv("X", "…")`, `process.env.X || '…'`. */
function variableWithFallback(program: Program, at: number): string | undefined {
  const { tokens } = program;
  const before = tokens[at - 1]?.text ?? '';
  if (['||', '??', 'or', '?:'].includes(before)) {
    const operand = tokens[at - 2];
    if (operand?.kind === 'word') return operand.text;
    if (operand?.text === ')' || operand?.text === ']') {
      const inner = tokens[at - 3];
      return inner?.kind === 'string' ? inner.parts.map(({ text }) => text).join('') : undefined;
    }
    return undefined;
  }
  if (before !== ',' && before !== '=') return undefined;
  if (before === '=' && tokens[at - 2]?.text !== 'default') return undefined;
  if (!READS_ENVIRONMENT.test(callerOf(program, at))) return undefined;
  for (let here = at - 2; here > Math.max(0, at - 8); here--) {
    const token = tokens[here];
    if (token?.kind === 'string' && tokens[here - 1]?.text === '(')
      return token.parts.map(({ text }) => text).join('');
  }
  return undefined;
}

function keyArgument(program: Program, at: number): string | undefined {
  const { tokens, partner } = program;
  const isWrapped =
    tokens[at - 1]?.text === '(' && /^(?:byte|bytes|Buffer|b|str)$/.test(tokens[at - 2]?.text ?? '');
  let here = at - 1;
  let commas = 0;
  for (; here > Math.max(0, at - 120); here--) {
    const jump = partner[here] ?? -1;
    if (jump >= 0 && jump < here) here = jump;
    else if (tokens[here]?.text === ',') commas++;
    else if (jump > at) break;
  }
  if (tokens[here]?.text === '{' || (tokens[here]?.text !== '(' && !isWrapped)) return undefined;
  const caller = isWrapped
    ? callerOf(program, at - 2) || dottedBefore(tokens, at - 3)
    : callerOf(program, at);
  return KEY_ARGUMENT.find(([name, index]) => name.test(caller) && (isWrapped || index === commas)) ===
    undefined
    ? undefined
    : caller;
}

const LOGS =
  /^(?:print|pprint|println|puts|echo|var_dump|dd|dump)$|^(?:fmt|System\.out|System\.err|pp)\.\w*[pP]rint\w*$|(?:^|[._])(?:log|logger|logging|console|slog|_?logger|_?log|LOG|LOGGER|Log|rootLogger|winston|pino|structlog|sentry_sdk|app\.log|fastify\.log|request\.log|req\.log|log\.Ctx|zap|zerolog|logrus|Rails\.logger)\.(?:\w+\.)*(?:trace|debug|verbose|info|notice|warn|warning|error|exception|critical|fatal|log|print\w*|Print\w*|Debug\w*|Info\w*|Warn\w*|Error\w*|Fatal\w*|capture_message|Msgf?|bind)$/;
const HIDES =
  /(?:^|[._])(?:mask|redact|obfuscate|hash|sha\d*|hexdigest|digest|fingerprint|len|length|bool|boolean|Boolean|type|hmac|truncate|scrub|censor|is_\w+|has_\w+|isinstance|count|mb_strlen|strlen|size|id)\w*$/i;

/** In tokens; keeps calls nested in calls from costing quadratic time. */
const LONGEST_CALL = 1000;

/** Secrets that the code hands to a log or prints. */
export function loggedSecrets(program: Program): Leak[] {
  const { tokens, partner } = program;
  const found: Leak[] = [];
  const carriers = new Carriers(program);
  for (let open = 1; open < tokens.length; open++) {
    const close = partner[open] ?? -1;
    carriers.read(open);
    if (
      tokens[open]?.text !== '(' ||
      close < open ||
      !LOGS.test(dottedBefore(tokens, open).replace(/^self\._?|^this\.(?:#|_)?/, ''))
    )
      continue;
    for (let at = open + 1; at < Math.min(close, open + LONGEST_CALL); at++) {
      const token = tokens[at];
      if (token?.kind === 'string')
        found.push(...inHoles(program, token, carriers), ...lookedUp(program, tokens, at));
      else if (
        token !== undefined &&
        (isShown(program, tokens, at) || carriers.areShown(program, tokens, at, token.start))
      )
        found.push({
          start: tokens[open - 1]?.start ?? token.start,
          end: token.end,
          why: `\`${token.text}\` is written to a log.`,
        });
    }
  }
  return found;
}

const LOOKUP =
  /(?:^|\.)(?:(?:headers?|Headers?|cookies?|Cookies?|environ|env|ENV|form|body|params|payload)(?:\.(?:get|Get|fetch|getFirst))?|header|getHeader|get_header|getenv|Getenv|cookie)$/;
const SECRET_HEADER = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-(?:api-key|auth-token|csrf-token))$/i;

/** `headers.get('authorization')` and `params[:password]` among the arguments of a log. */
function lookedUp(program: Program, tokens: readonly Token[], at: number): Leak[] {
  const token = tokens[at];
  const open = tokens[at - 1];
  if (token === undefined || (open?.text !== '(' && open?.text !== '[')) return [];
  const name = token.parts.map(({ text }) => text).join('');
  const isLookup = LOOKUP.test(dottedBefore(tokens, at - 1));
  if (!isLookup || !(SECRET_HEADER.test(name) || isSecretName(name))) return [];
  const isCompared = ['==', '===', '!=', '!==', 'is'].includes(tokens[at + 2]?.text ?? '');
  const isHidden = HIDES.test(callerOf(program, open.text === '(' ? at - 1 : at));
  return isCompared || isHidden
    ? []
    : [{ start: open.start, end: token.end, why: `\`${name}\` is written to a log.` }];
}

/** Characters between the making of a text and the log that shows it. */
const FAR = 6000;

/** The variables whose text was built with a secret, such as a login link with its token, as far as the program has been read. */
class Carriers {
  private readonly program: Program;
  private readonly built: ReadonlyMap<number, StringValue>;
  /** Name to the offset in the code where it was given such a text. */
  private readonly known = new Map<string, number>();

  constructor(program: Program) {
    this.program = program;
    this.built = new Map(program.strings.map((value) => [value.first, value]));
  }

  /** Takes note of an assignment whose mark is the token `at`. */
  read(at: number): void {
    const { tokens } = this.program;
    const [name, mark] = [tokens[at - 1], tokens[at]?.text];
    if (name?.kind !== 'word' || (mark !== '=' && mark !== ':=')) return;
    const value = this.built.get(at + 1);
    if (value?.parts.some((part) => part.kind === 'hole' && this.shows(part.text)) === true)
      this.known.set(bare(name.text), name.start);
    else this.known.delete(bare(name.text));
  }

  /** True if the token is a variable that carries a secret and goes into the message as it is. */
  areShown(program: Program, tokens: readonly Token[], at: number, near: number): boolean {
    const token = tokens[at];
    const made = token?.kind === 'word' ? this.known.get(bare(token.text)) : undefined;
    if (made === undefined || near < made || near - made > FAR) return false;
    const [before, next] = [tokens[at - 1]?.text ?? '', tokens[at + 1]?.text ?? ''];
    return (
      !['.', '?.', '->'].includes(before) &&
      !['(', ':', '=', '=>', '.', '?.', '->', '['].includes(next) &&
      !HIDES.test(callerOf({ ...program, tokens }, at))
    );
  }

  private shows(expression: string): boolean {
    const inner = tokenize(expression, this.program.language);
    const source = { ...this.program, ...inner };
    return inner.tokens.some((_, at) => isShown(source, inner.tokens, at));
  }
}

const bare = (name: string): string => name.replace(/^\$/, '');

function inHoles(program: Program, token: Token, carriers: Carriers): Leak[] {
  return token.parts.flatMap((part): Leak[] => {
    if (part.kind === 'text') return [];
    const inner = tokenize(part.text, program.language);
    const source = { ...program, ...inner };
    const shown = inner.tokens.find(
      (_, at) =>
        isShown(source, inner.tokens, at) || carriers.areShown(source, inner.tokens, at, token.start),
    );
    return shown === undefined
      ? []
      : [{ start: token.start, end: token.end, why: `\`${shown.text}\` is written to a log.` }];
  });
}

/** True for a name of a secret whose value goes into the message as it is. */
function isShown(program: Program, tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word' || !isSecretName(token.text)) return false;
  const [before, next, afterNext] = [tokens[at - 1]?.text, tokens[at + 1]?.text ?? '', tokens[at + 2]];
  if (next === '(' || next === ':' || next === '=' || next === '=>') return false;
  if (['is', '==', '!=', '===', '!==', 'in', 'not', '?', 'and', '&&'].includes(next)) return false;
  if (before === '!' || before === 'not' || before === 'typeof' || before === '@') return false;
  if (next === '[' && tokens.slice(at + 2, at + 7).some(({ text }) => text === ':')) return false;
  if ((next === '.' || next === '?.' || next === '->') && afterNext?.kind === 'word') {
    return /^(?:get_secret_value|reveal|trim|strip|toString|to_string|decode|encode|replace|credentials)$/.test(
      afterNext.text,
    );
  }
  return !HIDES.test(callerOf(program, at));
}
