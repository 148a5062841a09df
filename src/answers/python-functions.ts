import { nodeBounds, nodesOf, type SyntaxNode } from './syntax-tree.ts';

/** A parameter as its function declares it. */
export interface PythonParameter {
  /** Without stars. */
  readonly name: string;
  readonly kind: 'plain' | 'args' | 'kwargs';
  readonly annotated: boolean;
  /** The annotation as written; `''` without one. */
  readonly type: string;
}

/** A function or method of the Python code; offsets are into the joined source. */
export interface PythonFunction {
  readonly name: string;
  /** Without `self` and `cls`. */
  readonly parameters: readonly PythonParameter[];
  readonly returnAnnotated: boolean;
  readonly isAsync: boolean;
  /** Directly in the body of a class. */
  readonly isMethod: boolean;
  /** A test, a fixture, or inside one. */
  readonly isTest: boolean;
  /** Texts of the decorators without `@`, in order. */
  readonly decorators: readonly string[];
  /** Name of the nearest class around it; undefined outside classes. */
  readonly enclosingClass: string | undefined;
  /** From `def` or `async` to the colon. */
  readonly start: number;
  readonly end: number;
}

const PARAMETERS = new Set([
  'identifier',
  'typed_parameter',
  'default_parameter',
  'typed_default_parameter',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'tuple_pattern',
]);

/** All functions and methods of a Python tree, nested ones too, in the order of the text. */
export function pythonFunctions(root: SyntaxNode): PythonFunction[] {
  return nodesOf(root, 'function_definition').map(functionOf);
}

function functionOf(node: SyntaxNode): PythonFunction {
  const name = node.field('name')?.text() ?? '';
  const decorators = decoratorsOf(node);
  const scopes = scopesOf(node);
  const isMethod = scopes[0]?.kind() === 'class_definition';
  const enclosing = scopes.find((scope) => scope.kind() === 'class_definition');
  const all = (node.field('parameters')?.children() ?? []).filter((child) =>
    PARAMETERS.has(String(child.kind())),
  );
  const isBound = isMethod && !decorators.some((text) => /^staticmethod\b/.test(text));
  const { start } = nodeBounds(node);
  const body = node.field('body');
  return {
    name,
    parameters: (isReceiver(all[0], isBound) ? all.slice(1) : all).map(parameterOf),
    returnAnnotated: node.field('return_type') !== null,
    isAsync: node.children()[0]?.kind() === 'async',
    isMethod,
    isTest: isTest(name, decorators) || scopes.some(isTestScope),
    decorators,
    enclosingClass: enclosing?.field('name')?.text(),
    start,
    end:
      node
        .children()
        .findLast((child) => child.kind() === ':')
        ?.range().end.index ?? (body === null ? start : nodeBounds(body).start),
  };
}

/** A method may stand alone in a snippet, and bound tasks take `self` outside classes. */
const isReceiver = (first: SyntaxNode | undefined, isBound: boolean): boolean =>
  first?.kind() === 'identifier' && (isBound || /^(?:self|cls)$/.test(first.text()));

function parameterOf(node: SyntaxNode): PythonParameter {
  const kind = String(node.kind());
  const named = kind === 'typed_parameter' ? (node.children()[0] ?? node) : (node.field('name') ?? node);
  const text = named.text();
  return {
    name: text.replace(/^\*+/, ''),
    kind: text.startsWith('**') ? 'kwargs' : text.startsWith('*') ? 'args' : 'plain',
    annotated: kind === 'typed_parameter' || kind === 'typed_default_parameter',
    type: node.field('type')?.text() ?? '',
  };
}

function decoratorsOf(node: SyntaxNode): string[] {
  const parent = node.parent();
  if (parent?.kind() !== 'decorated_definition') return [];
  return parent
    .children()
    .filter((child) => child.kind() === 'decorator')
    .map((child) => child.text().replace(/^@\s*/, ''));
}

/** The functions and classes around a node, innermost first. */
function scopesOf(node: SyntaxNode): SyntaxNode[] {
  return node
    .ancestors()
    .filter(
      (ancestor) => ancestor.kind() === 'class_definition' || ancestor.kind() === 'function_definition',
    );
}

const isTest = (name: string, decorators: readonly string[]): boolean =>
  /^test_|^test$/.test(name) ||
  decorators.some((text) => /^(?:pytest(?:_asyncio)?\.)?(?:fixture|mark)\b/.test(text));

function isTestScope(scope: SyntaxNode): boolean {
  const name = scope.field('name')?.text() ?? '';
  if (scope.kind() === 'function_definition') return isTest(name, decoratorsOf(scope));
  return /^Test(?:[A-Z_]|$)/.test(name) || /\bTestCase\b/.test(scope.field('superclasses')?.text() ?? '');
}
