import { PositionEncoding, Workspace, type Diagnostic } from '@astral-sh/ruff-wasm-nodejs';
import { lineOffsets } from './lines.ts';

/** One finding of Ruff; offsets are UTF-16 offsets into the code. */
export interface RuffDiagnostic {
  /** A rule such as `F821` (with preview rules its name), or `invalid-syntax`. */
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** ANN: missing annotations. F821: undefined names. S608: SQL by string building. E9: syntax. */
const RULES = ['ANN', 'F821', 'S608', 'E9'];

interface Location {
  readonly row: number;
  readonly column: number;
}

/** How Ruff is to look at the code. */
export interface RuffOptions {
  /** In characters. */
  readonly lineLength?: number;
  /** Adds the rules that Ruff calls preview (as those on blanks are); rules then go by name, `line-too-long`. */
  readonly preview?: boolean;
}

const workspaces = new Map<string, Workspace>();

/**
 * Checks Python code by Ruff for Python 3.13; code that does not parse gives nothing but `invalid-syntax`. Keep code that
 * `isTooDeep` away from it.
 */
export function ruffDiagnostics(
  code: string,
  rules: readonly string[] = RULES,
  options: RuffOptions = {},
): RuffDiagnostic[] {
  const workspace = workspaceFor(rules, options);
  const lines = lineOffsets(code);
  const offset = ({ row, column }: Location): number => (lines[row - 1] ?? code.length) + column - 1;
  const found: Diagnostic[] = workspace.check(code);
  return found.map((one) => ({
    code: one.code ?? 'invalid-syntax',
    message: one.message,
    start: offset(one.start_location),
    end: offset(one.end_location),
  }));
}

function workspaceFor(
  rules: readonly string[],
  { lineLength = 88, preview = false }: RuffOptions,
): Workspace {
  const key = `${rules.join()} ${lineLength} ${preview}`;
  const known = workspaces.get(key);
  if (known !== undefined) return known;
  const workspace = new Workspace(
    { 'target-version': 'py313', 'line-length': lineLength, lint: { select: rules, preview } },
    PositionEncoding.Utf16,
  );
  workspaces.set(key, workspace);
  return workspace;
}

const PROBE = '\ndef _probe(argument): ...\n';

/** True if the code is grammatical Python: Ruff then goes on to the rules, and finds a missing annotation after it. */
export function isPython(code: string): boolean {
  return ruffDiagnostics(code + PROBE).some(
    ({ code: rule, start }) => rule === 'ANN001' && start > code.length,
  );
}
