import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { type MadeUp, type MadeUpRun, madeUpRun, names } from '../../test/made-up-run.ts';
import { renderComparisonMarkdown } from '../reports/comparison-markdown.ts';
import { randomFrom } from '../stats/random.ts';
import { compareSides, type CompareOptions } from './compare.ts';
import type { Comparison } from './comparison.ts';
import type { Side } from './side.ts';
import { collectRun, sideOf } from './stored-run.ts';

const TASKS = names('t', 24);
const PROMISES = names('p', 10);

async function side(run: Partial<MadeUpRun> & Pick<MadeUpRun, 'id' | 'verdict'>): Promise<Side> {
  const lines = madeUpRun({ agents: ['x'], tasks: TASKS, promises: PROMISES, repeats: 4, ...run });
  return sideOf(await collectRun(lines, `runs/${run.id}`), 'x');
}

const allKept = (): MadeUp => 'kept';

/** Answers that keep every promise with the given chance, the same for the same seed. */
function chance(seed: string, rate: (at: { task: string; promise: string }) => number): MadeUpRun['verdict'] {
  const random = randomFrom(seed);
  return (at) => (random() < rate(at) ? 'kept' : 'broken');
}

function verdicts(comparison: Comparison): Record<string, string> {
  return Object.fromEntries(comparison.promises.map(({ promise, verdict }) => [promise, verdict]));
}

function without(promise: string, everyNth: number): MadeUpRun['verdict'] {
  return (at) => (at.promise === promise && TASKS.indexOf(at.task) % everyNth === 0 ? 'broken' : 'kept');
}

describe('comparing two sides', () => {
  it('finds a promise that is lost on half of the tasks, and only that one', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b = await side({ id: 'b', verdict: without('p3', 2) });
    const found = compareSides(a, b);
    expect(found.verdict).toBe('regression');
    expect(verdicts(found)).toEqual({
      ...Object.fromEntries(PROMISES.map((id) => [id, 'no-worse'])),
      p3: 'regression',
    });
    const lost = found.promises[2]!;
    expect(lost).toMatchObject({
      slots: 96,
      keptA: 96,
      keptB: 48,
      worse: 48,
      better: 0,
      difference: { value: -0.5, kind: 'bonett-price' },
    });
    expect(lost.difference!.low).toBeLessThan(-0.5);
    expect(lost.difference!.high).toBeGreaterThan(-0.5);
    expect(lost.flipped.map(({ task }) => task).sort()).toEqual(
      TASKS.filter((_, index) => index % 2 === 0).sort(),
    );
    expect(lost.flipped[0]).toMatchObject({
      worse: 4,
      better: 0,
      slots: 4,
      a: { verdict: 'kept' },
      b: { verdict: 'broken', why: 'p3 is broken' },
    });
  });

  it.each([
    ['a fifth', 5],
    ['all', 1],
  ])('finds a promise that is lost on %s of the tasks', async (_, everyNth) => {
    const found = compareSides(
      await side({ id: 'a', verdict: allKept }),
      await side({ id: 'b', verdict: without('p1', everyNth) }),
    );
    expect(verdicts(found)['p1']).toBe('regression');
    expect(Object.values(verdicts(found)).filter((verdict) => verdict === 'regression')).toHaveLength(1);
  });

  it('calls the same loss the other way round an improvement', async () => {
    const found = compareSides(
      await side({ id: 'b', verdict: without('p3', 2) }),
      await side({ id: 'a', verdict: allKept }),
    );
    expect(found.verdict).toBe('no-regression');
    expect(verdicts(found)['p3']).toBe('improvement');
  });

  it('never calls an untouched copy a regression, and clears it', async () => {
    const verdict = chance('mixed', ({ promise }) => Number(promise.slice(1)) / 10);
    const lines = { repeats: 8 };
    const a = await side({ id: 'a', verdict, ...lines });
    const b: Side = { ...a, source: { id: 'b', place: 'runs/b' } };
    const found = compareSides(a, b);
    expect(found.verdict).toBe('no-regression');
    expect(new Set(Object.values(verdicts(found)))).toEqual(new Set(['no-worse']));
  });

  it('raises few false alarms between runs of one unchanged agent', async () => {
    let regressions = 0;
    let improvements = 0;
    for (let run = 0; run < 60; run++) {
      const rate = ({ promise }: { promise: string }): number => 0.4 + Number(promise.slice(1)) * 0.06;
      const a = await side({ id: 'a', verdict: chance(`a${run}`, rate) });
      const b = await side({ id: 'b', verdict: chance(`b${run}`, rate) });
      const found = compareSides(a, b);
      regressions += Number(found.verdict === 'regression');
      improvements += Number(Object.values(verdicts(found)).includes('improvement'));
    }
    // 5 % of 60 is 3; both stay below with 99.9 % if each alarm comes in 5 % of the runs.
    expect(regressions).toBeLessThanOrEqual(9);
    expect(improvements).toBeLessThanOrEqual(9);
  });

  it('mirrors when the sides are swapped, and does not depend on the names of the runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 }),
        fc.string(),
        async (rates, seed) => {
          const small = { tasks: names('t', 8), promises: names('p', 3), repeats: 3 };
          const rateA = ({ promise }: { promise: string }): number =>
            (rates[Number(promise.slice(1)) - 1] ?? 0) / 100;
          const a = await side({ id: 'a', verdict: chance(`${seed}a`, rateA), ...small });
          const b = await side({ id: 'b', verdict: chance(`${seed}b`, () => 0.7), ...small });
          const there = compareSides(a, b);
          const back = compareSides(b, a);
          there.promises.forEach((promise, index) => {
            const mirrored = back.promises[index]!;
            expect(mirrored.worse).toBe(promise.better);
            expect(mirrored.evidenceWorse).toBeCloseTo(promise.evidenceBetter, 8);
            expect(mirrored.difference?.value).toBeCloseTo(-promise.difference!.value, 12);
            expect(mirrored.difference?.low).toBeCloseTo(-promise.difference!.high, 12);
          });
          const renamed = compareSides({ ...a, source: { id: 'z', place: 'z' } }, b);
          expect(verdicts(renamed)).toEqual(verdicts(there));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('never judges worse when B keeps more', async () => {
    const order = ['regression', 'undecided', 'smaller-than-margin', 'no-worse', 'improvement'];
    const a = await side({ id: 'a', verdict: chance('a', () => 0.7) });
    const ranks: number[] = [];
    for (const rate of [0, 0.3, 0.5, 0.7, 0.9, 1]) {
      // The same draws at every rate: what is kept at a lower one is kept at a higher one.
      const b = await side({ id: 'b', verdict: chance('b', () => rate) });
      ranks.push(order.indexOf(verdicts(compareSides(a, b))['p1']!));
    }
    expect(ranks).toEqual([...ranks].sort((x, y) => x - y));
    expect(ranks[0]).toBe(0);
    expect(ranks.at(-1)).toBe(4);
  });

  it('does not take abstaining for keeping', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b = await side({
      id: 'b',
      verdict: (at) => (at.promise === 'p2' && at.repeat > 1 ? 'not-applicable' : 'kept'),
    });
    const found = compareSides(a, b);
    expect(found.promises[1]).toMatchObject({
      verdict: 'undecided',
      doubt: 'applicability',
      slots: 24,
      appliedOnlyA: 72,
    });
    expect(found.verdict).toBe('undecided');
  });

  it('does not take answers that never came for broken promises', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b = await side({ id: 'b', verdict: allKept, failed: ({ repeat }) => repeat === 1 });
    const found = compareSides(a, b);
    expect(found.verdict).toBe('undecided');
    expect(found.errorsDiffer).toBe(true);
    expect(found.promises.every(({ doubt }) => doubt === 'missing')).toBe(true);
    expect(found.remarks).toContain(
      'B got no answer (timeout) in 24 of 96 trials: they count neither for nor against it.',
    );
  });

  it('pairs only unchanged common tasks and names the others', async () => {
    const a = await side({ id: 'a', verdict: allKept, tasks: ['same', 'changed', 'gone'] });
    const b = await side({ id: 'b', verdict: allKept, tasks: ['same', 'changed', 'new'] });
    const changed = new Map(b.tasks).set('changed', { title: 'changed', hash: 'other' });
    const found = compareSides(a, { ...b, tasks: changed });
    expect(found.tasks).toEqual({
      common: ['same'],
      changed: ['changed'],
      onlyA: ['gone'],
      onlyB: ['new'],
      withoutTrials: [],
    });
    expect(found.slots).toBe(4);
    expect(found.remarks).toHaveLength(3);
  });

  it('never compares what other scorers or definitions judged', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const judged = a.promises.get('p1')!;
    const promises = new Map(a.promises)
      .set('p1', { ...judged, scorer: 'p1@2' })
      .set('p2', { ...a.promises.get('p2')!, hash: 'other' });
    const b = await side({ id: 'b', verdict: allKept });
    const found = compareSides(a, { ...b, promises });
    expect(found.uncompared.map(({ promise, verdict }) => [promise, verdict])).toEqual([
      ['p1', 'not-comparable'],
      ['p2', 'not-comparable'],
    ]);
    expect(found.remarks.join()).toContain('judged by p1@1 in A and by p1@2 in B');
    expect(found.design.family).toEqual(PROMISES.slice(2));
  });

  it('says when a promise was withdrawn or added', async () => {
    const a = await side({ id: 'a', verdict: allKept, made: { x: ['p1', 'p2'] } });
    const b = await side({ id: 'b', verdict: allKept, made: { x: ['p2', 'p3'] } });
    const found = compareSides(a, b);
    expect(found.design.family).toEqual(['p2']);
    expect(Object.fromEntries(found.uncompared.map(({ promise, verdict }) => [promise, verdict]))).toEqual({
      p1: 'only-a',
      p3: 'only-b',
    });
  });

  it('asks nobody to score again what makes no promise', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b = await side({ id: 'b', verdict: allKept, made: { x: [] } });
    expect(() => compareSides(a, b)).toThrow('no promise in common');
    expect(() => compareSides(a, b)).not.toThrow('never scored');
  });

  it('names every difference in how the answers came about', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b: Side = {
      ...(await side({ id: 'b', verdict: allKept })),
      model: 'other',
      provider: 'anthropic',
      params: { temperature: 0 },
      protocol: 2,
    };
    expect(compareSides(a, b).remarks).toHaveLength(4);
  });

  it('names a model that changed behind its name', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b = await side({ id: 'b', verdict: allKept });
    const servedBy = (one: Side, model: string): Side => ({
      ...one,
      trials: one.trials.map((trial) => ({ ...trial, servedModels: [model] })),
    });
    expect(compareSides(servedBy(a, 'm-1'), servedBy(b, 'm-2')).remarks).toEqual([
      'The model changed behind its name: A was answered by m-1, B by m-2.',
    ]);
  });

  it('tells of one task that nothing is known of others', async () => {
    const one = { tasks: ['only'], repeats: 20 };
    const a = await side({ id: 'a', verdict: allKept, ...one });
    const b = await side({ id: 'b', verdict: ({ repeat }) => (repeat % 2 ? 'kept' : 'broken'), ...one });
    expect(compareSides(a, b).promises[0]).toMatchObject({ slots: 20, newTasks: undefined });
  });

  it.each([
    ['a third', { a: ['kbb', 'kbb'], b: ['b', 'b'] }],
    // Two slots of ⅓ and one of −⅔ are 0 but for rounding.
    ['nothing', { a: ['kkkbbbbbb', 'kkkkkkkkk'], b: ['kbb', 'kkk'] }],
  ])('tells nothing of other tasks where every task differs by %s', async (_, given) => {
    const made = (id: 'a' | 'b'): Promise<Side> =>
      side({
        id,
        repeats: given[id][0]!.length,
        verdict: ({ task, repeat }) =>
          given[id][TASKS.indexOf(task) % 2]![repeat - 1] === 'k' ? 'kept' : 'broken',
      });
    expect(compareSides(await made('a'), await made('b')).promises[0]!.newTasks).toBeUndefined();
  });

  it('says how many more comparisons would clear a promise, or make it a regression', async () => {
    const few = { tasks: TASKS.slice(0, 6), repeats: 1, promises: ['p1', 'p2'] };
    const a = await side({ id: 'a', verdict: allKept, ...few });
    const b = await side({ id: 'b', verdict: without('p1', 2), ...few });
    const [lost, kept] = compareSides(a, b).promises;
    expect(lost).toMatchObject({ worse: 3, toSettle: { as: 'regression' } });
    expect(kept).toMatchObject({ worse: 0, toSettle: { as: 'no-worse' } });
    // What it says holds: so many more do settle it.
    const enough = Math.ceil((6 + Math.max(lost!.toSettle!.slots, kept!.toSettle!.slots)) / 6);
    const [laterLost, laterKept] = compareSides(
      await side({ id: 'a', verdict: allKept, ...few, repeats: enough }),
      await side({ id: 'b', verdict: without('p1', 2), ...few, repeats: enough }),
    ).promises;
    expect([laterLost?.verdict, laterKept?.verdict]).toEqual(['regression', 'no-worse']);
  });

  it('shows repeats as repeats: tasks of which all are kept, and those that disagree', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b = await side({
      id: 'b',
      verdict: ({ promise, task, repeat }) =>
        promise === 'p1' && ['t1', 't2'].includes(task) && repeat > 1 ? 'broken' : 'kept',
    });
    expect(compareSides(a, b).promises[0]!.repeated).toEqual({
      k: 4,
      a: 1,
      b: 22 / 24,
      flaky: [
        { task: 't1', kept: 1, of: 4 },
        { task: 't2', kept: 1, of: 4 },
      ],
    });
  });

  it('counts copies of one answer once', async () => {
    const verdict = without('p1', 2);
    const copies: Partial<MadeUpRun> = { answer: ({ task }) => task };
    const a = await side({ id: 'a', verdict: allKept, ...copies });
    const b = await side({ id: 'b', verdict, ...copies });
    const found = compareSides(a, b);
    expect(found.repeats).toEqual({ most: 1, areCopies: true });
    expect(found.promises[0]).toMatchObject({ slots: 24, worse: 12 });
  });

  it('spreads surplus repeats of A over the slots as means', async () => {
    const a = await side({ id: 'a', repeats: 4, verdict: ({ repeat }) => (repeat <= 2 ? 'kept' : 'broken') });
    const b = await side({ id: 'b', repeats: 2, verdict: allKept });
    const found = compareSides(a, b);
    expect(found.promises[0]).toMatchObject({
      slots: 48,
      keptA: 24,
      keptB: 48,
      difference: { value: 0.5, kind: 'any-time' },
    });
  });

  it('settles sequential trials where they were settled, whatever came after', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const b = await side({ id: 'b', verdict: without('p1', 1) });
    const options: CompareOptions = { sequential: { seed: 's', slots: 96, failFast: true } };
    const found = compareSides(a, b, options);
    expect(found).toMatchObject({
      verdict: 'regression',
      stop: 'regression',
      design: { kind: 'sequential' },
    });
    expect(found.slots).toBeLessThan(24);
    expect(found.promises[0]!.difference!.kind).toBe('any-time');
    const legend = 'differences in points of 100, 95 % intervals';
    expect(renderComparisonMarkdown(found)).toContain(
      `${legend}; of “B − A here” 95 % on each side, whenever one looks\n`,
    );
    expect(renderComparisonMarkdown(compareSides(a, b))).toContain(`${legend}\n`);
  });

  it('refuses where nothing can be compared, with the reason', async () => {
    const a = await side({ id: 'a', verdict: allKept });
    const other = await side({ id: 'b', verdict: allKept, tasks: ['other'] });
    expect(() => compareSides(a, other)).toThrow(/no unchanged task in common[^]*Tasks that are in B only/);
    const silent = await side({ id: 'b', verdict: () => 'unscored' });
    expect(() => compareSides(a, silent)).toThrow(/not one answer could be judged by any of 10 promises/);
    const [one = '', two = ''] = silent.promises.keys();
    expect(() => compareSides(a, silent, { family: [one, two] })).toThrow(`judged by ${one} or ${two}`);
    const promises = await side({ id: 'b', verdict: allKept, promises: ['q'] });
    expect(() => compareSides(a, promises)).toThrow(/no promise in common/);
  });

  it('uses the last scoring that reached every trial', async () => {
    const lines = madeUpRun({
      id: 'a',
      agents: ['x'],
      tasks: ['t1', 't2'],
      promises: ['p1'],
      verdict: allKept,
    });
    const [header] = lines;
    if (header?.type !== 'run') throw new Error('a run begins with its header');
    const scoring = {
      type: 'scoring' as const,
      startedAt: header.startedAt,
      vouch: '0.1.0',
      agents: header.agents,
      promises: header.promises,
    };
    const again = lines.flatMap((line) =>
      line.type === 'scored'
        ? [
            {
              ...line,
              verdicts: line.verdicts.map((verdict) => ({ ...verdict, verdict: 'broken' as const })),
            },
          ]
        : [],
    );
    const kept = async (more: typeof lines): Promise<string[]> =>
      sideOf(await collectRun([...lines, ...more], 'runs/a'), 'x').trials.map(
        (trial) => trial.verdicts.get('p1')!.verdict,
      );
    expect(await kept([scoring, ...again])).toEqual(['broken', 'broken']);
    expect(await kept([scoring, ...again.slice(1)])).toEqual(['kept', 'kept']);
  });
});
