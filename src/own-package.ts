import { readFileSync } from 'node:fs';

/** Where the code stands: `src/` in a checkout, `dist/` in the published package, which is built into few files. */
export const CODE = new URL('./', import.meta.url);

/** The folder of this package; both `src/` and `dist/` stand in it. */
export const PACKAGE = new URL('../', CODE);

/** Version of this package, and what is installed beside it. */
export function ownPackage(): { readonly version: string; readonly dependencies: Record<string, string> } {
  const text = readFileSync(new URL('package.json', PACKAGE), 'utf8');
  return JSON.parse(text) as { version: string; dependencies: Record<string, string> };
}
