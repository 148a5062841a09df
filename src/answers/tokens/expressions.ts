import { callerOf, dottedBefore } from './program.ts';
import { sliceTokens, type Token, type Tokens } from './tokens.ts';

/** Without brackets around the whole, and without `await`. */
export function unwrapped({ tokens, partner }: Tokens): Token[] {
  let [first, last] = [0, tokens.length - 1];
  while (first < last) {
    if (tokens[first]?.text === 'await') first++;
    else if (tokens[first]?.text === '(' && partner[first] === last) {
      first++;
      last--;
    } else break;
  }
  return tokens.slice(first, last + 1);
}

/** Some of the tokens of `source`, as a source of their own. */
export function retokenized(tokens: readonly Token[], source: Tokens): Tokens {
  const first = source.tokens.indexOf(tokens[0] as Token);
  return first === -1
    ? { tokens: [...tokens], comments: [], partner: tokens.map(() => -1) }
    : sliceTokens(source, first, first + tokens.length - 1);
}

/** The values that a conditional expression or a default can have; the expression itself if it is neither. */
export function branchesOf(tokens: readonly Token[]): Token[][] {
  const depths: number[] = [];
  let depth = 0;
  for (const { kind, text } of tokens) {
    if (kind === 'punctuation' && '([{'.includes(text)) depth++;
    depths.push(depth);
    if (kind === 'punctuation' && ')]}'.includes(text)) depth--;
  }
  const top = (word: string): number =>
    tokens.findIndex(({ text, kind }, at) => text === word && kind !== 'string' && depths[at] === 0);
  const [condition, otherwise] = [top('if'), top('else')];
  if (condition > 0 && otherwise > condition)
    return [tokens.slice(0, condition), tokens.slice(otherwise + 1)];
  const [question, colon] = [top('?'), top(':')];
  if (question > 0 && colon > question) return [tokens.slice(question + 1, colon), tokens.slice(colon + 1)];
  const or = ['or', '||', '??'].map(top).find((at) => at > 0);
  return or === undefined ? [[...tokens]] : [tokens.slice(0, or), tokens.slice(or + 1)];
}

/** The name, if the tokens are nothing but a dotted name. */
export function dottedOf(tokens: readonly Token[]): string | undefined {
  const isDotted = tokens.every(({ kind, text }, at) =>
    at % 2 === 0 ? kind === 'word' : text === '.' || text === '?.' || text === '->' || text === '::',
  );
  if (!isDotted || tokens.length % 2 === 0) return undefined;
  return tokens
    .filter((_, at) => at % 2 === 0)
    .map(({ text }) => text.replace(/^\$(?!_)/, ''))
    .join('.');
}

/** The dotted name of the first function that the tokens call. */
export function calledName(tokens: readonly Token[]): string | undefined {
  const open = tokens.findIndex(({ text }) => text === '(');
  if (open < 1) return undefined;
  return dottedBefore(tokens, open) || undefined;
}

/** True for a key that is looked up, which is no part of the value. */
export const isArgumentOfLookup = (source: Tokens, at: number): boolean =>
  /(?:^|\.)(?:get|getenv|Getenv|environ)$/.test(callerOf(source, at)) || source.tokens[at - 1]?.text === '[';

/** The tokens before the first comma of the outermost level. */
export function cutAtComma(tokens: readonly Token[]): Token[] {
  let depth = 0;
  const comma = tokens.findIndex(({ text, kind }) => {
    if (kind === 'punctuation' && '([{'.includes(text)) depth++;
    else if (kind === 'punctuation' && ')]}'.includes(text)) depth--;
    return text === ',' && depth === 0;
  });
  return comma === -1 ? [...tokens] : tokens.slice(0, comma);
}

/** A literal table of the code's own: its values are fixed, whatever the key. */
export function isTable({ tokens }: Tokens): boolean {
  return (
    tokens.some(({ text }) => text === '{' || text === '[') &&
    tokens.some(({ kind, parts }) => kind === 'string' && parts.every((part) => part.kind === 'text'))
  );
}
