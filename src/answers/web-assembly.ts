import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from optimising what runs often of WebAssembly, for the whole process; to be called before a parser is loaded. For
 * Ruff and PostgreSQL's parser that takes 300 MB each, and more time than it saves in some ten thousand answers. A flag that is
 * set back after loading has no effect: V8 looks at it whenever a function is first called.
 */
export function leaveWebAssemblyPlain(): void {
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}
