import { readFile } from 'node:fs/promises';
import { CODE } from '../../own-package.ts';

/** In the published package; a checkout has none. */
const BUILT = new URL('page.html', CODE);
const BUILDER = new URL('ui/build/build-page.ts', CODE);

let template: Promise<string> | undefined;

/**
 * The HTML page without data. A checkout builds it from `src/ui` when it is first needed and whenever a source has
 * changed.
 */
export function loadTemplate(): Promise<string> {
  template ??= readFile(BUILT, 'utf8').catch(buildTemplate);
  return template;
}

/** The Content-Security-Policy that the page names: what may run is told by its hash. */
export async function pagePolicy(): Promise<string> {
  return /Content-Security-Policy" content="([^"]+)"/.exec(await loadTemplate())?.[1] ?? "default-src 'none'";
}

async function buildTemplate(): Promise<string> {
  const { cachedPage } = (await import(BUILDER.href)) as { cachedPage(): Promise<string> };
  return cachedPage();
}
