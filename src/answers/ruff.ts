import type * as Ruff from '@astral-sh/ruff-wasm-nodejs';
import { createRequire } from 'node:module';
import type { CodeBlock } from './answer.ts';
import { lineOffsets } from './lines.ts';
import { isTooDeep } from './nesting.ts';
import { leaveWebAssemblyPlain } from './web-assembly.ts';
import { oncePer } from './once.ts';

/** One finding of Ruff; offsets are UTF-16 offsets into the code. */
export interface RuffDiagnostic {
  /** The name of a rule, such as `line-too-long`, or `invalid-syntax`. */
  readonly rule: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** `undefined-name`, calls that block `async` functions, and PEP 8. */
const RULES = [
  'F821',
  'ASYNC210',
  'ASYNC212',
  'ASYNC220',
  'ASYNC221',
  'ASYNC222',
  'ASYNC230',
  'ASYNC251',
  'E',
  'W',
  'N',
];
const LINE_LENGTH = 100;

const workspaces = new Map<string, Ruff.Workspace>();

/** Rules on blanks are called preview by Ruff; with them, all rules go by their names. */
function workspaceFor(rules: readonly string[]): Ruff.Workspace {
  const key = rules.join();
  const known = workspaces.get(key);
  if (known !== undefined) return known;
  const ruff = loadRuff();
  const workspace = new ruff.Workspace(
    { 'target-version': 'py313', 'line-length': LINE_LENGTH, lint: { select: rules, preview: true } },
    ruff.PositionEncoding.Utf16,
  );
  workspaces.set(key, workspace);
  return workspace;
}

/** Ten megabytes of WebAssembly, loaded when the first Python is checked. */
function loadRuff(): typeof Ruff {
  leaveWebAssemblyPlain();
  return createRequire(import.meta.url)('@astral-sh/ruff-wasm-nodejs') as typeof Ruff;
}

interface Location {
  readonly row: number;
  readonly column: number;
}

/**
 * Checks Python code by Ruff for Python 3.13, by all rules at once: reading the code costs more than any of them. Keep code that
 * `isTooDeep` away from it.
 */
export function ruffDiagnostics(code: string, rules: readonly string[] = RULES): RuffDiagnostic[] {
  const lines = lineOffsets(code);
  const offset = ({ row, column }: Location): number => (lines[row - 1] ?? code.length) + column - 1;
  const found: Ruff.Diagnostic[] = workspaceFor(rules).check(code);
  return found.map((one) => ({
    rule: one.code ?? 'invalid-syntax',
    message: one.message,
    start: offset(one.start_location),
    end: offset(one.end_location),
  }));
}

/** What Ruff finds in a block as it stands, looked for once; nothing in one that is too deep for it. */
export const ruffOf = oncePer((block: CodeBlock): readonly RuffDiagnostic[] =>
  isTooDeep(block.code) ? [] : ruffDiagnostics(block.code),
);

const PROBE = '\ndef _probe(argument): ...\n';

/**
 * True if the code is grammatical Python: Ruff then goes on to the rules, and finds a missing annotation after it, even where
 * it has called something else (a `return` outside functions) invalid syntax.
 */
export const isPython = (code: string): boolean =>
  ruffDiagnostics(code + PROBE, ['ANN001']).some(
    ({ rule, start }) => rule !== 'invalid-syntax' && start > code.length,
  );

/** `isPython` for a whole block. */
export const isPythonBlock = (block: CodeBlock): boolean =>
  ruffOf(block).every(({ rule }) => rule !== 'invalid-syntax') || isPython(block.code);
