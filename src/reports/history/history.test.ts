import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { type MadeUpRun, madeUpRun, madeUpRunFile, names } from '../../../test/made-up-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { vouchHere } from '../../../test/vouch.ts';
import type { RunHeader, RunLine } from '../../runs/format.ts';
import { binomialAtLeast, binomialAtMost } from '../../stats/binomial.ts';
import { randomFrom } from '../../stats/random.ts';
import { buildHistory, type HistoryOptions } from './build-history.ts';
import { alarmOf } from './drops.ts';
import { renderHistoryMarkdown } from './history-markdown.ts';
import { renderHistory } from './history-text.ts';
import { countRun } from './nightly-run.ts';
import type { CountedSeries } from './series.ts';
import type { History } from './history.ts';

const TASKS = names('t', 24);

/** Night `n` of a made-up month: two variants, two promises, nearly always kept. */
interface Night {
  readonly n: number;
  readonly hour?: number;
  /** Tasks of 24 on which the variant keeps p1; 23 by default. */
  readonly editedKeeps?: number;
  readonly frozenKeeps?: number;
  /** Of the variant `edited`. */
  readonly prompt?: string;
  readonly header?: Partial<RunHeader>;
  readonly served?: string;
  readonly reused?: boolean;
}

function runOf({
  n,
  hour = 3,
  editedKeeps = 23,
  frozenKeeps = 23,
  prompt = 'first',
  header,
}: Night): MadeUpRun {
  const day = `2026-10-${String(n).padStart(2, '0')}`;
  return {
    id: `${day}-${hour}`,
    agents: ['edited', 'frozen'],
    tasks: TASKS,
    promises: ['p1', 'p2'],
    verdict: ({ agent, task, promise }) => {
      const keeps = promise === 'p2' ? 24 : agent === 'frozen' ? frozenKeeps : editedKeeps;
      return TASKS.indexOf(task) < keeps ? 'kept' : 'broken';
    },
    header: {
      startedAt: `${day}T0${hour}:00:00.000Z`,
      suite: { name: 'made-up', path: 'evals/made-up.yaml', hash: 'suite', sentinel: 'frozen' },
      agents: ['edited', 'frozen'].map((id) => ({
        id,
        path: `agents/${id}.md`,
        name: id,
        model: 'm',
        prompt: 'p',
        promptLine: 1,
        promptHash: id === 'edited' ? prompt : 'frozen',
        fileHash: id,
        promises: [
          { id: 'p1', lines: [3] },
          { id: 'p2', lines: [4] },
        ],
      })),
      ...header,
    },
  };
}

async function historyOf(nights: readonly Night[], options: HistoryOptions = {}): Promise<History> {
  const runs = await Promise.all(
    nights.map((night) => {
      async function* lines(): AsyncGenerator<RunLine> {
        for (const line of madeUpRun(runOf(night))) {
          if (line.type !== 'trial') yield line;
          else {
            const { served, reused } = night;
            const more = {
              ...(served === undefined ? {} : { servedModel: served }),
              ...(reused ? { reused } : {}),
            };
            yield { ...line, turns: line.turns.map((turn) => ({ ...turn, ...more })) };
          }
        }
      }
      return countRun(lines(), 'run');
    }),
  );
  return buildHistory({ runs, remarks: [] }, options, 'reports/runs');
}

/** Nights 1 to `last`, the last `changed.length` of them as these say. */
function month(last: number, ...changed: Partial<Night>[]): Night[] {
  return Array.from({ length: last }, (_, index) => ({
    n: index + 1,
    ...changed[index - last + changed.length],
  }));
}

const print = (history: History): string => stripVTControlCharacters(renderHistory(history, { width: 120 }));

describe('the nightly alarm', () => {
  it('is raised where the last night kept fewer than the nights before, and says the chance of that', async () => {
    const history = await historyOf(month(16, { editedKeeps: 14 }));
    expect(history.last.alarms).toMatchObject([
      {
        agent: 'edited',
        promise: 'p1',
        night: 15,
        window: 1,
        before: { kept: 322, applicable: 336 },
        now: { kept: 14, applicable: 24 },
        sentinel: 'held',
      },
    ]);
    expect(print(history)).toMatch(
      /ALARM {2}edited · p1: kept 322\/336 \(96 %\) before, 14\/24 \(58 %\) last night\. If nothing had changed, so few would be kept (once in [\d,]+|less than once in a million) times\. The sentinel frozen did not drop\./,
    );
  });

  it('is silent on a steady month', async () => {
    const history = await historyOf(month(16));
    expect(history.last).toMatchObject({ alarms: [], drops: [], changes: [], looked: 4 });
    expect(history.earlierAlarms).toEqual([]);
    expect(print(history)).toContain('Nothing changed since the night before: no alarm over 4 pairs');
  });

  it('says that the model changed where the sentinel dropped likewise', async () => {
    const history = await historyOf(month(16, { editedKeeps: 12, frozenKeeps: 13 }));
    expect(history.last.alarms.map(({ agent, sentinel }) => [agent, sentinel])).toEqual([
      ['edited', 'dropped'],
      ['frozen', 'itself'],
    ]);
    expect(print(history)).toContain('The sentinel frozen dropped likewise: the model changed.');
    expect(renderHistoryMarkdown(history)).toContain('the model changed');
  });

  it('keeps in sight what alarmed some nights ago', async () => {
    const history = await historyOf(month(18, { editedKeeps: 14 }, {}, {}));
    expect(history.last.alarms.filter(({ window }) => window === 1)).toEqual([]);
    expect(history.earlierAlarms[0]).toMatchObject({ night: 15, agent: 'edited', window: 1 });
    expect(print(history)).toContain('Earlier alarm, 2026-10-16: edited · p1 322/336 96 % → 14/24 58 %');
  });
});

describe('a break in the line', () => {
  it('parts the nights before an edit from those after it: a drop is told, and is no alarm', async () => {
    const history = await historyOf(month(16, { prompt: 'second', editedKeeps: 12 }));
    expect(history.last.alarms).toEqual([]);
    expect(history.last.drops).toMatchObject([{ agent: 'edited', promise: 'p1', sentinel: 'held' }]);
    expect(history.series.find(({ agent }) => agent === 'edited')?.breaks).toEqual([
      { night: 15, reasons: [{ kind: 'agent', why: 'its prompt changed (first → second)' }] },
    ]);
    expect(print(history)).toContain(
      'The sentinel frozen did not drop: the prompt did it, as far as the sentinel can tell.',
    );
  });

  it('of an edited prompt is not blamed where the frozen sentinel dropped in the same night', async () => {
    const history = await historyOf(month(16, { prompt: 'second', editedKeeps: 12, frozenKeeps: 12 }));
    expect(history.last.drops).toMatchObject([{ agent: 'edited', sentinel: 'dropped' }]);
  });

  it.each<[string, Partial<Night>, string]>([
    ['another model behind the name', { served: 'm-2' }, 'another model answered (m-1 → m-2)'],
    [
      'another scorer',
      { header: { promises: [promise('p1', 'p1@2'), promise('p2', 'p2@1')] } },
      'p1: another scorer (p1@1 → p1@2)',
    ],
    [
      'other parameters',
      { header: { model: { provider: 'replay', params: { maxTokens: 5 } } } },
      'other parameters ({} → {"maxTokens":5})',
    ],
    [
      'other tasks',
      {
        header: {
          tasks: [{ id: 't1', title: '', kind: '', stack: '', clarity: '', metadata: {}, hash: 'new' }],
        },
      },
      'other tasks (23 gone, 1 changed)',
    ],
  ])('is told for %s', async (_, changed, why) => {
    const history = await historyOf(month(4, { ...changed }).map((night) => ({ served: 'm-1', ...night })));
    expect(history.last.changes).toMatchObject([{ why, agents: ['edited', 'frozen'] }]);
    expect(print(history)).toContain(`edited, frozen: ${why}`);
  });
});

function promise(id: string, scorer: string): RunHeader['promises'][number] {
  return { id, title: `Title of ${id}`, severity: 'block', scorer, hash: `hash-${id}` };
}

test('a history of many nights says on the terminal how many of them it draws, and what its marks mean', async () => {
  const text = async (nights: number): Promise<string> =>
    stripVTControlCharacters(renderHistory(await historyOf(month(nights)), { width: 85 }));
  expect(await text(16)).toContain(
    'one block a night, the last 15 of 16, higher is better; │ the line breaks; · no verdict that night',
  );
  expect(await text(15)).toContain('one block a night, higher is better;');
});

describe('a night', () => {
  it('takes the runs of one day together', async () => {
    const history = await historyOf([...month(2), { n: 2, hour: 5 }]);
    expect(history.nights.map(({ date, runs }) => [date, runs.length])).toEqual([
      ['2026-10-01', 1],
      ['2026-10-02', 2],
    ]);
    expect(history.series[0]?.points.map(({ applicable }) => applicable)).toEqual([24, 48]);
  });

  it('counts the runs like its last one where they differ', async () => {
    const history = await historyOf([...month(2), { n: 2, hour: 5, prompt: 'second' }]);
    expect(history.series[0]?.points.map(({ applicable }) => applicable)).toEqual([24, 24]);
    expect(history.last.changes).toMatchObject([{ kind: 'agent', agents: ['edited'] }]);
  });

  it('is not counted where it only repeats the answers of an earlier run', async () => {
    const history = await historyOf(month(3, { reused: true, editedKeeps: 5 }));
    expect(history.series.every(({ points }) => points.every(({ night }) => night < 2))).toBe(true);
    expect(history.remarks[0]).toContain('took the answers of 48 trials from earlier runs');
  });
});

test('vouch report --history exits with 1 on an alarm, 0 without, 2 where there is nothing', async () => {
  const files = Object.fromEntries(
    month(16, { editedKeeps: 12 }).map((night) => [`runs/${night.n}/run.jsonl`, madeUpRunFile(runOf(night))]),
  );
  // A live comparison stopped on its result: its trials would be no fair night.
  files['runs/compared/run.jsonl'] = madeUpRunFile({
    ...runOf({ n: 17 }),
    header: { ...runOf({ n: 17 }).header, comparison: true },
  });
  await using project = await tempFolder(files);
  const alarmed = await vouchHere(
    ['report', '--history', 'runs', '--reporter', 'terminal', '--reporter', 'json=h.json'],
    {
      cwd: project.path,
    },
  );
  expect(alarmed).toMatchObject({ code: 1, stderr: '' });
  expect(alarmed.stdout).toContain('made-up  16 nights, 2026-10-01 to 2026-10-16');
  const { 'runs/16/run.jsonl': _, ...quiet } = files;
  await using before = await tempFolder(quiet);
  expect((await vouchHere(['report', '--history', 'runs'], { cwd: before.path })).code).toBe(0);
  const none = await vouchHere(['report', '--history', 'nowhere'], { cwd: project.path });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('no run in nowhere') });
  const unknown = await vouchHere(['report', '--history', 'runs', '--sentinel', 'who'], {
    cwd: project.path,
  });
  expect(unknown.stderr).toContain('no run has the sentinel "who"; its agents are edited, frozen');
});

test('vouch report --history counts each answer once: neither copies of a run nor shards beside what they were merged to', async () => {
  const night = runOf({ n: 1 });
  const shard = (index: number): string =>
    madeUpRunFile({ ...night, id: `shard ${index}`, header: { ...night.header, shard: { index, of: 2 } } });
  await using project = await tempFolder({
    'runs/a/run.jsonl': madeUpRunFile(night),
    'runs/a copy/run.jsonl': madeUpRunFile(night),
    'runs/b/run.jsonl': shard(1),
    'runs/c/run.jsonl': shard(2),
    'shards/b/run.jsonl': shard(1),
  });
  const report = (folder: string) =>
    vouchHere(['report', '--history', folder, '--reporter', 'json'], { cwd: project.path });
  const history = JSON.parse((await report('runs')).stdout) as History;
  expect(history.series[0]?.points).toMatchObject([{ kept: 23, applicable: 24 }]);
  expect(history.remarks).toEqual([
    `Left out: runs/a copy holds run ${night.id} once more`,
    'Left out: 2 shards; `vouch merge` puts the shards of a run together',
  ]);
  expect(await report('shards')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no run in shards (left out: 1 shard;') as string,
  });
});

describe('the nightly rule, simulated', () => {
  const PROMISES = 20;

  /** Whether the last of 22 nights alarms; tasks differ, and the last `nights` of the first promise keep fewer. */
  function lastNightAlarms(
    seed: string,
    drop: { nights: number; by: number },
  ): { any: boolean; first: boolean } {
    const random = randomFrom(seed);
    const alarms = Array.from({ length: PROMISES }, (_, promise) => {
      const rates = TASKS.map(() => 1 - 0.3 * random() ** 2);
      const series = nightsWith((night, task) => {
        const isDropped = promise === 0 && night >= 22 - drop.nights;
        return random() < rates[task]! - (isDropped ? drop.by : 0);
      });
      return alarmOf(series, 21, PROMISES) !== undefined;
    });
    return { any: alarms.includes(true), first: alarms[0] === true };
  }

  function nightsWith(isKept: (night: number, task: number) => boolean): CountedSeries {
    const condition = {
      prompt: 'p',
      model: 'm',
      served: [],
      way: {},
      tasks: new Map<string, string>(),
      tasksHash: 't',
      scorer: 's',
      scorerHash: 'h',
    };
    const nights = Array.from({ length: 22 }, (_, night) => ({
      night,
      condition,
      tasks: new Map(TASKS.map((id, task) => [id, { kept: Number(isKept(night, task)), n: 1 }])),
    }));
    return { agent: 'a', promise: 'p', points: [], breaks: [], nights };
  }

  it('seldom alarms when nothing changed', () => {
    const alarmed = names('quiet/', 300).filter(
      (seed) => lastNightAlarms(seed, { nights: 0, by: 0 }).any,
    ).length;
    expect(binomialAtLeast(alarmed, 300, 0.01), `${alarmed} of 300`).toBeGreaterThan(1e-3);
  });

  it('finds a drop of 40 points in one night, of 25 in three and of 15 in seven, in three of four cases and more', () => {
    for (const [nights, by] of [
      [1, 0.4],
      [3, 0.25],
      [7, 0.15],
    ] as const) {
      const found = names(`drop/${nights}/`, 100).filter(
        (seed) => lastNightAlarms(seed, { nights, by }).first,
      ).length;
      expect(binomialAtMost(found, 100, 0.75), `${found} of 100`).toBeGreaterThan(1e-3);
    }
  });
});
