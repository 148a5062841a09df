import { expect, test } from 'vitest';
import { XMLParser } from 'fast-xml-parser';
import { madeUpRun, type MadeUpRun, names } from '../../test/made-up-run.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { buildReport, type Report } from './report.ts';
import { tallyRun } from './tally.ts';
import { renderTerminal } from './terminal.ts';

const RUN: MadeUpRun = {
  id: 'r',
  agents: ['begun', 'waiting'],
  tasks: names('t', 3),
  promises: ['types'],
  verdict: () => 'kept',
};

/** A run that was stopped before a trial of `waiting` had ended; its unscored verdicts wait for a judge. */
async function stopped(run: MadeUpRun): Promise<Report> {
  const lines = madeUpRun(run).filter((line) => !('agent' in line) || line.agent !== 'waiting');
  for (const line of lines)
    if (line.type === 'scored')
      for (const verdict of line.verdicts) if (verdict.verdict === 'unscored') verdict.cause = 'no-judge';
  return buildReport(await tallyRun(ReadableStream.from(lines), 'r'));
}

test('a promise that no trial was judged by is told from one that was not made', async () => {
  const report = await stopped({ ...RUN, agents: [...RUN.agents, 'other'], made: { other: [] } });
  const terminal = renderTerminal(report, { width: 200, examples: 0 });
  expect(terminal).toMatch(/^types\s+3\/3 .*\?\s+–$/m);
  expect(terminal).toContain('– not promised · ? could not be judged');
  expect(renderMarkdown(report)).toMatch(/^\| types \| 3\/3 .* \| \? \| – \|$/m);
});

test('in JUnit a promise that no trial was judged by is an error; what nothing can judge is skipped', async () => {
  const promiseOfWaiting = async (run: MadeUpRun): Promise<unknown> => {
    const xml = new XMLParser({ ignoreAttributes: false }).parse(renderJunit(await stopped(run)));
    return xml.testsuites.testsuite[1].testcase;
  };
  expect(await promiseOfWaiting(RUN)).toMatchObject({
    error: { '@_message': 'could not be judged: no trial has a verdict on it' },
  });
  expect(await promiseOfWaiting({ ...RUN, verdict: () => 'unscored' })).toMatchObject({
    skipped: { '@_message': 'needs a judge, and the suite declares none' },
  });
});
