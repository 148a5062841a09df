import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { madeUpRun } from '../../test/made-up-run.ts';
import type { EndedLine, RunHeader, RunLine, StoredTurn, StoredVerdict } from '../runs/format.ts';
import { buildReport, type Report } from './report.ts';
import { tallyRun } from './tally.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';
import { noJudging } from './judging.ts';
import { UsageTally } from './usage.ts';

const TURN: StoredTurn = {
  user: 'u',
  assistant: 'a',
  stopReason: 'end',
  truncated: false,
  waits: false,
  waitsWhy: '',
};

const TOKENS = { inputTokens: 100, outputTokens: 50, cacheReadTokens: 300, cacheWriteTokens: 0 };

/** A run of agents `a` and `b` on four tasks, one turn a trial, as these functions have it. */
async function reportOf({
  turn = () => ({}),
  ended = [],
  judged,
  header = {},
}: {
  turn?: (at: { agent: string; task: number }) => Partial<StoredTurn>;
  ended?: EndedLine['reason'][];
  judged?: Pick<StoredVerdict, 'cost' | 'reused'>;
  header?: Partial<RunHeader>;
} = {}): Promise<Report> {
  const lines = madeUpRun({
    id: 'r',
    agents: ['a', 'b'],
    tasks: ['t0', 't1', 't2', 't3'],
    promises: ['p'],
    verdict: () => 'kept',
    header: { model: { provider: 'anthropic', params: {} }, trials: 10, ...header },
  }).map((line): RunLine => {
    if (line.type === 'trial')
      return {
        ...line,
        turns: [{ ...TURN, ...turn({ agent: line.agent, task: Number(line.task.slice(1)) }) }],
      };
    if (line.type === 'scored' && judged)
      return { ...line, verdicts: line.verdicts.map((found) => ({ ...found, usage: TOKENS, ...judged })) };
    return line;
  });
  for (const reason of ended) lines.push({ type: 'ended', at: '2026-11-21T05:00:00.000Z', reason });
  async function* stream(): AsyncGenerator<RunLine> {
    yield* lines;
  }
  return buildReport(await tallyRun(stream(), 'run'));
}

const print = (report: Report): string =>
  stripVTControlCharacters(renderTerminal(report, { width: 120, examples: 3 }));

describe('what a run took', () => {
  it('keeps what it paid apart from what an earlier run had paid, the judge included', async () => {
    const report = await reportOf({
      turn: ({ agent, task }) => ({
        cost: 0.5,
        usage: TOKENS,
        ...(agent === 'a' && task < 3 ? { reused: true } : {}),
      }),
      judged: { cost: 0.01 },
    });
    expect(report.run.usage).toMatchObject({
      paid: { count: 5, dollars: 2.5, unpriced: 0 },
      reused: { count: 3, dollars: 1.5, unpriced: 0 },
      judge: { count: 8, unpriced: 0 },
      cacheReadShare: 0.75,
      costPerTrial: { mean: 0.5, trials: 8, unpriced: 0 },
    });
    expect(report.run.cost).toBeCloseTo(2.58);
    expect(report.agents[0]?.usage).toMatchObject({ paid: { count: 1, dollars: 0.5 }, judge: { count: 4 } });
    expect(print(report)).toContain('Stored already: 3 answers (worth $1.50).');
  });

  it('counts nothing for verdicts whose votes an earlier run had paid', async () => {
    const { run, judging } = await reportOf({
      turn: () => ({ cost: 0.5, reused: true }),
      judged: { cost: 0.01, reused: true },
    });
    expect(judging).toMatchObject({ verdicts: 8, inputTokens: 3200, cost: 0, unpricedVerdicts: 0 });
    expect(run.cost).toBe(0);
  });

  it('never takes an unknown price for nothing', async () => {
    const some = await reportOf({ turn: ({ task }) => (task === 0 ? {} : { cost: 0.25 }) });
    expect(some.run.usage.costPerTrial).toEqual({ mean: 0.25, trials: 6, unpriced: 2 });
    expect(print(some)).toContain('Spent: $1.50 and 2 of unknown price for 8 answers.');
    const none = await reportOf();
    expect(none.run.cost).toBeNull();
    expect(none.run.usage.costPerTrial.mean).toBeNull();
    expect(none.run.usage.cacheReadShare).toBeNull();
    expect(print(none)).toContain('cost unknown');
  });

  it('counts what a refusal cost as paid', () => {
    const usage = new UsageTally();
    usage.addTrial({
      type: 'trial',
      key: 'k',
      agent: 'a',
      task: 't',
      repeat: 1,
      turns: [],
      error: { kind: 'refused', message: 'no', usage: TOKENS, cost: 0.2 },
    });
    const totals = usage.totals(noJudging());
    expect(totals).toMatchObject({ turns: 0, paid: { count: 1, dollars: 0.2, unpriced: 0 } });
    expect(totals.costPerTrial).toEqual({ mean: 0.2, trials: 1, unpriced: 0 });
    expect(totals.tokens.cacheRead).toBe(300);
  });

  it.each([
    { name: 'replay', cost: undefined, judged: undefined, words: 'no calls, nothing spent' },
    { name: 'replay', cost: undefined, judged: {}, words: "no calls but the judge's, cost unknown" },
    { name: 'replay', cost: undefined, judged: { cost: 0.5 }, words: "no calls but the judge's, $4.00" },
    { name: 'anthropic', cost: undefined, judged: undefined, words: 'cost unknown' },
    { name: 'anthropic', cost: 0.5, judged: undefined, words: '$3.50 and 1 call of unknown price' },
  ])('is said alike on the terminal and in Markdown: $words', async ({ name, cost, judged, words }) => {
    const report = await reportOf({
      header: { model: { provider: name, params: {} } },
      turn: ({ agent, task }) => (cost === undefined || (agent === 'a' && task === 0) ? {} : { cost }),
      ...(judged ? { judged } : {}),
    });
    expect(print(report).split('\n')[0]).toSatisfy((line: string) =>
      line.endsWith(`, model ${name}, ${words}`),
    );
    expect(renderMarkdown(report).split('\n')[2]).toSatisfy((line: string) => line.endsWith(` · ${words}`));
  });

  it('tells how long answers took, and what retries and waiting came to', async () => {
    const report = await reportOf({
      turn: ({ task }) => ({
        latencyMs: [1000, 2000, 4000, 60_000][task]!,
        attempts: task === 3 ? 3 : 1,
        waitedMs: 1500,
      }),
    });
    const { latency, retries } = report.run.usage;
    expect(latency?.p50).toBeGreaterThan(1960);
    expect(latency?.p50).toBeLessThan(2040);
    expect(latency?.p99).toBeGreaterThan(58_800);
    expect(retries).toEqual({ turns: 2, calls: 4, waitedMs: 12_000 });
    expect(print(report)).toContain('2 took 4 calls more than one each; 12 s of waiting in all.');
  });
});

describe('how a run ended', () => {
  it.each([
    [['interrupted'], 'Interrupted: 8 of 10 trials'],
    [['interrupted', 'decided'], 'Decided early: 8 of 10 trials were enough.'],
    [['max-cost'], 'Stopped at the most it may cost: 8 of 10 trials'],
    [['no-answers'], 'Given up, for every further call would have failed likewise: 8 of 10 trials'],
    [[], 'Unfinished: 8 of 10 trials'],
  ] as [EndedLine['reason'][], string][])('%j is told as "%s"', async (ended, words) => {
    const report = await reportOf({ ended });
    expect(print(report)).toContain(words);
    expect(renderMarkdown(report)).toContain(words.split(':')[0]);
    expect(print(report).includes('Unfinished')).toBe(ended.length === 0);
  });

  it('names the command that goes on: a comparison is not resumed, but made again', async () => {
    const run = await reportOf({ ended: ['interrupted'] });
    expect(print(run)).toContain('are in the run file; go on with `vouch run --resume`.');
    const comparison = print(await reportOf({ ended: ['interrupted'], header: { comparison: true } }));
    expect(comparison).toContain('the same `vouch compare` or `vouch gate` again goes on.');
    expect(comparison).not.toContain('--resume');
  });
});
