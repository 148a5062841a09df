import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPageData } from '../reports/html/build-page-data.ts';
import { pageParts } from '../reports/html/html.ts';
import type { PageData, PageTranscript } from '../reports/html/page-data.ts';
import { servePage } from '../reports/html/serve.ts';
import { readReported } from '../reports/report-of.ts';
import type { Report } from '../reports/report.ts';
import {
  accessibilityProblems,
  goTo,
  hasBrowser,
  openReport,
  startBrowser,
  type Watched,
  WITHOUT,
} from './testing/browser.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { vouchHere } from '../../test/vouch.ts';

const VIEWS = [
  '#/matrix',
  '#/coverage/api-first?line=36',
  '#/coverage/supabase-ml?only=unchecked',
  '#/trials',
  '#/trials/api-first/profile-update/1?promise=tests-included',
  '#/trials/api-first/profile-update/1?beside=generalist&evidence=all',
  '#/trust',
];

describe.skipIf(!hasBrowser)(`the HTML report of the bundled run${WITHOUT}`, () => {
  let temp: TempFolder;
  let folder: string;
  let url: string;
  let browser: Browser;
  let report: Watched;

  beforeAll(async () => {
    temp = await tempFolder();
    const { stdout } = await vouchHere(['run', 'backend', '--output', temp.path, '--no-progress']);
    const path = stdout.trim().split('\n').at(-1) ?? '';
    folder = join(path, '..');
    url = pathToFileURL(path).href;
    browser = await startBrowser();
    report = await openReport(browser, url);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await temp?.[Symbol.asyncDispose]();
  });

  const storedReport = async (): Promise<Report> =>
    JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as Report;

  it.each([
    { look: 'light', dark: false, width: 1280 },
    { look: 'dark', dark: true, width: 1280 },
    { look: 'narrow', dark: false, width: 360 },
  ])(
    'shows every view without a problem, accessible and within its width, $look',
    async ({ dark, width }) => {
      const { page, problems, requests } = await openReport(browser, url, { dark, width });
      for (const view of VIEWS) {
        await goTo(page, view);
        expect(await accessibilityProblems(page), view).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(
          width,
        );
      }
      expect(problems).toEqual([]);
      expect(requests).toEqual([url]);
      await page.close();
    },
    120_000,
  );

  it('shows in the matrix the rates that the report counted, and opens the trials behind them', async () => {
    const { page } = report;
    const { cells } = await storedReport();
    await goTo(page, '#/matrix');
    for (const { agent, promise, rate, kept, broken } of cells
      .filter((cell) => cell.rate !== null)
      .slice(0, 30)) {
      const cell = page.locator(`a.cell[href^="#/trials?variant=${agent}&promise=${promise}"]`);
      expect(await cell.locator('.rate').innerText()).toBe(
        `${Math.round((rate ?? 0) * 100)} % ${kept}/${kept + broken}`,
      );
    }
    const worst = cells.find(({ broken }) => broken > 1);
    await page
      .locator(`a.cell[href*="variant=${worst?.agent}&promise=${worst?.promise}&verdict=broken"]`)
      .click();
    await page.getByRole('heading', { name: 'Trials', exact: true }).waitFor();
    await expect.poll(() => page.locator('.trial-table tbody tr').count()).toBe(worst?.broken);
  });

  it('sorts the matrix by a variant, worst first, and says so to screen readers', async () => {
    const { page } = report;
    await goTo(page, '#/matrix');
    await page.getByRole('button', { name: 'generalist' }).click();
    await page.locator('th[aria-sort="ascending"]', { hasText: 'generalist' }).waitFor();
    const rates = await page.locator('tbody:nth-of-type(2) tr td:nth-of-type(3) .rate b').allInnerTexts();
    const numbers = rates.map((text) => Number.parseInt(text, 10));
    expect(numbers.length).toBeGreaterThan(3);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await page.getByRole('button', { name: 'generalist' }).click();
    await page.locator('th[aria-sort="descending"]', { hasText: 'generalist' }).waitFor();
  });

  it('finds a promise by its words and keeps the search in the address', async () => {
    const { page } = report;
    await goTo(page, '#/matrix');
    await page.getByLabel('Find a promise').fill('type hints');
    await page.waitForURL(/q=type\+hints/);
    await expect.poll(() => page.locator('tbody tr:not(.group)').count()).toBe(1);
    const again = await openReport(browser, page.url());
    expect(await again.page.locator('tbody tr:not(.group) th').innerText()).toContain(
      'Python functions carry type hints',
    );
    await again.page.close();
  });

  it('shows the prompt byte for byte, with counts beside its promises and unchecked lines told apart', async () => {
    const { page } = report;
    await goTo(page, '#/coverage/api-first');
    const file = await readFile('agents/api-first.md', 'utf8');
    const shown = await page.locator('.line-text code').allTextContents();
    expect(file.endsWith(shown.join('\n'))).toBe(true);
    const { cells, agents } = await storedReport();
    const limits = agents
      .find(({ id }) => id === 'api-first')
      ?.promises.find(({ id }) => id === 'rate-limits');
    const cell = cells.find(({ agent, promise }) => agent === 'api-first' && promise === 'rate-limits');
    const line = page.locator('tr.line', { has: page.locator(`th:text-is("${limits?.lines[0]}")`) });
    expect(await line.locator('.line-figures').innerText()).toBe(
      `${cell?.kept}/${(cell?.kept ?? 0) + (cell?.broken ?? 0)}`,
    );
    expect(await page.locator('tr.unchecked').count()).toBeGreaterThan(5);
    expect(await page.locator('tr.unchecked .line-count').first().innerText()).toBe('unchecked');
  });

  it('opens the trials of a line, and one of them with its evidence marked', async () => {
    const { page } = report;
    await goTo(page, '#/coverage/api-first');
    await page.locator('tr.line.seldom .line-count button').first().click();
    const link = page.locator('.trial-links a', { has: page.locator('.verdict-broken') }).first();
    const task = await link.innerText();
    await link.click();
    await page.locator('.conversation').waitFor();
    expect(page.url()).toContain(task.replace('✕', '').replace('broken', '').trim());
    expect(await page.locator('.verdicts .chosen .verdict-why p').innerText()).not.toBe('');
  });

  it('shows the evidence of a trial at once, and on the way back the place that a link led away from', async () => {
    const { page } = await openReport(browser, `${url}#/trials?promise=frontend-guide&verdict=broken`);
    const isInView = (place: Locator): Promise<boolean> =>
      place.first().evaluate((element) => {
        const { top } = element.getBoundingClientRect();
        return top >= 0 && top < innerHeight;
      });
    await page.setViewportSize({ width: 1280, height: 400 });
    const last = page.locator('.trial-table tbody tr').last();
    expect(await isInView(last)).toBe(false);
    await last.locator('th a').click();
    await expect.poll(() => isInView(page.locator('.evidence-active'))).toBe(true);
    await page.goBack();
    await expect.poll(() => isInView(last)).toBe(true);
    await page.getByRole('link', { name: 'Trust' }).click();
    await page.locator('#scorers-title').waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.close();
  });

  it('marks of every verdict the text that its evidence points at', async () => {
    const { page } = report;
    const [data, transcripts] = (await page.evaluate(() =>
      ['vouch-data', 'vouch-transcripts'].map(
        (id) => JSON.parse(document.getElementById(id)?.textContent ?? '') as unknown,
      ),
    )) as [PageData, [number, PageTranscript][]];
    const wrong: string[] = [];
    let places = 0;
    for (const [index, { turns, verdicts }] of transcripts.slice(0, 8)) {
      const trial = data.trials[index];
      const agent = data.report.agents[trial?.agent ?? 0]?.id;
      const task = data.tasks[trial?.task ?? 0]?.id;
      for (const { promise, evidence } of verdicts.filter((verdict) => verdict.evidence.length > 0)) {
        await goTo(page, `#/trials/${agent}/${task}/1?promise=${promise}`);
        const marked = (await page.locator('.evidence-active').allTextContents()).map(letters);
        for (const { turn, start, end } of evidence) {
          places++;
          // Of the source only marks of Markdown may be missing in what is shown.
          const pointed = letters(turns[turn - 1]?.assistant.slice(start, end) ?? '');
          if (
            !marked.join('').includes(pointed) &&
            !marked.some((text) => text !== '' && pointed.includes(text))
          )
            wrong.push(`${agent} ${task} ${promise}: ${pointed.slice(0, 60)}`);
        }
      }
    }
    expect(places).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  }, 120_000);

  it('filters trials by variant, promise, verdict, kind and text', async () => {
    const { page } = report;
    await goTo(page, '#/trials');
    const rows = page.locator('.trial-table tbody tr');
    const count = page.getByRole('status');
    expect(await count.innerText()).toBe('60 of 60 trials');
    await page.getByLabel('Variant').selectOption('supabase-ml');
    await count.filter({ hasText: /^12 of 60/ }).waitFor();
    await page.getByLabel('Kind of task').selectOption({ index: 1 });
    await expect.poll(() => rows.count()).toBeLessThan(12);
    await page.getByRole('link', { name: 'Clear' }).click();
    await page.getByLabel('Promise').selectOption('parameterized-queries');
    await page.getByLabel('Verdict').selectOption('not-applicable');
    await expect
      .poll(async () => new Set(await page.locator('.trial-table td .verdict').allInnerTexts()))
      .toEqual(new Set(['○\nnot applicable']));
    expect(page.url()).toMatch(/#\/trials\?promise=parameterized-queries&verdict=not-applicable$/);
    await page.getByRole('link', { name: 'Clear' }).click();
    await page.getByLabel('Find in tasks and answers').fill('NoSuchWordAnywhere');
    await page.getByText('No trial fits these filters.').waitFor();
  });

  it('puts two variants of one task side by side, promises on which they differ first', async () => {
    const { page } = report;
    await goTo(page, '#/trials/api-first/profile-update/1');
    await page.getByLabel('Beside it').selectOption('generalist');
    await expect.poll(() => page.locator('.beside h3').allInnerTexts()).toEqual(['api-first', 'generalist']);
    expect(await page.locator('.both tbody tr').first().innerText()).toContain('differs');
  });

  it('can be gone through by keyboard', async () => {
    const { page } = await openReport(browser, url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await page.getByRole('link', { name: 'Prompt coverage' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.prompt').waitFor();
    const count = page.locator('.line-count button').first();
    await count.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => count.getAttribute('aria-expanded')).toBe('true');
    await page.close();
  });

  it('says where a transcript is that the page has no room for', async () => {
    const run = await readReported(folder);
    const path = temp.file('small.html');
    await writeFile(path, pageParts(await buildPageData(run, { budget: 30_000 })));
    const { page, problems } = await openReport(browser, `${pathToFileURL(path).href}#/trials`);
    await page.getByText(/This page holds \d of 60 transcripts/).waitFor();
    await goTo(page, '#/trials/api-first/team-chat/1');
    await page.getByText('This transcript is not in the page.').waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('finds the same in answers, served or from its file', async () => {
    const server = await servePage(folder, await readReported(folder), { port: 0 });
    const search = '#/trials?q=alembic';
    const found = async (at: string): Promise<string> => {
      const { page } = await openReport(browser, at + search);
      const count = await page.getByRole('status').innerText();
      await page.close();
      return count;
    };
    try {
      expect(await found(server.url)).toBe(await found(url));
      expect(await found(url)).not.toMatch(/^0 /);
    } finally {
      await server.close();
    }
  });

  it('is served with the transcripts that the page leaves out, to its own name only', async () => {
    const server = await servePage(folder, await readReported(folder), { port: 0, budget: 100_000 });
    try {
      const { page, problems, requests } = await openReport(browser, server.url);
      await goTo(page, '#/trials');
      const all = await page
        .locator('.trial-table tbody a:first-child')
        .evaluateAll((links) =>
          links.map((link) => link.getAttribute('href') ?? '').filter((href) => !href.includes('?')),
        );
      for (const href of all) {
        await goTo(page, href);
        await page.locator('.conversation .message').first().waitFor();
      }
      expect(requests.some((request) => /\/trials\/\d+\.json$/.test(request))).toBe(true);
      expect(requests.every((request) => request.startsWith(server.url))).toBe(true);
      expect(problems).toEqual([]);
      await page.close();
    } finally {
      await server.close();
    }
  }, 60_000);
});

function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '');
}
