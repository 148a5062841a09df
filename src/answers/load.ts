let loading: Promise<void> | undefined;

/**
 * Loads the parsers that need a moment (PostgreSQL's, as WebAssembly), once; to be awaited before answers are parsed or
 * scored.
 */
export function loadParsers(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const { loadModule } = await import('libpg-query');
  await loadModule();
}
