import { leaveWebAssemblyPlain } from './web-assembly.ts';

let loading: Promise<void> | undefined;

/** Loads PostgreSQL's parser (WebAssembly), once; what judges SQL by it awaits this first. */
export function loadParsers(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  leaveWebAssemblyPlain();
  const { loadModule } = await import('libpg-query');
  await loadModule();
}
