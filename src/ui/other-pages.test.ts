import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeUpRun, madeUpRun, madeUpRunFile, names } from '../../test/made-up-run.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { vouchHere } from '../../test/vouch.ts';
import { compareSides } from '../compare/compare.ts';
import { collectRun, sideOf } from '../compare/stored-run.ts';
import { renderOtherPage } from '../reports/html/html.ts';
import { comparisonPage } from '../reports/html/other-pages.ts';
import type { RunLine } from '../runs/format.ts';
import { accessibilityProblems, hasBrowser, openReport, startBrowser, WITHOUT } from './testing/browser.ts';

const TASKS = names('t', 24);
const HOSTILE = '</script><script>wasRun = true</script><img src=x onerror="wasRun = true">\u202Etxt';
const LOOKS = [
  { look: 'light', dark: false, width: 1280 },
  { look: 'dark', dark: true, width: 1280 },
  { look: 'narrow', dark: false, width: 360 },
];

describe.skipIf(!hasBrowser)(`the pages of a comparison and of a history${WITHOUT}`, () => {
  let temp: TempFolder;
  let browser: Browser;
  let comparison: string;
  let trends: string;

  beforeAll(async () => {
    temp = await tempFolder({
      'a/report.html': '<h1>the page of run a</h1>',
      ...Object.fromEntries(
        names('', 16).map((n) => [`runs/${n}/run.jsonl`, madeUpRunFile(nightOf(Number(n)))]),
      ),
    });
    browser = await startBrowser();
    comparison = temp.file('comparison.html');
    const side = async (id: string, broken: number) =>
      sideOf(await collectRun(hostileLines(runOf(id, broken)), temp.file(id)), 'careful');
    const sequential = { seed: 's', slots: 96, failFast: false };
    const found = compareSides(await side('a', 0), await side('b', 12), { sequential });
    await writeFile(comparison, renderOtherPage(comparisonPage(found)));
    const told = await vouchHere(['report', '--history', 'runs', '--reporter', 'html=trends.html'], {
      cwd: temp.path,
    });
    expect(told).toMatchObject({ code: 1, stderr: '' });
    trends = temp.file('trends.html');
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await temp?.[Symbol.asyncDispose]();
  });

  it.each(LOOKS)(
    'open without a problem, accessible and within their width, $look',
    async ({ dark, width }) => {
      for (const path of [comparison, trends]) {
        const url = pathToFileURL(path).href;
        const { page, problems, requests } = await openReport(browser, url, { dark, width });
        expect(await accessibilityProblems(page), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(
          width,
        );
        expect(problems).toEqual([]);
        expect(requests).toEqual([url]);
        await page.close();
      }
    },
    60_000,
  );

  it('show each promise with its difference and verdict, worst first, and the evidence over the rounds', async () => {
    const { page } = await openReport(browser, pathToFileURL(comparison).href);
    const rows = await page.locator('.forest tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/p1 48\/48 24\/48 −50 .* ▼ regression$/),
      expect.stringMatching(/p2 48\/48 48\/48 0 .* ✓ no worse$/),
      expect.stringMatching(/^Mean over promises −25 ▼ regression$/),
    ]);
    expect(await page.locator('.course svg').getAttribute('aria-label')).toMatch(
      /^After 48 comparisons the strongest evidence of a drop is p1 /,
    );
    await page.close();
  });

  it('link a flipped task to both answers, and run nothing that a model wrote', async () => {
    const { page, problems } = await openReport(browser, pathToFileURL(comparison).href);
    const first = page.locator('.flipped tbody tr').first();
    expect(await first.locator('a').getAttribute('href')).toBe(
      `${pathToFileURL(temp.file('a/report.html')).href}#/trials/careful/t1/1?promise=p1`,
    );
    expect(await first.locator('td').last().innerText()).toContain(
      'broken </script><script>wasRun = true</script><img src=x onerror="wasRun = true">U+202Etxt',
    );
    expect(await page.evaluate(() => 'wasRun' in globalThis)).toBe(false);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('tell first what changed since the night before, then a line for each promise that breaks where it must', async () => {
    const { page } = await openReport(browser, pathToFileURL(trends).href);
    expect(await page.locator('main h2').first().innerText()).toBe('2026-10-16, since the night before');
    expect(await page.locator('.last-night li').first().innerText()).toMatch(
      /^▼ Alarm careful · p1: kept 192\/192 \(100 %\) before, 12\/24 \(50 %\) last night\./,
    );
    const line = page.locator('.trend-plot svg').first();
    expect(await line.getAttribute('aria-label')).toBe(
      '100 % on 2026-10-01, 50 % on 2026-10-16; the line breaks on 2026-10-08.',
    );
    expect(await line.locator('.trend-line').count()).toBe(2);
    expect(await line.locator('.trend-alarm').count()).toBe(1);
    expect(await page.locator('main table').last().innerText()).toContain(
      'its prompt changed (first → second)',
    );
    await page.getByLabel('Find a promise').fill('P2');
    await page.waitForURL(/q=P2/);
    await expect.poll(() => page.locator('.trend tbody tr').count()).toBe(1);
    expect(await page.getByLabel('Find a promise').inputValue()).toBe('P2');
    await page.close();
  });
});

/** `careful` keeps p2 always, and breaks p1 on the first so many tasks. */
function runOf(id: string, broken: number, header: MadeUpRun['header'] = {}): MadeUpRun {
  return {
    id,
    agents: ['careful'],
    tasks: TASKS,
    repeats: id === 'a' || id === 'b' ? 4 : 1,
    promises: ['p1', 'p2'],
    verdict: ({ promise, task }) => (promise === 'p1' && TASKS.indexOf(task) < broken ? 'broken' : 'kept'),
    header,
  };
}

/** Night 16 of October breaks p1 on half of the tasks; the prompt changed on night 8. */
function nightOf(n: number): MadeUpRun {
  const day = `2026-10-${String(n).padStart(2, '0')}`;
  const agent = {
    id: 'careful',
    path: 'agents/careful.md',
    name: 'careful',
    model: 'm',
    prompt: 'p',
    promptLine: 1,
    promptHash: n < 8 ? 'first' : 'second',
    fileHash: 'f',
    promises: [{ id: 'p1', lines: [3] }],
  };
  return runOf(day, n === 16 ? 12 : 0, { startedAt: `${day}T03:00:00.000Z`, agents: [agent] });
}

function hostileLines(run: MadeUpRun): RunLine[] {
  return madeUpRun(run).map((line) =>
    line.type === 'scored'
      ? { ...line, verdicts: line.verdicts.map((found) => ({ ...found, why: HOSTILE })) }
      : line,
  );
}
