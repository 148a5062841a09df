import { endOfStatement, type Program } from './program.ts';
import { indentAt } from './scope.ts';
import { tokenize } from './tokenize.ts';
import { sliceTokens, type Tokens } from './tokens.ts';
import { oncePer } from '../once.ts';

/** What one place of a program gives to a name. */
export interface Definition {
  readonly at: number;
  /** At the left margin, so that other files may import it. */
  readonly isTop: boolean;
  readonly tokens: Tokens;
}

const ADDING = /^(?:append|push|add|extend|unshift|Append|Add|concat)$/;

/** What a program assigns, appends or pushes to a name, or loops it over. */
export function definitionsIn(program: Program, name: string): Definition[] {
  const known = definitionsByName(program);
  const found = known.get(name) ?? findDefinitions(program, name);
  known.set(name, found);
  return found;
}

const definitionsByName = oncePer<Program, Map<string, Definition[]>>(() => new Map());

function findDefinitions(program: Program, name: string): Definition[] {
  const { tokens, partner, code } = program;
  const found: Definition[] = [];
  const add = (at: number, first: number, last: number): void => {
    if (last < first) return;
    found.push({
      at: tokens[at]?.start ?? 0,
      isTop: indentAt(code, tokens[at]?.start ?? 0) === 0,
      tokens: sliceTokens(program, first, last),
    });
  };
  for (let at = 0; at < tokens.length - 1; at++) {
    const word = tokens[at];
    if (word?.kind !== 'word' || word.text.replace(/^\$/, '') !== name || tokens[at - 1]?.text === '.')
      continue;
    const next = tokens[at + 1]?.text ?? '';
    const item = next === '[' ? (partner[at + 1] ?? -1) : -1;
    if (item > at && tokens[item + 1]?.text === '=') add(at, item + 2, endOfStatement(program, item + 2));
    else if (next === '}' || next === ',') {
      const from = fromDestructuring(program, at);
      if (from !== undefined)
        found.push({ at: word.start, isTop: false, tokens: tokenize(from, program.language) });
    }
    if (['=', ':=', '+=', '.=', '<<', '||=', '??='].includes(next)) {
      const isKeyword = next === '=' && isInCall(program, at);
      if (!isKeyword) add(at, at + 2, endOfStatement(program, at + 2));
    } else if (next === ':' && tokens[at + 2]?.kind === 'word' && !isInCall(program, at)) {
      const equals = tokens
        .slice(at + 2, at + 30)
        .findIndex(({ text, startsLine }, offset) => (offset > 0 && startsLine) || text === '=');
      const from = at + 2 + equals + 1;
      if (equals > 0 && tokens[from - 1]?.text === '=') add(at, from, endOfStatement(program, from));
    } else if (next === '.' && ADDING.test(tokens[at + 2]?.text ?? '') && tokens[at + 3]?.text === '(') {
      add(at, at + 4, (partner[at + 3] ?? -1) - 1);
    } else if (
      next === 'in' ||
      next === 'of' ||
      (next === ',' && /^(?:for|const|let|\(|\[)$/.test(tokens[at - 1]?.text ?? ''))
    ) {
      const loop = tokens
        .slice(at + 1, at + 6)
        .findIndex(({ text }) => text === 'in' || text === 'of' || text === 'range');
      const opener = tokens
        .slice(Math.max(0, at - 4), at)
        .some(({ text }) => text === 'for' || text === 'foreach');
      if (loop !== -1 && opener) add(at, at + 2 + loop, endOfLoopHead(program, at + 2 + loop));
    }
  }
  return found;
}

/** `const { sort } = req.query` defines `sort` as `req.query.sort`. */
function fromDestructuring(program: Program, at: number): string | undefined {
  const { tokens, partner, code } = program;
  let close = at + 1;
  while (
    close < at + 60 &&
    tokens[close] !== undefined &&
    !((partner[close] ?? -1) >= 0 && (partner[close] ?? -1) < at)
  )
    close++;
  if (
    tokens[close]?.text !== '}' ||
    tokens[close + 1]?.text !== '=' ||
    tokens[partner[close] ?? -1]?.text !== '{'
  )
    return undefined;
  const end = endOfStatement(program, close + 2);
  const source = code.slice(tokens[close + 2]?.start ?? 0, tokens[end]?.end ?? 0);
  return source.length < 200 ? `${source}.${tokens[at]?.text ?? ''}` : undefined;
}

function endOfLoopHead({ tokens, partner }: Tokens, at: number): number {
  for (let here = at; here < tokens.length; here++) {
    const jump = partner[here] ?? -1;
    if (jump > here) here = jump;
    const next = tokens[here + 1];
    if (next === undefined || next.startsLine || [':', '{', ')', ']', '}', 'if'].includes(next.text))
      return here;
  }
  return tokens.length - 1;
}

/** True if the token is directly inside a round bracket: `name=` there is an argument, not an assignment. */
function isInCall({ tokens, partner }: Tokens, at: number): boolean {
  for (let here = at - 1; here >= Math.max(0, at - 400); here--) {
    const jump = partner[here] ?? -1;
    if (jump >= 0 && jump < here) here = jump;
    else if (jump > at) return tokens[here]?.text === '(';
  }
  return false;
}
