import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { madeUpRun, type MadeUpRun, names } from '../../../test/made-up-run.ts';
import { reportedRun } from '../../../test/reported-run.ts';
import type { RunLine } from '../../runs/format.ts';
import { buildPageData, type Page } from './build-page-data.ts';
import type { PageTranscript } from './page-data.ts';
import { pageParts } from './html.ts';

const ORDER = ['run', 'trial', 'scored'];

const embedded = ({ transcripts }: Page): PageTranscript =>
  JSON.parse(transcripts.get(0) ?? '') as PageTranscript;

const RUN: MadeUpRun = {
  id: 'r',
  agents: ['old', 'new'],
  tasks: ['same', 'flips', 'breaks'],
  promises: ['types', 'tests'],
  answer: () => 'x'.repeat(1000),
  verdict: ({ agent, task, promise }) =>
    task === 'breaks' || (task === 'flips' && agent === 'new' && promise === 'types') ? 'broken' : 'kept',
};

describe('the data of an HTML page', () => {
  it('has every trial with one letter a verdict, whatever of the transcripts fits', async () => {
    const { data } = await buildPageData(await reportedRun(madeUpRun(RUN)), { budget: 0 });
    expect(data.trials.map(({ verdicts }) => verdicts)).toEqual(['kk', 'kk', 'kk', 'bk', 'bb', 'bb']);
    expect(data.embedded).toBe(0);
  });

  it('lists trials as the run begins them, whichever ended first', async () => {
    const lines = madeUpRun(RUN);
    const { data } = await buildPageData(await reportedRun(lines));
    const turned = lines.toSorted((x, y) => ORDER.indexOf(x.type) - ORDER.indexOf(y.type));
    turned.splice(1, data.trials.length, ...turned.slice(1, 1 + data.trials.length).reverse());
    expect((await buildPageData(await reportedRun(turned))).data).toEqual(data);
  });

  it('embeds broken trials first, then those of tasks on which agents differ', async () => {
    const run = await reportedRun(madeUpRun(RUN));
    const sizes = [1, 2, 3, 4].map(async (fit) => {
      const { transcripts } = await buildPageData(run, { budget: fit * 1700 });
      return [...transcripts.keys()].sort();
    });
    expect(await Promise.all(sizes)).toEqual([[4], [4, 5], [3, 4, 5], [2, 3, 4, 5]]);
  });

  it('leaves out a transcript that is larger than the page may be, and keeps those that fit', async () => {
    const run = await reportedRun(
      madeUpRun({ ...RUN, answer: ({ task }) => 'x'.repeat(task === 'breaks' ? 1_000_000 : 100) }),
    );
    const { transcripts } = await buildPageData(run, { budget: 100_000 });
    expect([...transcripts.keys()].sort()).toEqual([0, 1, 2, 3]);
  });

  it('shows the verdicts of the scoring that counts, not of one that was stopped', async () => {
    const lines = madeUpRun({ ...RUN, agents: ['old'], tasks: ['same', 'flips'] });
    const header = lines.find((line) => line.type === 'run');
    const again = lines.filter((line) => line.type === 'scored');
    if (!header) throw new Error('no header');
    const scoring: RunLine = {
      type: 'scoring',
      startedAt: header.startedAt,
      vouch: '1',
      agents: header.agents.map(({ id, promises }) => ({ id, promises })),
      promises: header.promises.toReversed(),
    };
    const changed = again.map((line) => ({
      ...line,
      verdicts: line.verdicts.map((verdict) =>
        verdict.promise === 'tests' ? { ...verdict, verdict: 'broken' as const } : verdict,
      ),
    }));
    const whole = await buildPageData(await reportedRun([...lines, scoring, ...changed]));
    expect(whole.data.promises.map(({ id }) => id)).toEqual(['tests', 'types']);
    expect(whole.data.trials.map(({ verdicts }) => verdicts)).toEqual(['bk', 'bk']);
    expect(embedded(whole).verdicts[1]?.verdict).toBe('broken');
    const stopped = await buildPageData(await reportedRun([...lines, scoring, ...changed.slice(1)]));
    expect(stopped.data.trials.map(({ verdicts }) => verdicts)).toEqual(['kk', 'kk']);
    expect(embedded(stopped).verdicts[1]?.verdict).toBe('kept');
  });

  it('says of each line of a prompt what it promises, and what states behaviour that nothing checks', async () => {
    const lines = madeUpRun({ ...RUN, made: { old: ['types'], new: ['types'] } });
    for (const line of lines)
      if (line.type === 'run')
        for (const agent of line.agents)
          agent.prompt = '# Backend\n\n- Add type hints.\n- Never guess a version.\n';
    const { data } = await buildPageData(await reportedRun(lines));
    expect(data.prompts[0]).toEqual({
      agent: 'old',
      lines: [
        { line: 5, text: '# Backend', promises: [], unchecked: false },
        { line: 6, text: '', promises: [], unchecked: false },
        { line: 7, text: '- Add type hints.', promises: ['types'], unchecked: false },
        { line: 8, text: '- Never guess a version.', promises: [], unchecked: true },
        { line: 9, text: '', promises: [], unchecked: false },
      ],
      statements: 2,
      coveredStatements: 1,
      promises: 1,
      scoredPromises: 1,
    });
  });

  it('stays a small page for a run of 20,000 trials', async () => {
    const run = await reportedRun(
      madeUpRun({
        ...RUN,
        tasks: names('t', 1000),
        repeats: 10,
        promises: names('p', 20),
        answer: () => 'A sentence of an answer. '.repeat(100),
      }),
    );
    const page = await buildPageData(run);
    expect(page.data.trials).toHaveLength(20_000);
    expect(page.data.embedded).toBeGreaterThan(1000);
    const html = await text(Readable.from(pageParts(page)));
    expect(Buffer.byteLength(html)).toBeLessThan(15_000_000);
  }, 60_000);

  it('tells how long the answers of each agent took', async () => {
    const lines = madeUpRun({ ...RUN, tasks: ['same', 'flips'] });
    const usage = { inputTokens: 100, outputTokens: 50, cacheReadTokens: 300, cacheWriteTokens: 0 };
    for (const line of lines)
      if (line.type === 'trial' && line.agent === 'new')
        line.turns = line.turns.map((turn) => ({
          ...turn,
          usage,
          ...(line.task === 'same' ? { cost: 0.25 } : {}),
          latencyMs: line.task === 'same' ? 900 : 400,
          attempts: line.task === 'same' ? 3 : 1,
          waitedMs: 50,
          reused: line.task === 'same',
        }));
    const { data } = await buildPageData(await reportedRun(lines));
    expect(data.effort).toEqual([
      { counted: 0, latencies: [] },
      { counted: 2, latencies: [400, 900] },
    ]);
  });
});
