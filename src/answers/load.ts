/** Loads the parsers that need a moment (PostgreSQL's, as WebAssembly); call once before answers are scored. */
export async function loadParsers(): Promise<void> {
  const { loadModule } = await import('libpg-query');
  await loadModule();
}
