import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../reports/html/html.ts';
import type { RunLine } from '../runs/format.ts';
import { goTo, hasBrowser, openReport, startBrowser, WITHOUT } from './testing/browser.ts';
import { madeUpRun } from '../../test/made-up-run.ts';
import { reportedRun } from '../../test/reported-run.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';

const SCRIPT = 'globalThis.wasRun = true';
const HOSTILE = [
  `<script>${SCRIPT}</script>`,
  `</script><script>${SCRIPT}</script><!-- <script>`,
  `<img src=x onerror="${SCRIPT}">`,
  `<svg onload="${SCRIPT}"><iframe srcdoc="<script>${SCRIPT}</script>"></iframe>`,
  `[press](javascript:${SCRIPT}) [data](data:text/html,<script>${SCRIPT}</script>) <javascript:${SCRIPT}>`,
  `[press]: javascript:${SCRIPT}`,
  '[file](file:///etc/passwd) ![seen](http://evil.example/seen.png) [site](https://example.org/)',
  `<style>body{display:none}</style><base href="http://evil.example/"><meta http-equiv="refresh" content="0;url=http://evil.example/">`,
  '\u202Etxt.exe \u0007\u001b[31mred\u001b[0m \u2028 \u2029 \u200B \uFEFF \u{E0041}',
  '`code </script>` **bold _and <b onclick=alert(1)>',
  '```html\n<script>alert(1)</script>\n```',
  '| a | b |\n|---|---|\n| <script> | `</td>` |',
].join('\n\n');
const NAMES = [
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  '"onmouseover="alert(1)',
  'hasOwnProperty',
  'half a character \uD83D',
  'x'.repeat(500),
];

describe.skipIf(!hasBrowser)(`hostile text in the HTML report${WITHOUT}`, () => {
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

  async function writePage(name: string, run: readonly RunLine[]): Promise<string> {
    const path = temp.file(name);
    await writeFile(path, renderHtml(await reportedRun(run)));
    return pathToFileURL(path).href;
  }

  it('is shown and does nothing, wherever it stands', async () => {
    const lines = madeUpRun({
      id: `r"><script>${SCRIPT}</script>`,
      agents: NAMES,
      tasks: NAMES,
      promises: NAMES,
      answer: () => HOSTILE,
      verdict: ({ promise }) => (promise === 'constructor' ? 'kept' : 'broken'),
    });
    for (const line of lines) {
      if (line.type === 'run') {
        line.suite.name = HOSTILE;
        for (const agent of line.agents) agent.prompt = HOSTILE;
        for (const task of line.tasks) task.title = task.kind = HOSTILE.slice(0, 60);
        for (const promise of line.promises) promise.title = HOSTILE;
      } else if (line.type === 'trial') for (const turn of line.turns) turn.user = turn.servedModel = HOSTILE;
      else if (line.type === 'scored')
        for (const verdict of line.verdicts) {
          verdict.why = HOSTILE;
          verdict.evidence = [
            { turn: 1, start: 10, end: HOSTILE.length - 10, line: 1, quote: HOSTILE, why: HOSTILE },
          ];
        }
    }
    const url = await writePage('hostile.html', lines);
    const { page, problems, requests } = await openReport(browser, url);
    const places = NAMES.map((name) => encodeURIComponent(name.replace('\uD83D', 'U+D83D')));
    const views = [
      '#/matrix',
      '#/trials',
      '#/trust',
      `#/coverage/${places[0]}?line=7`,
      ...places.map((name) => `#/trials/${name}/${places[0]}/1?promise=${name}&evidence=all`),
      `#/trials/${places[2]}/${places[2]}/1?beside=${places[0]}`,
      `#/${encodeURIComponent(HOSTILE)}`,
      '#/coverage/%E0%A4%A',
    ];
    for (const view of views) {
      await goTo(page, view);
      const found = await page.evaluate(() => ({
        scripts: document.scripts.length,
        strangers: document.querySelectorAll(
          '#app :is(script, style, img, iframe, object, embed, base, meta, form)',
        ).length,
        handlers: [...document.querySelectorAll('*')].filter((element) =>
          element.getAttributeNames().some((name) => name.startsWith('on')),
        ).length,
        links: [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? ''),
        wasRun: 'wasRun' in globalThis,
        width: document.documentElement.scrollWidth,
        text: document.body.innerText,
      }));
      expect(found).toMatchObject({ scripts: 3, strangers: 0, handlers: 0, wasRun: false, width: 1280 });
      expect(found.links.filter((href) => !href.startsWith('#') && href !== 'https://example.org/')).toEqual(
        [],
      );
      expect(found.text).not.toMatch(/[\u202E\u001b\u0007]/);
    }
    await goTo(page, `#/trials/${places[0]}/${places[0]}/1`);
    const shown = await page.locator('.conversation').innerText();
    expect(shown).toContain(`<script>${SCRIPT}</script>`);
    expect(shown).toContain('U+202E');
    expect(await page.locator('.conversation a').first().getAttribute('rel')).toContain('noopener');
    expect(problems).toEqual([]);
    expect(requests).toEqual([url]);
    await page.close();
  }, 60_000);

  it('cannot stop the page by its length', async () => {
    const long = `${'x'.repeat(2_500_000)} </script> ${'[<*`'.repeat(600_000)}`;
    const url = await writePage(
      'long.html',
      madeUpRun({
        id: 'long',
        agents: ['wordy'],
        tasks: ['short'],
        promises: ['brevity'],
        answer: () => long,
        verdict: () => 'broken',
      }),
    );
    const { page, problems } = await openReport(browser, `${url}#/trials/wordy/short/1`);
    await page
      .getByRole('button', { name: `Show all ${long.length.toLocaleString('en-US')} characters` })
      .click();
    expect((await page.locator('.plain').textContent())?.length).toBe(long.length);
    expect(problems).toEqual([]);
    await page.close();
  }, 60_000);

  it('has a policy that lets no other script run', async () => {
    const url = await writePage(
      'policy.html',
      madeUpRun({ id: 'p', agents: ['a'], tasks: ['t'], promises: ['p'], verdict: () => 'kept' }),
    );
    const { page, problems } = await openReport(browser, url);
    await page.evaluate((text) => {
      const script = document.createElement('script');
      script.textContent = text;
      document.body.append(script);
      const image = new Image();
      image.src = 'http://127.0.0.1:9/seen.png';
      document.body.append(image);
    }, SCRIPT);
    await expect.poll(() => problems.join('\n')).toMatch(/Content Security Policy/);
    expect(await page.evaluate(() => 'wasRun' in globalThis)).toBe(false);
    await page.close();
  });
});
