import { nodeBounds, type ParsedLanguage, type SyntaxNode } from './syntax-tree.ts';

/** How a value gets into a string. */
export type Interpolation = 'f-string' | 'template' | 'concatenation' | 'percent' | 'format';

/** A part of a string that is known only when the program runs; offsets are into the program's code. */
export interface DynamicPart {
  readonly start: number;
  readonly end: number;
  readonly how: Interpolation;
}

/** A string expression: one literal, or literals put together. Offsets are into the program's code. */
export interface CodeString {
  readonly start: number;
  readonly end: number;
  /** What the program would hold, one character for each of the code: quotes become blanks, dynamic parts `x`. */
  readonly text: string;
  readonly dynamic: readonly DynamicPart[];
  /** The function of a tagged template (`sql`), or `''`. */
  readonly tag: string;
  /** The text of the call it is the first argument of (`cursor.execute`), or `''`. */
  readonly callee: string;
  readonly isDocstring: boolean;
  readonly node: SyntaxNode;
}

const LITERALS: Readonly<Record<ParsedLanguage, readonly string[]>> = {
  python: ['string'],
  typescript: ['string', 'template_string'],
  tsx: ['string', 'template_string'],
  javascript: ['string', 'template_string'],
  go: ['interpreted_string_literal', 'raw_string_literal'],
};

const CHAINS = new Set([
  'concatenated_string',
  'binary_operator',
  'binary_expression',
  'parenthesized_expression',
]);
const CALLS = new Set(['call', 'call_expression']);

/** All string expressions of a program, in the order of the text; strings inside dynamic parts count by themselves. */
export function codeStrings(language: ParsedLanguage, code: string, root: SyntaxNode): CodeString[] {
  const found: CodeString[] = [];
  // A chain of literals is climbed once, not once a literal.
  const seen = new Set<number>();
  const literals = root.findAll({ rule: { any: LITERALS[language].map((kind) => ({ kind })) } });
  for (const literal of literals) {
    if (!seen.has(literal.id())) found.push(codeString(wholeString(literal), code, seen));
  }
  return found;
}

/** Climbs from a literal to the expression that puts it together with others. */
function wholeString(literal: SyntaxNode): SyntaxNode {
  let node = literal;
  for (let parent = node.parent(); parent !== null; parent = node.parent()) {
    const kind = String(parent.kind());
    const joins = CHAINS.has(kind) && (!kind.startsWith('binary') || isJoining(parent));
    if (!joins && !isFormatCall(parent, node)) return node;
    node = isFormatCall(parent, node) ? (parent.parent() ?? node) : parent;
  }
  return node;
}

function isJoining(node: SyntaxNode): boolean {
  const operator = node.field('operator')?.text();
  return operator === '+' || (operator === '%' && node.kind() === 'binary_operator');
}

/** True for the attribute of `"...".format(...)` of which the string is the object. */
function isFormatCall(parent: SyntaxNode, node: SyntaxNode): boolean {
  return (
    parent.kind() === 'attribute' &&
    parent.field('attribute')?.text() === 'format' &&
    parent.field('object')?.id() === node.id() &&
    parent.parent()?.kind() === 'call'
  );
}

function codeString(node: SyntaxNode, code: string, seen: Set<number>): CodeString {
  const { start, end } = nodeBounds(node);
  const text: string[] = Array.from({ length: end - start }, () => ' ');
  const dynamic: DynamicPart[] = [];
  const literal = (from: number, to: number): void => {
    for (let at = from; at < to; at++) text[at - start] = code[at] ?? ' ';
  };
  const unknown = (from: number, to: number, how: Interpolation): void => {
    for (let at = from; at < to; at++) text[at - start] = 'x';
    dynamic.push({ start: from, end: to, how });
  };
  write(node, { literal, unknown, seen });
  return {
    start,
    end,
    text: withoutEscapes(text.join('')),
    dynamic: [...dynamic, ...formatted(node, start, text.join(''))],
    tag: tagOf(node),
    callee: calleeOf(node),
    isDocstring: node.parent()?.kind() === 'expression_statement' && node.kind() === 'string',
    node,
  };
}

interface Writer {
  readonly literal: (start: number, end: number) => void;
  readonly unknown: (start: number, end: number, how: Interpolation) => void;
  readonly seen: Set<number>;
}

function write(node: SyntaxNode, writer: Writer): void {
  const { start, end } = nodeBounds(node);
  switch (node.kind()) {
    case 'string':
    case 'template_string':
      writeLiteral(node, writer);
      break;
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      writer.seen.add(node.id());
      writer.literal(start + 1, end - 1);
      break;
    case 'concatenated_string':
    case 'parenthesized_expression':
      for (const child of node.children())
        if (child.isNamed() && child.kind() !== 'comment') write(child, writer);
      break;
    case 'binary_operator':
    case 'binary_expression':
      writeJoined(node, writer);
      break;
    case 'call': {
      const object = node.field('function')?.field('object');
      if (
        object !== null &&
        object !== undefined &&
        node.field('function')?.field('attribute')?.text() === 'format'
      )
        write(object, writer);
      else writer.unknown(start, end, 'concatenation');
      break;
    }
    default:
      writer.unknown(start, end, 'concatenation');
  }
}

function writeLiteral(node: SyntaxNode, { literal, unknown, seen }: Writer): void {
  seen.add(node.id());
  const { start, end } = nodeBounds(node);
  const children = node.children();
  const open = children[0]?.kind() === 'string_start' ? nodeBounds(children[0]).end : start + 1;
  const close =
    children.at(-1)?.kind() === 'string_end' ? nodeBounds(children.at(-1) ?? node).start : end - 1;
  literal(open, close);
  for (const child of children) {
    if (child.kind() === 'interpolation')
      unknown(child.range().start.index, child.range().end.index, 'f-string');
    if (child.kind() === 'template_substitution')
      unknown(child.range().start.index, child.range().end.index, 'template');
  }
}

function writeJoined(node: SyntaxNode, writer: Writer): void {
  const [left, right] = [node.field('left'), node.field('right')];
  if (!isJoining(node)) {
    const { start, end } = nodeBounds(node);
    writer.unknown(start, end, 'concatenation');
    return;
  }
  if (left !== null) write(left, writer);
  if (right !== null && node.field('operator')?.text() === '+') write(right, writer);
}

/** The markers that `%`, `.format` and `Sprintf` fill. */
function formatted(node: SyntaxNode, start: number, text: string): DynamicPart[] {
  const isPercent =
    (node.kind() === 'binary_operator' && node.field('operator')?.text() === '%') ||
    /Sprintf?$|Errorf$/.test(calleeOf(node));
  const isFormat = node.kind() === 'call';
  if (!isPercent && !isFormat) return [];
  const marker = isPercent
    ? /%(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?[sdrifqvx]/g
    : /\{[\w.[\]]*(?:![rsa])?(?::[^{}]*)?\}/g;
  return [...text.matchAll(marker)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
    how: isPercent ? 'percent' : 'format',
  }));
}

/** Escaped line ends, tabs and quotes, one character for one. */
const withoutEscapes = (text: string): string =>
  text.replace(/\\[nrt\n]/g, '  ').replace(/\\(["'`\\])/g, (_, char: string) => ` ${char}`);

function tagOf(node: SyntaxNode): string {
  const parent = node.parent();
  if (node.kind() !== 'template_string' || parent?.kind() !== 'call_expression') return '';
  return parent.field('arguments')?.id() === node.id() ? (parent.field('function')?.text() ?? '') : '';
}

/** The function whose first argument the string is; `text("...")` counts, as does `execute(text("..."))` by its inner call. */
function calleeOf(node: SyntaxNode): string {
  const list = node.parent();
  const call = list?.parent();
  if (list === null || call === null || call === undefined || !CALLS.has(String(call.kind()))) return '';
  const first = list.children().find((child) => child.isNamed() && child.kind() !== 'comment');
  return first?.id() === node.id() ? (call.field('function')?.text() ?? '') : '';
}
