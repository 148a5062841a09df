import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeUpRun, type MadeUpRun, names } from '../../test/made-up-run.ts';
import { reportedRun } from '../../test/reported-run.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { buildPageData } from '../reports/html/build-page-data.ts';
import { pageParts } from '../reports/html/html.ts';
import type { RunLine } from '../runs/format.ts';
import { goTo, hasBrowser, openReport, startBrowser, WITHOUT } from './testing/browser.ts';

const RUN: MadeUpRun = {
  id: 'r',
  agents: ['begun', 'waiting'],
  tasks: names('t', 3),
  promises: ['types', 'tests'],
  made: { begun: ['types', 'tests'], waiting: ['types'] },
  answer: ({ agent, task }) => `${agent} says Quokka of ${task}`,
  verdict: ({ task }) => (task === 't1' ? 'broken' : 'kept'),
};

describe.skipIf(!hasBrowser)(`the page of a run that lacks something${WITHOUT}`, () => {
  let temp: TempFolder;
  let browser: Browser;

  beforeAll(async () => {
    temp = await tempFolder();
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await temp?.[Symbol.asyncDispose]();
  });

  async function open(run: readonly RunLine[], budget?: number) {
    const reported = await reportedRun(run);
    const path = temp.file('page.html');
    await writeFile(path, pageParts(await buildPageData(reported, budget === undefined ? {} : { budget })));
    return openReport(browser, pathToFileURL(path).href);
  }

  it('tells a promise that no trial was judged by from one that was not made', async () => {
    const { page } = await open(
      madeUpRun(RUN).filter((line) => !('agent' in line) || line.agent !== 'waiting'),
    );
    const cell = (row: string) => page.locator('tr', { hasText: row }).locator('td').last();
    expect(await cell('Title of types').innerText()).toContain('promised, but not judged');
    expect(await cell('Title of tests').innerText()).toContain('not promised');
    await page.close();
  });

  it('says how it ended in the words of the other reports', async () => {
    const { page } = await open([
      ...madeUpRun({ ...RUN, header: { trials: 60 } }),
      { type: 'ended', at: '2026-11-21T05:00:00.000Z', reason: 'decided' },
    ]);
    await goTo(page, '#/trust');
    await page.getByText('Decided early: 6 of 60 trials were enough.').waitFor();
    await page.close();
  });

  it('says neither of an answer that it does not hold that it promises nothing, nor that it was searched', async () => {
    const { page } = await open(madeUpRun(RUN), 600);
    await goTo(page, '#/trials/begun/t2/1?beside=waiting&promise=types');
    expect(await page.locator('.why').allInnerTexts()).toEqual(['', '']);
    await goTo(page, '#/trials/begun/t2/1?beside=waiting&promise=tests');
    expect(await page.locator('.why').allInnerTexts()).toEqual(['', 'Does not promise this.']);
    await goTo(page, '#/trials?q=quokka');
    await page.getByText('in the answers that this page has: 1 of 6 transcripts.').waitFor();
    await page.close();
  });

  it('counts what refusals cost, and keeps it apart from what an earlier run had paid', async () => {
    const usage = { inputTokens: 100, outputTokens: 50, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const lines = madeUpRun({
      ...RUN,
      failed: ({ agent, task }) => agent === 'begun' && task === 't1',
      header: { model: { provider: 'anthropic', params: {} } },
    });
    for (const line of lines)
      if (line.type === 'trial') {
        if (line.error) line.error = { ...line.error, usage, cost: 0.5 };
        line.turns = line.turns.map((turn) => ({
          ...turn,
          usage,
          cost: 0.25,
          attempts: 1,
          ...(line.task === 't3' ? { reused: true } : {}),
        }));
      }
    const { page } = await open(lines);
    expect(await page.locator('.facts').first().innerText()).toContain('$1.25');
    await goTo(page, '#/trust');
    const rows = await page.locator('.effort tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s*\t\s*/))).toEqual([
      ['begun', '2', '300', '0 %', '150', '$0.7500', '$0.3333', '0 of 2', '0 ms', '1\nworth $0.2500'],
      ['waiting', '3', '300', '0 %', '150', '$0.5000', '$0.2500', '0 of 3', '0 ms', '1\nworth $0.2500'],
    ]);
    await page.close();
  });

  it('says of a printed list how much of the run it holds', async () => {
    const { page } = await open(madeUpRun(RUN));
    await goTo(page, '#/trials?verdict=broken');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('status').isVisible()).toBe(true);
    expect(await page.getByLabel('Variant').isVisible()).toBe(false);
    await page.close();
  });

  it('shows which place and which filter is chosen where the colours are those of the reader', async () => {
    const { page } = await open(madeUpRun(RUN));
    await page.emulateMedia({ forcedColors: 'active' });
    await goTo(page, '#/coverage/waiting?only=unchecked');
    for (const chosen of ['.tabs a', '.variants a', '.key-entry', '.theme span']) {
      const rings = await page
        .locator(chosen)
        .evaluateAll((all) => all.filter((one) => getComputedStyle(one).outlineStyle === 'solid').length);
      expect(rings, chosen).toBe(1);
    }
    await page.close();
  });
});
