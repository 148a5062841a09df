import { readFileSync } from 'node:fs';

/** Version and dependencies of this package; both `src/` and `dist/` stand beside its package.json. */
export function ownPackage(): { readonly version: string; readonly dependencies: Record<string, string> } {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return JSON.parse(text) as { version: string; dependencies: Record<string, string> };
}
