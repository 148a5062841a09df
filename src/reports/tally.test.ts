import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { madeUpRun } from '../../test/made-up-run.ts';
import type { RunLine } from '../runs/format.ts';
import { buildReport, type Report } from './report.ts';
import { RunCount } from './tally.ts';

const VERDICTS = ['broken', 'unscored', 'kept', 'broken', 'not-applicable'] as const;

/** Every repeat of every task ends in another way, with words of its own. */
function lines(): RunLine[] {
  return madeUpRun({
    id: 'r',
    agents: ['careful', 'terse'],
    tasks: Array.from({ length: 25 }, (_, at) => `t${(at * 7) % 25}`),
    repeats: 2,
    promises: ['p1', 'p2'],
    verdict: ({ agent, task, repeat, promise }) =>
      VERDICTS[(agent.length + Number(task.slice(1)) + repeat * 3 + promise.length) % VERDICTS.length]!,
    failed: ({ task }) => task === 't3' || task === 't7',
  }).map((line): RunLine => {
    const place = JSON.stringify(line).slice(0, 90);
    if (line.type === 'trial' && line.error)
      return {
        ...line,
        error: { ...line.error, kind: line.task === 't3' ? 'refused' : 'timeout', message: place },
      };
    if (line.type !== 'scored') return line;
    return {
      ...line,
      verdicts: line.verdicts.map((found) => ({
        ...found,
        why: `${found.promise} ${place}`,
        ...(found.verdict === 'unscored' ? { cause: `cause ${line.repeat}` } : {}),
      })),
    };
  });
}

function reportOf(inOrder: readonly RunLine[]): Report {
  const count = new RunCount('r');
  for (const line of inOrder) count.add(line);
  return buildReport(count.tally());
}

/** Each trial with its verdicts. */
function pairs(all: readonly RunLine[]): RunLine[][] {
  const found = new Map<string, RunLine[]>();
  for (const line of all)
    if (line.type === 'trial' || line.type === 'scored') {
      const place = `${line.agent} ${line.task} ${line.repeat}`;
      found.set(place, [...(found.get(place) ?? []), line]);
    }
  return [...found.values()];
}

describe('the report of a run', () => {
  it('is the same in whatever order the trials ended', () => {
    const [header, ...rest] = lines();
    const expected = reportOf([header!, ...rest]);
    expect(expected.errors.map(({ kind }) => kind)).toEqual(['timeout', 'refused']);
    expect(expected.examples.length).toBeGreaterThan(2);
    const units = pairs(rest);
    fc.assert(
      fc.property(fc.shuffledSubarray([...units.keys()], { minLength: units.length }), (order) => {
        const shuffled = order.flatMap((at) => units[at]!);
        expect(JSON.stringify(reportOf([header!, ...shuffled]))).toBe(JSON.stringify(expected));
      }),
    );
  });
});
