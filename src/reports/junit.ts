import { XMLBuilder } from 'fast-xml-parser';
import { brief, plain } from './plain.ts';
import type { Cell, Report } from './report.ts';
import { percentText } from './words.ts';

/** A run as JUnit XML: a test suite for each agent, a test case for each of its promises. */
export function renderJunit(report: Report): string {
  const suites = report.agents.map((agent) => suiteOf(agent, report));
  const total = (key: keyof Counts): number => suites.reduce((sum, suite) => sum + suite.counts[key], 0);
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': plain(report.run.suite),
      '@tests': total('tests'),
      '@failures': total('failures'),
      '@errors': total('errors'),
      testsuite: suites.map(({ xml }) => xml),
    },
  };
  return new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
  }).build(document);
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function suiteOf(agent: Report['agents'][number], report: Report): { counts: Counts; xml: object } {
  const file = plain(agent.path);
  const cases = agent.promises.map(({ id, lines }) => {
    const cell = report.cells.find((cell) => cell.agent === agent.id && cell.promise === id);
    return {
      '@name': plain(id),
      '@classname': plain(agent.id),
      '@file': file,
      ...(lines[0] === undefined ? {} : { '@line': lines[0] }),
      ...outcomeOf(cell, agent, id, report),
    };
  });
  const having = (key: string): number => cases.filter((testCase) => key in testCase).length;
  const counts = {
    tests: cases.length,
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
  };
  return {
    counts,
    xml: {
      '@name': plain(agent.id),
      '@tests': counts.tests,
      '@failures': counts.failures,
      '@errors': counts.errors,
      '@skipped': counts.skipped,
      '@timestamp': report.run.startedAt.slice(0, 19),
      '@file': file,
      testcase: cases,
    },
  };
}

/** A promise that was broken once has failed; one that could never be judged is an error, not a pass. */
function outcomeOf(
  cell: Cell | undefined,
  agent: Report['agents'][number],
  id: string,
  report: Report,
): object {
  if (!cell) return withoutVerdicts(agent, id, report);
  const judged = cell.kept + cell.broken;
  if (judged === 0) {
    return cell.unscored > 0
      ? { error: { '@message': `could not be judged: ${causesText(cell)}`, '@type': 'unscored' } }
      : { skipped: { '@message': 'never applied' } };
  }
  if (cell.broken > 0) {
    return {
      failure: { '@message': keptText(cell), '@type': 'broken', '#text': evidenceText(cell, report) },
    };
  }
  return { 'system-out': keptText(cell) };
}

function withoutVerdicts(agent: Report['agents'][number], id: string, { unjudged }: Report): object {
  if (agent.unscoredPromises.includes(id)) return { skipped: { '@message': 'nothing scores this promise' } };
  if (unjudged.some(({ promise, cause }) => promise === id && cause === 'no-judge'))
    return { skipped: { '@message': 'needs a judge, and the suite declares none' } };
  return { error: { '@message': 'could not be judged: no trial has a verdict on it', '@type': 'unscored' } };
}

/** `kept 9 of 12 (75 %, 95 % interval 47–91 %)`. */
export function keptText({ kept, broken, rate, interval, unscored }: Cell): string {
  const share =
    rate === null || interval === null
      ? ''
      : ` (${percentText(rate)}, 95 % interval ${Math.round(interval.low * 100)}–${percentText(interval.high)})`;
  const missing = unscored > 0 ? `, ${unscored} could not be judged` : '';
  return `kept ${kept} of ${kept + broken}${share}${missing}`;
}

function causesText({ causes }: Cell): string {
  return Object.entries(causes)
    .map(([cause, count]) => `${plain(cause)} ${count}×`)
    .join(', ');
}

function evidenceText(cell: Cell, { examples }: Report): string {
  const example = examples.find(({ agent, promise }) => agent === cell.agent && promise === cell.promise);
  const more = cell.broken > cell.brokenOn.length ? ' …' : '';
  return [
    `broken on: ${cell.brokenOn.map(plain).join(', ')}${more}`,
    ...(example
      ? [
          `${plain(example.task)}, repeat ${example.repeat}: ${brief(example.why, 2000)}`,
          ...example.evidence.map(
            ({ turn, line, quote, why }) =>
              `  turn ${turn}, line ${line}: ${brief(quote, 500)} (${brief(why, 500)})`,
          ),
        ]
      : []),
  ].join('\n');
}
