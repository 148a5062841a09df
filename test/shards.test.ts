import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunLine } from '../src/runs/format.ts';
import { runFolders } from '../src/runs/run-folders.ts';
import { linesOf } from './live-project.ts';
import { smallProject } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { type Finished, vouchHere } from './vouch.ts';

const answer = (agent: string, task: string): string => `---
agent: ${agent}
task: ${task}
---
<!-- user -->
Please ${task}.

<!-- assistant -->
${agent === 'careful' ? 'Which numbers do you have in mind?' : `\`\`\`python\ndef ${task}(a, b):\n    return a + b\n\`\`\``}
`;

/** Two agents, two tasks, five repeats: twenty trials. */
function project(): Promise<TempFolder> {
  const files: Record<string, string> = {};
  for (const agent of ['careful', 'terse'])
    for (const task of ['add', 'greet'])
      for (const ending of ['', '.2', '.3', '.4', '.5'])
        files[`datasets/transcripts/${agent}/${task}${ending}.md`] = answer(agent, task);
  return smallProject(files);
}

const run = (at: TempFolder, output: string, ...args: string[]): Promise<Finished> =>
  vouchHere(['run', '--repeat', '5', '--json', '--no-progress', '-o', output, ...args], { cwd: at.path });

const idOf = ({ stdout }: Finished): string => (JSON.parse(stdout) as { run: { id: string } }).run.id;

/** A line without what tells only when and for how long. */
const timeless = (line: RunLine): unknown =>
  JSON.parse(JSON.stringify(line, (key, value: unknown) => (key === 'latencyMs' ? undefined : value)));

const isOf =
  (...types: RunLine['type'][]) =>
  (line: RunLine): boolean =>
    types.includes(line.type);

describe('vouch run --shard and vouch merge', () => {
  it('give the trials, verdicts and report of the run without shards', async () => {
    await using at = await project();
    const whole = idOf(await run(at, 'whole'));
    const shards: string[] = [];
    for (const shard of ['1/3', '2/3', '3/3'])
      shards.push(`shards/${idOf(await run(at, 'shards', '--shard', shard))}`);
    const merged = await vouchHere(['merge', ...shards.toReversed(), '--json', '-o', 'merged'], {
      cwd: at.path,
    });
    expect(merged.stderr).toBe('');
    expect(merged.code).toBe(0);

    const path = (folder: string): string => at.file(`${folder}/run.jsonl`);
    const [one, other] = [
      await linesOf(path(`whole/${whole}`)),
      await linesOf(path(`merged/${idOf(merged)}`)),
    ];
    const sorted = (lines: readonly RunLine[]): string[] =>
      lines
        .filter(isOf('trial', 'scored'))
        .map((line) => JSON.stringify(timeless(line)))
        .toSorted();
    expect(sorted(other)).toEqual(sorted(one));
    expect(sorted(other)).toHaveLength(40);
    const header = ([first]: readonly RunLine[]): object => ({ ...first, id: '', startedAt: '' });
    expect(header(other)).toEqual(header(one));
    const report = async (folder: string): Promise<string> =>
      (await readFile(at.file(`${folder}/report.md`), 'utf8')).replaceAll(
        /\d{4}-\d\d-\d\dT?[\d:.-]*Z?(?:-[0-9a-f]{6})?/g,
        '',
      );
    expect(await report(`merged/${idOf(merged)}`)).toBe(await report(`whole/${whole}`));

    const counts = await Promise.all(
      shards.map(async (shard) => (await linesOf(path(shard))).filter(isOf('trial'))),
    );
    expect(counts.map((trials) => trials.length)).toEqual([7, 7, 6]);
    for (const trials of counts)
      expect(new Set(trials.map((line) => (line.type === 'trial' ? line.agent : '')))).toEqual(
        new Set(['careful', 'terse']),
      );
  });

  it('name a shard that is missing, given twice, unfinished or of another run', async () => {
    await using at = await project();
    const [a, b] = [
      idOf(await run(at, 'runs', '--shard', '1/2')),
      idOf(await run(at, 'runs', '--shard', '2/2')),
    ];
    const merge = (...runs: string[]): Promise<Finished> =>
      vouchHere(['merge', ...runs, '-o', 'runs'], { cwd: at.path });
    expect(await merge(a)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('shard 2/2 missing') as string,
    });
    expect((await merge(a, b, b)).stderr).toContain('shard 2/2 is given 2 times');
    expect((await merge(idOf(await run(at, 'runs')), b)).stderr).toContain('is no shard of a run');

    const other = idOf(await run(at, 'runs', '--shard', '2/2', '-n', '1'));
    expect((await merge(a, other)).stderr).toMatch(/is not of one run with .*: task greet is gone/);

    const file = at.file(`runs/${b}/run.jsonl`);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await writeFile(file, `${lines.slice(0, -3).join('\n')}\n`);
    expect((await merge(a, b)).stderr).toMatch(
      /shard 2\/2 is not finished, \d of 10 trials are scored; go on with/,
    );
    await vouchHere(['run', '--resume', b, '-o', 'runs', '--json', '--no-progress'], { cwd: at.path });
    expect((await merge(a, b)).code).toBe(0);
  });

  it('name a damaged conversation, and leave no part of a merged run behind', async () => {
    await using at = await project();
    const shards = [
      idOf(await run(at, 'runs', '--shard', '1/2')),
      idOf(await run(at, 'runs', '--shard', '2/2')),
    ];
    const file = at.file(`runs/${shards[1]}/run.jsonl`);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"truncated":false', '"truncated":7'));
    expect(await vouchHere(['merge', ...shards, '-o', 'runs'], { cwd: at.path })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/run\.jsonl: no trial line stands at byte \d+: the run file was damaged/),
    });
    expect((await readdir(at.file('runs'))).toSorted()).toEqual(shards.toSorted());
  });

  it('show the merged run when it is whole, so that nothing goes on with a part of it if the process is killed', async () => {
    await using at = await project();
    const shards = [
      idOf(await run(at, 'runs', '--shard', '1/2')),
      idOf(await run(at, 'runs', '--shard', '2/2')),
    ];
    const merged = new AbortController();
    const merging = vouchHere(['merge', ...shards, '--json', '-o', 'runs'], { cwd: at.path });
    void merging.finally(() => merged.abort());
    const seen = new Set<number>();
    while (!merged.signal.aborted) {
      for (const folder of await runFolders(at.file('runs')))
        if (!shards.includes(basename(folder))) seen.add((await linesOf(join(folder, 'run.jsonl'))).length);
      await setImmediate();
    }
    // The header, twenty trials with their verdicts, the end.
    expect([...seen]).toEqual([42]);
    expect((await readdir(at.file(`runs/${idOf(await merging)}`))).toSorted()).toEqual([
      'report.html',
      'report.md',
      'run.jsonl',
      'summary.json',
    ]);
  });

  it('refuse a shard that cannot be, and one that would have no trials', async () => {
    await using at = await project();
    for (const wrong of ['0/3', '4/3', '3', '1/0', 'a/b'])
      expect((await run(at, 'runs', '--shard', wrong)).stderr).toContain(`--shard "${wrong}": expected`);
    expect((await run(at, 'runs', '--shard', '99/100')).stderr).toContain('shard 99/100 has no trials');
  });
});
