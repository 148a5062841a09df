import { setTimeout as sleep } from 'node:timers/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Report } from '../src/reports/report.ts';
import { randomFrom } from '../src/stats/random.ts';
import { type FakeMessagesApi, startFakeMessagesApi } from './fake-messages-api.ts';
import { allTrials, conversing, countTrials, linesOf, liveEnv, runFiles } from './live-project.ts';
import { smallProject } from './project.ts';
import { startVouch, vouchHere } from './vouch.ts';

const REPEATS = 30;
/** Of a whole run: three turns of `careful`, one of `terse`, for two tasks. */
const CALLS = REPEATS * 2 * (3 + 1);
const AT_ONCE = 4;
const KILLS = 12;

async function untilRequests(api: FakeMessagesApi, count: number): Promise<void> {
  for (let waited = 0; api.requests.length < count && waited < 20_000; waited += 5) await sleep(5);
}

describe('a run whose process is killed', () => {
  it('is finished by --resume however often that happens: no trial is missing or twice, no answer paid again', async () => {
    await using project = await smallProject();
    await using api = await startFakeMessagesApi({ answer: conversing(25) });
    const random = randomFrom('kill');
    const args = [
      'run',
      '--model',
      'anthropic',
      '--repeat',
      String(REPEATS),
      '-j',
      String(AT_ONCE),
      '--json',
    ];
    const options = { cwd: project.path, env: liveEnv(api) };
    for (let kill = 0; kill < KILLS; kill++) {
      const running = startVouch(
        kill === 0 ? args : ['run', '--resume', '--json', '-j', String(AT_ONCE)],
        options,
      );
      await untilRequests(api, api.requests.length + 1 + Math.floor(random() * 18));
      await sleep(random() * 40);
      running.kill('SIGKILL');
      expect((await running.finished).code).toBeNull();
    }
    const [path, ...others] = await runFiles(project);
    expect(others).toEqual([]);
    const left = countTrials(
      (await readFile(path!, 'utf8'))
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    );
    expect(left.answered.length).toBeLessThan(4 * REPEATS);

    const last = await startVouch(['run', '--resume', '--json'], options).finished;
    expect(last).toMatchObject({ code: 0, stderr: '' });
    const report = JSON.parse(last.stdout) as Report;
    expect(report.run.trials).toEqual({
      planned: 4 * REPEATS,
      finished: 4 * REPEATS,
      failed: 0,
      truncated: 0,
    });
    const lines = await linesOf(path!);
    expect(countTrials(lines)).toEqual({ answered: allTrials(REPEATS), scored: allTrials(REPEATS) });
    expect(lines.at(-1)).toMatchObject({ type: 'ended', reason: 'whole' });
    // Only calls whose answer was not stored when the process died may have been made again: those in flight, and one that came
    // in that very moment, whose place the next call has taken.
    const most = CALLS + KILLS * (AT_ONCE + 1);
    expect(api.requests.length).toBeGreaterThanOrEqual(CALLS);
    expect(api.requests.length).toBeLessThanOrEqual(most);

    const again = await vouchHere(args, options);
    expect(JSON.parse(again.stdout)).toMatchObject({ run: { trials: { finished: 4 * REPEATS } } });
    expect(api.requests.length).toBeLessThanOrEqual(most);
  }, 180_000);

  it('goes on from any byte at which the run file may end, without one more call', async () => {
    await using project = await smallProject();
    await using api = await startFakeMessagesApi({ answer: conversing() });
    const options = { cwd: project.path, env: liveEnv(api) };
    await vouchHere(['run', '--model', 'anthropic', '--json'], options);
    const [path] = await runFiles(project);
    const whole = await readFile(path!);
    const calls = api.requests.length;
    expect(calls).toBe(8);
    const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
    const [header = 0, ...others] = ends;
    const random = randomFrom('cut');
    const anywhere = Array.from(
      { length: 12 },
      () => header + Math.floor(random() * (whole.length - header)),
    );
    // Right after each line, right before its line break, and in the middle of a character or of anything else.
    for (const cut of [header, ...others.slice(0, -1), ...others.map((end) => end - 1), ...anywhere]) {
      await writeFile(path!, whole.subarray(0, cut));
      const { code, stdout } = await vouchHere(['run', '--resume', '--json'], options);
      expect({ cut, code }).toEqual({ cut, code: 0 });
      const lines = await linesOf(path!);
      expect(countTrials(lines)).toEqual({ answered: allTrials(1), scored: allTrials(1) });
      expect((JSON.parse(stdout) as Report).run.trials).toMatchObject({ planned: 4, finished: 4, failed: 0 });
    }
    expect(api.requests).toHaveLength(calls);

    await writeFile(path!, whole.subarray(0, header - 1));
    const begun = await vouchHere(['run', '--resume'], options);
    expect(begun).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing to resume') });
    const anew = await vouchHere(['run', '--model', 'anthropic', '--json'], options);
    expect(anew.code).toBe(0);
    expect(api.requests).toHaveLength(calls);
  }, 90_000);
});
