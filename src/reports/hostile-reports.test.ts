import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { madeUpRun } from '../../test/made-up-run.ts';
import { reportedRun } from '../../test/reported-run.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import type { RunLine } from '../runs/format.ts';
import { RUN_REPORTERS } from './reporters.ts';

/** What a model may write to reach whoever reads the report. */
const HOSTILE = {
  script: '</script><script>alert(1)</script><img src=x onerror=alert(1)>',
  bidi: 'safe \u202Etxt.exe\u2066 \u200Bhidden',
  ansi: '\u001b[31mred\u001b[2J\u009b1m\u001b]0;title\u0007',
  'a line of 5 MB': `=${'x'.repeat(5_000_000)}`,
  'runner command':
    '::error file=/etc/passwd::mine\n::add-mask::x\n  ::set-env name=PATH::/evil\n##[error]mine',
  'runner properties': 'a,line=1::b%0A::error::c',
  formula: "=cmd|'/c calc'!A0",
  'formula after a tab': '\t=HYPERLINK("http://a.example")',
  'at sign': '@SUM(1+1)*cmd',
  'end of CDATA': ']]></failure><testcase name="mine"/>&#0;&amp;<!--',
  controls: 'nul\u0000 bell\u0007 delete\u007f \uFFFE\uFFFF',
  'lone surrogates': '\uD800 and \uDC00',
  table: '| a | b |\n|---|---|\n`code` ```\n# head',
  link: '[click](javascript:alert(1)) ![i](http://a.example/x.png) <http://a.example> www.a.example @team',
};

const PRINTED_CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

type Kept = Readonly<Record<string, string>>;

/** What holds of each reporter's text, whatever the model wrote. */
const IS_INERT: Readonly<Record<string, (text: string, summary: string) => void>> = {
  terminal: (text) => {
    expect(stripVTControlCharacters(text)).not.toMatch(PRINTED_CONTROL);
    expectNoRunnerCommand(text);
  },
  markdown: expectInertMarkdown,
  json: expectInertJson,
  promptfoo: expectInertJson,
  junit: (text) => {
    expect(XMLValidator.validate(text)).toBe(true);
    expect(text).not.toMatch(PRINTED_CONTROL);
    expect(text).not.toMatch(/[\uFFFE\uFFFF]/);
    expect(text.isWellFormed()).toBe(true);
    expectNoRunnerCommand(text);
    const cases = new XMLParser({ ignoreAttributes: false }).parse(text).testsuites.testsuite.testcase;
    expect((cases as Kept[]).map((found) => Object.keys(found).sort())).toEqual([
      ['@_classname', '@_file', '@_line', '@_name', 'failure'],
      ['@_classname', '@_file', '@_line', '@_name', 'system-out'],
    ]);
  },
  github: (text, summary) => {
    const [command, ...others] = text.trimEnd().split('\n');
    expect(others).toEqual([]);
    expect(command).toMatch(/^::error file=[^,:]*,line=7,title=[^,:]*::/);
    expect(text).not.toMatch(PRINTED_CONTROL);
    expectInertMarkdown(summary);
  },
  csv: (text) => {
    const rows = parse<Kept>(text, { columns: true });
    expect(rows).toHaveLength(2);
    const cells = rows.flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/.test(cell))).toEqual([]);
    expect(text).not.toMatch(PRINTED_CONTROL);
    expectNoRunnerCommand(text);
  },
};

/** https://github.com/actions/runner, ActionCommand.cs: `::` after spaces, or `##[` anywhere. */
function expectNoRunnerCommand(text: string): void {
  expect(
    stripVTControlCharacters(text)
      .split(/[\r\n]+/)
      .filter((line) => /^\s*::|##\[/.test(line)),
  ).toEqual([]);
}

function expectInertJson(text: string): void {
  expect(() => JSON.parse(text)).not.toThrow();
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  expectNoRunnerCommand(text);
}

function expectInertMarkdown(text: string): void {
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text).not.toMatch(PRINTED_CONTROL);
  const tree = JSON.stringify(
    fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }),
  );
  const kinds = new Set(tree.match(/(?<="type":")\w+/g));
  expect([...kinds].filter((kind) => ['html', 'link', 'image', 'definition', 'code'].includes(kind))).toEqual(
    [],
  );
  expect(tree.match(/"type":"tableRow"/g)).toHaveLength(4);
  expectNoRunnerCommand(text);
}

test('there is a test for each reporter of a run', () => {
  // The page is tested in a browser: src/ui/hostile.test.ts.
  expect([...Object.keys(IS_INERT), 'html'].sort()).toEqual(Object.keys(RUN_REPORTERS).sort());
});

const PAIRS = Object.keys(HOSTILE).flatMap((kind) =>
  Object.keys(IS_INERT).map((name) => [kind, name] as const),
);

test.each(PAIRS)('what a model writes (%s) is inert when reported as %s', async (kind, name) => {
  const text = HOSTILE[kind as keyof typeof HOSTILE];
  await using folder = await tempFolder();
  const stepSummary = join(folder.path, 'summary.md');
  const view = { width: 120, examples: 6, corrected: false, stepSummary };
  const parts = await RUN_REPORTERS[name]!.render(await reportedRun(linesWith(text)), view);
  let told = '';
  for await (const part of typeof parts === 'string' ? [parts] : parts) told += part;
  IS_INERT[name]!(told, name === 'github' ? await readFile(stepSummary, 'utf8') : '');
});

/** A run whose id, commit, answers, verdicts, errors and, but for the agent and promises, names hold this text. */
function linesWith(text: string): RunLine[] {
  return madeUpRun({
    id: text,
    agents: ['agent'],
    tasks: [text.slice(0, 300)],
    promises: ['broken', 'kept'],
    verdict: ({ promise }) => (promise === 'kept' ? 'kept' : 'broken'),
    answer: () => text,
    header: { git: { commit: text, dirty: true } },
  }).map((line): RunLine => {
    if (line.type === 'trial') return { ...line, error: { kind: text.slice(0, 100), message: text } };
    if (line.type !== 'scored') return line;
    return {
      ...line,
      verdicts: line.verdicts.map((found) => ({
        ...found,
        why: text,
        evidence: [{ turn: 1, start: 0, end: 1, line: 1, quote: text, why: text }],
      })),
    };
  });
}
