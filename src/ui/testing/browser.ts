import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type * as Axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const BROWSER = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place));

/** False on a machine without a browser, where the tests of the page are skipped. In CI they fail instead. */
export const hasBrowser = BROWSER !== undefined || process.env['CI'] !== undefined;

/** What a skipped test file is called by. */
export const WITHOUT = hasBrowser ? '' : ` (skipped: no Chromium at ${PLACES.join(', ')}; set CHROMIUM)`;

/** Starts a browser that calls nobody. */
export function startBrowser(): Promise<Browser> {
  if (BROWSER === undefined)
    throw new Error(`no Chromium at ${PLACES.join(', ')}; install it, or set CHROMIUM`);
  const quiet = ['quic', 'background-networking', 'component-update', 'sync'];
  return chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet.map((part) => `--disable-${part}`)],
  });
}

/** A page under watch. */
export interface Watched {
  readonly page: Page;
  /** Console errors and warnings, exceptions, dialogs. */
  readonly problems: string[];
  /** Addresses that were asked for. */
  readonly requests: string[];
}

/** Opens an address in a fresh profile and waits until the report is there. */
export async function openReport(
  browser: Browser,
  url: string,
  { width = 1280, dark = false }: { width?: number; dark?: boolean } = {},
): Promise<Watched> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('dialog', async (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await page.locator('main h2').first().waitFor();
  return { page, problems, requests };
}

/** Goes to another place of the same page, which has drawn it then. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(
    (to) =>
      new Promise<void>((resolve) => {
        if (location.hash === to) return resolve();
        // The page hears of the change first and draws before the next task.
        addEventListener('hashchange', () => setTimeout(resolve), { once: true });
        location.hash = to;
      }),
    hash,
  );
  await page.locator('main h2').first().waitFor();
}

/** What axe-core finds against WCAG 2.2 AA: rule and elements. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // Evaluated by the debugger: the page's own policy lets no further script in.
  await page.evaluate(await readFile(axe, 'utf8'));
  const options: Axe.RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof Axe }).axe.run(document, options),
    options,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
