import type { Program } from './program.ts';
import { sliceTokens, type Token, type Tokens } from './tokens.ts';
import { oncePer } from '../once.ts';

/** A parameter of a function in any language. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly at: number;
  readonly index: number;
  readonly functionName: string;
  /** Called by the framework with what a client sent. */
  readonly isHandler: boolean;
}

/** All parameters of the functions of a program, in order. */
export const parametersOf = oncePer((program: Program): Parameter[] => {
  const { tokens, partner, code } = program;
  const found: Parameter[] = [];
  for (let open = 0; open < tokens.length; open++) {
    const close = partner[open] ?? -1;
    if (tokens[open]?.text !== '(' || close < open || !isParameterList(program, open, close)) continue;
    const functionName =
      tokens[open - 1]?.kind === 'word' && tokens[open - 1]?.text !== 'async'
        ? (tokens[open - 1]?.text ?? '')
        : '';
    const at = tokens[open]?.start ?? 0;
    const isHandler = isDecoratedAsRoute(code, at);
    let index = 0;
    for (let here = open + 1; here < close; here++) {
      const token = tokens[here];
      const end = argumentEnd(program, here, close);
      const names = token?.kind === 'word' ? [here] : token?.text === '{' ? inBraces(program, here) : [];
      const isGo = program.language === 'go';
      const isTyped = ['java', 'kotlin', 'csharp', 'c', 'cpp'].includes(program.language);
      for (const nameAt of isTyped && names.length > 0 && program.language !== 'kotlin' ? [end] : names) {
        const name = tokens[nameAt]?.text.replace(/^\$/, '') ?? '';
        const type = tokens
          .slice(isGo ? here + 1 : here + 2, end + 1)
          .map(({ text }) => text)
          .join(' ');
        if (name !== 'self' && name !== 'cls' && name !== 'this')
          found.push({ name, type, at, index: index++, functionName, isHandler });
      }
      here = end + 1;
    }
  }
  return found;
});

function argumentEnd({ tokens, partner }: Tokens, from: number, close: number): number {
  for (let here = from; here < close; here++) {
    const jump = partner[here] ?? -1;
    if (jump > here) here = Math.min(jump, close - 1);
    if (tokens[here + 1]?.text === ',' || here + 1 >= close) return here;
  }
  return close - 1;
}

function inBraces({ tokens, partner }: Tokens, open: number): number[] {
  const close = partner[open] ?? open;
  const names: number[] = [];
  for (let at = open + 1; at < close; at++)
    if (tokens[at]?.kind === 'word' && tokens[at - 1]?.text !== ':') names.push(at);
  return names;
}

function isParameterList({ tokens, language }: Program, open: number, close: number): boolean {
  const [name, before, after] = [tokens[open - 1], tokens[open - 2], tokens[close + 1]];
  if (language === 'python') return name?.kind === 'word' && before?.text === 'def';
  if (language === 'ruby' || language === 'elixir') return before?.text === 'def' || before?.text === 'defp';
  if (language === 'go')
    return (
      name?.text === 'func' ||
      before?.text === 'func' ||
      (name?.kind === 'word' &&
        before?.text === ')' &&
        (after?.text === '{' || after?.text === '(' || after?.kind === 'word'))
    );
  if (
    after?.text === '=>' ||
    before?.text === 'function' ||
    name?.text === 'function' ||
    before?.text === 'fn' ||
    before?.text === 'fun'
  )
    return true;
  const returns = after?.text === ':' || after?.text === '->';
  return (
    name?.kind === 'word' &&
    !CONTROL.has(name.text) &&
    (after?.text === '{' || returns) &&
    (before?.kind === 'word' ||
      before?.startsLine === true ||
      name.startsLine ||
      ['{', '}', ';', ','].includes(before?.text ?? ''))
  );
}

const CONTROL = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'with',
  'return',
  'await',
  'elif',
  'and',
  'or',
  'not',
  'in',
]);

/** Looks at the lines right above a function for a route decorator or annotation. */
function isDecoratedAsRoute(code: string, at: number): boolean {
  const lines = code.slice(Math.max(0, at - 1500), at).split('\n');
  for (let line = lines.length - 2; line >= Math.max(0, lines.length - 14); line--) {
    const text = lines[line]?.trim() ?? '';
    if (
      /^@\w*(?:\.\w+)*\.?(?:get|post|put|patch|delete|route|api_view|websocket|query|mutation|field|GetMapping|PostMapping|PutMapping|RequestMapping|Get|Post|Put|Patch|Delete)\b/i.test(
        text,
      )
    )
      return true;
    if (text === '' || /^(?:def|async def|class|return|function)\b/.test(text)) return false;
  }
  return false;
}

/** True for types that allow only the values they list. */
export const isListedType = (type: string): boolean =>
  /\bLiteral\s*\[|^\s*\|?\s*['"][^'"]+['"]\s*(?:\||$)|\bkeyof\b|\b\w*Enum\b/.test(type);
/** True if the name at `at` is being declared there, not called. */
export const isDeclared = (tokens: readonly Token[], at: number): boolean =>
  ['def', 'func', 'function', 'fn', 'fun'].includes(tokens[at - 1]?.text ?? '') ||
  (tokens[at - 1]?.text === ')' && tokens[at - 2]?.kind === 'word');

/** What a call, whose brackets are given, passes for a parameter. */
export function argumentOf(
  program: Program,
  open: number,
  close: number,
  parameter: Parameter,
): Tokens | undefined {
  const { tokens } = program;
  let index = 0;
  for (let at = open + 1; at < close; at++) {
    const end = argumentEnd(program, at, close);
    const isNamed = tokens[at]?.kind === 'word' && tokens[at + 1]?.text === '=';
    if (isNamed ? tokens[at]?.text === parameter.name : index === parameter.index)
      return sliceTokens(program, isNamed ? at + 2 : at, end);
    index++;
    at = end + 1;
  }
  return undefined;
}
