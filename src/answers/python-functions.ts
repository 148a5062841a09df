import { pythonScopes, type PythonScope } from './python-scopes.ts';
import { indexOutside } from './tokens/outside.ts';
import type { Program } from './tokens/program.ts';

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

/** All functions and methods of a Python program, nested ones too, in the order of the text. */
export function pythonFunctions(program: Program): PythonFunction[] {
  const { tokens } = program;
  const tests = new Set<PythonScope>();
  const classOf = new Map<PythonScope, string | undefined>();
  return pythonScopes(program).flatMap((scope): PythonFunction[] => {
    const { kind, name, decorators, outer } = scope;
    const isTest = (outer !== undefined && tests.has(outer)) || isTestScope(program, scope);
    if (isTest) tests.add(scope);
    const enclosingClass = outer && classOf.get(outer);
    classOf.set(scope, kind === 'class' ? name : enclosingClass);
    if (kind === 'class') return [];
    const isMethod = outer?.kind === 'class';
    return [
      {
        name,
        parameters: parametersOf(program, scope),
        returnAnnotated: tokens[scope.close + 1]?.text === '->',
        isAsync: tokens[scope.head]?.text === 'async',
        isMethod,
        isTest,
        decorators,
        enclosingClass,
        start: tokens[scope.head]?.start ?? 0,
        end: tokens[scope.colon]?.end ?? 0,
      },
    ];
  });
}

/** A method may stand alone in a snippet, and bound tasks take `self` outside classes. */
function isReceiver(
  { name, kind, annotated, hasDefault }: Declared,
  { decorators, outer }: PythonScope,
): boolean {
  if (kind !== 'plain' || annotated || hasDefault) return false;
  const isBound = outer?.kind === 'class' && !decorators.some((text) => /^staticmethod\b/.test(text));
  return isBound || name === 'self' || name === 'cls';
}

type Declared = PythonParameter & { readonly hasDefault: boolean };

function parametersOf(program: Program, scope: PythonScope): PythonParameter[] {
  const { open, close } = scope;
  const found: Declared[] = [];
  for (let from = open + 1; from < close;) {
    const comma = indexOutside(program, /^,$/, from, close - 1);
    const last = comma === -1 ? close - 1 : comma - 1;
    const parameter = parameterIn(program, from, last);
    if (parameter !== undefined) found.push(parameter);
    from = last + 2;
  }
  const [first] = found;
  const own = first !== undefined && isReceiver(first, scope) ? found.slice(1) : found;
  return own.map(({ name, kind, annotated, type }) => ({ name, kind, annotated, type }));
}

/** Bare `*` and `/` only part the parameters around them. */
function parameterIn(program: Program, first: number, last: number): Declared | undefined {
  const { tokens, code } = program;
  const star = tokens[first]?.text ?? '';
  const at = star === '*' || star === '**' ? first + 1 : first;
  const name = tokens[at];
  if (name?.kind !== 'word' || at > last) return undefined;
  const equals = indexOutside(program, /^=$/, at + 1, last);
  const annotated = tokens[at + 1]?.text === ':' && at < last;
  const end = equals === -1 ? last : equals - 1;
  return {
    name: name.text,
    kind: star === '*' ? 'args' : star === '**' ? 'kwargs' : 'plain',
    annotated,
    hasDefault: equals !== -1,
    type: annotated ? code.slice(tokens[at + 2]?.start, tokens[end]?.end) : '',
  };
}

function isTestScope(
  { code, tokens }: Program,
  { kind, name, decorators, open, close }: PythonScope,
): boolean {
  if (kind === 'class') {
    const bases = open === -1 ? '' : code.slice(tokens[open]?.start, tokens[close]?.end);
    return /^Test(?:[A-Z_]|$)/.test(name) || /\bTestCase\b/.test(bases);
  }
  return (
    /^test_|^test$/.test(name) ||
    decorators.some((text) => /^(?:pytest(?:_asyncio)?\.)?(?:fixture|mark)\b/.test(text))
  );
}
