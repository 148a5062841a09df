import type { Answer, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { programsOf, type Program } from './programs.ts';
import { nodeBounds, nodesOf, type SyntaxNode } from './syntax-tree.ts';
import { programs, withBlankComments, type Program as TokenProgram } from './tokens/program.ts';

/** A loop over the members of something. */
export interface Loop {
  /** Names that stand for the member at hand. */
  readonly variables: readonly string[];
  /** What it goes through, as written. */
  readonly iterable: string;
  /** Text of the part that is done for each member. */
  readonly body: string;
  readonly place: (start: number, end: number) => Span;
}

/** The loops over collections in an answer's own implementation code: statements, comprehensions, `map` and `forEach`. */
export function loopsIn(answer: Answer): Loop[] {
  const parsed = programsOf(answer).filter(({ block }) => block.role === 'implementation');
  const others = programs(
    answer,
    ({ role, language }) =>
      role === 'implementation' && /^(?:java|kotlin|csharp|php|scala|swift|rust)$/.test(language),
  );
  return [...parsed.flatMap(parsedLoops), ...others.flatMap(bracedLoops)];
}

function parsedLoops({ language, root, place, code }: Program): Loop[] {
  const loop = (left: string, iterable: string, body: SyntaxNode): Loop => {
    const { start, end } = nodeBounds(body);
    return {
      variables: left.match(/[A-Za-z_$][\w$]*/g) ?? [],
      iterable,
      body: code.slice(start, end),
      place: (from, to) => place(start + from, start + to),
    };
  };
  const field = (node: SyntaxNode, name: string): string => node.field(name)?.text() ?? '';
  if (language === 'python') {
    const statements = nodesOf(root, 'for_statement').flatMap((node) => {
      const body = node.field('body');
      const isStream = node.text().startsWith('async');
      return body === null || isStream ? [] : [loop(field(node, 'left'), field(node, 'right'), body)];
    });
    const clauses = nodesOf(root, 'for_in_clause').flatMap((clause) => {
      const whole = clause.parent();
      return whole === null || clause.text().startsWith('async')
        ? []
        : [loop(field(clause, 'left'), field(clause, 'right'), whole)];
    });
    return [...statements, ...clauses];
  }
  if (language === 'go') {
    return nodesOf(root, 'for_statement').flatMap((node) => {
      const range = node.children().find((child) => child.kind() === 'range_clause');
      const body = node.field('body');
      return range === undefined || body === null
        ? []
        : [loop(field(range, 'left'), field(range, 'right'), body)];
    });
  }
  const statements = nodesOf(root, 'for_in_statement').flatMap((node) => {
    const body = node.field('body');
    const isStream = /^for\s+await\b/.test(node.text());
    return body === null || isStream ? [] : [loop(field(node, 'left'), field(node, 'right'), body)];
  });
  const callbacks = nodesOf(root, 'call_expression').flatMap((node) => {
    const callee = node.field('function');
    const method = callee?.field('property')?.text() ?? '';
    if (!/^(?:map|forEach|flatMap)$/.test(method)) return [];
    const callback = node
      .field('arguments')
      ?.children()
      .find((child) => child.kind() === 'arrow_function' || child.kind() === 'function_expression');
    const parameters = callback?.field('parameters')?.text() ?? callback?.field('parameter')?.text() ?? '';
    const body = callback?.field('body') ?? null;
    return body === null
      ? []
      : [loop(parameters.replace(/:[^,)]*/g, ''), callee?.field('object')?.text() ?? '', body)];
  });
  return [...statements, ...callbacks];
}

const EACH =
  /\b(?:for|foreach)\s*\(?\s*(?:final\s+|var\s+|val\s+|let\s+)?(?:(\$?\w+)\s+as\s+(\$\w+)|(?:[\w<>[\],.]+\s+)?(\w+)\s*(?::|in)\s*([\w.$()]+))/g;

function bracedLoops(program: TokenProgram): Loop[] {
  const code = withBlankComments(program);
  const { tokens, partner, block } = program;
  return [...code.matchAll(EACH)].flatMap((match) => {
    const after = match.index + match[0].length;
    const open = braceAfter(tokens, after);
    const close = open === -1 ? undefined : tokens[partner[open] ?? -1];
    const start = tokens[open]?.start;
    if (start === undefined || close === undefined) return [];
    return [
      {
        variables: [match[2] ?? match[3] ?? ''],
        iterable: match[1] ?? match[4] ?? '',
        body: code.slice(start, close.end),
        place: (from: number, to: number): Span => spanInBlock(block, start + from, start + to),
      },
    ];
  });
}

const FAR = 200;

/** Index of the first opening brace soon after an offset, by binary search; -1 if there is none. */
function braceAfter(tokens: TokenProgram['tokens'], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  for (let at = low; (tokens[at]?.start ?? Infinity) < offset + FAR; at++)
    if (tokens[at]?.text === '{') return at;
  return -1;
}
