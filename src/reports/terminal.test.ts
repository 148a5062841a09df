import { stripVTControlCharacters } from 'node:util';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import type { RunHeader, RunLine, StoredVerdict } from '../runs/format.ts';
import { renderMarkdown } from './markdown.ts';
import { buildReport, type Report } from './report.ts';
import { tallyRun } from './tally.ts';
import { renderTerminal } from './terminal.ts';

const HOSTILE = '\u001b[31m<img src=x onerror=alert(1)> | [click](javascript:alert(1)) @team \u202Etxt';

function header(agents: string[], repeats: number, trials: number): RunHeader {
  return {
    type: 'run',
    format: 1,
    id: 'r',
    startedAt: '2026-11-21T04:00:00.000Z',
    vouch: '0',
    node: 'v24',
    packages: {},
    git: null,
    suite: { name: 'made-up', path: 's.yaml', hash: 'h' },
    model: { provider: 'replay', params: {} },
    protocol: 1,
    maxTurns: 3,
    repeats,
    agents: agents.map((id) => ({
      id,
      path: `${id}.md`,
      name: id,
      model: 'replay',
      prompt: 'p',
      promptLine: 1,
      promptHash: 'h',
      fileHash: 'h',
      promises: [
        { id: 'types', lines: [3] },
        { id: 'silent', lines: [4] },
      ],
    })),
    tasks: [],
    promises: [
      { id: 'types', title: 'Types', severity: 'block', scorer: 'types@1', hash: 'h' },
      { id: 'silent', title: 'Silent', severity: 'warn', scorer: null, hash: 'h' },
    ],
    trials,
    allPromises: false,
  };
}

type Given = {
  agent: string;
  task: string;
  repeat?: number;
  verdict: StoredVerdict['verdict'];
  why?: string;
};

async function reportOf(
  given: Given[],
  { repeats = 1, scorings = 1, lastScoringOf = given.length } = {},
): Promise<Report> {
  const agents = [...new Set(given.map(({ agent }) => agent))];
  const lines: RunLine[] = [header(agents, repeats, given.length)];
  const scored = ({ agent, task, repeat = 1, verdict, why = 'because' }: Given, flip: boolean): RunLine => ({
    type: 'scored',
    agent,
    task,
    repeat,
    verdicts: [
      {
        promise: 'types',
        verdict: flip ? 'kept' : verdict,
        ...(verdict === 'unscored' ? { cause: 'no-answer' } : {}),
        why,
        evidence: [{ turn: 1, start: 0, end: 5, line: 7, quote: why, why: 'here' }],
      },
    ],
  });
  for (const trial of given) {
    lines.push({
      type: 'trial',
      key: 'k',
      agent: trial.agent,
      task: trial.task,
      repeat: trial.repeat ?? 1,
      turns: [],
    });
    lines.push(scored(trial, false));
  }
  for (let scoring = 1; scoring < scorings; scoring++) {
    const { agents: of, promises } = header(agents, repeats, given.length);
    lines.push({
      type: 'scoring',
      startedAt: '2026-11-21T05:00:00.000Z',
      vouch: '0',
      agents: of.map(({ id, promises: made }) => ({ id, promises: made })),
      promises,
    });
    for (const trial of given.slice(0, lastScoringOf)) lines.push(scored(trial, true));
  }
  async function* stream(): AsyncGenerator<RunLine> {
    yield* lines;
  }
  return buildReport(await tallyRun(stream(), 'run'));
}

const print = (report: Report, width = 120): string =>
  stripVTControlCharacters(renderTerminal(report, { width, examples: 3 }));

describe('the report of a run', () => {
  it('counts kept among applicable, and keeps what is not applicable or unscored apart', async () => {
    const report = await reportOf([
      { agent: 'a', task: '1', verdict: 'kept' },
      { agent: 'a', task: '2', verdict: 'broken' },
      { agent: 'a', task: '3', verdict: 'not-applicable' },
      { agent: 'a', task: '4', verdict: 'unscored' },
    ]);
    expect(report.cells).toMatchObject([
      {
        kept: 1,
        broken: 1,
        notApplicable: 1,
        unscored: 1,
        rate: 0.5,
        causes: { 'no-answer': 1 },
        repeated: null,
      },
    ]);
    expect(print(report)).toMatch(/types +1\/2 +50 % +9–91 +\?1/);
  });

  it('names promises that nothing scores', async () => {
    expect(print(await reportOf([{ agent: 'a', task: '1', verdict: 'kept' }]))).toContain(
      'a also promises, and nothing scores: silent',
    );
  });

  it('tells how often all repeats of a task kept a promise, and where they disagree', async () => {
    const report = await reportOf(
      [1, 2, 3].flatMap((repeat) => [
        { agent: 'a', task: 'steady', repeat, verdict: 'kept' as const },
        {
          agent: 'a',
          task: 'flaky',
          repeat,
          verdict: repeat === 2 ? ('broken' as const) : ('kept' as const),
        },
      ]),
      { repeats: 3 },
    );
    expect(report.cells[0]?.repeated).toEqual({
      k: 3,
      passHatK: 0.5,
      flaky: [{ task: 'flaky', kept: 2, applicable: 3 }],
    });
    expect(print(report)).toMatch(/5\/6 +83 % .*\^3 +50 %/);
    expect(print(report)).toContain('a · types · flaky: 2 of 3 kept');
  });

  it('takes the verdicts of the last scoring that reached every trial', async () => {
    const given: Given[] = [
      { agent: 'a', task: '1', verdict: 'broken' },
      { agent: 'a', task: '2', verdict: 'broken' },
    ];
    expect((await reportOf(given, { scorings: 2 })).cells[0]?.kept).toBe(2);
    expect((await reportOf(given, { scorings: 2, lastScoringOf: 1 })).cells[0]?.kept).toBe(0);
  });

  it('fits narrow terminals by showing fewer agents at a time', async () => {
    const report = await reportOf(
      ['first-agent', 'second-agent', 'third-agent'].map((agent) => ({
        agent,
        task: '1',
        verdict: 'kept' as const,
      })),
    );
    const table = print(report, 60).split('\nkept/applicable')[0] ?? '';
    expect(
      Math.max(
        ...table
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(60);
    expect(table.match(/types/g)).toHaveLength(2);
  });

  it('shows what the model wrote without obeying it, on the terminal and in Markdown', async () => {
    const report = await reportOf([{ agent: 'a', task: '1', verdict: 'broken', why: HOSTILE }]);
    const terminal = renderTerminal(report, { width: 200, examples: 3 });
    expect(terminal).toContain('\\u{1b}[31m<img');
    expect(terminal).not.toMatch(/\u202E/);
    const tree = fromMarkdown(renderMarkdown(report), {
      extensions: [gfm()],
      mdastExtensions: [gfmFromMarkdown()],
    });
    const kinds = new Set(JSON.stringify(tree).match(/(?<="type":")\w+/g));
    expect([...kinds].filter((kind) => ['html', 'link', 'image', 'definition'].includes(kind))).toEqual([]);
    expect(JSON.stringify(tree)).not.toMatch(/\\u001b|\u202E/);
  });
});
