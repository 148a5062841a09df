import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { madeUpRunFile } from '../../test/made-up-run.ts';
import { smallProject } from '../../test/project.ts';
import { vouchHere } from '../../test/vouch.ts';

test('an estimate names the run that it rests on so that no terminal obeys it', async () => {
  await using project = await smallProject({ 'reports/runs/r/run.jsonl': '' });
  const suite = { name: 'small', path: project.file('evals/small.yaml'), hash: 'suite' };
  await writeFile(
    project.file('reports/runs/r/run.jsonl'),
    madeUpRunFile({
      id: '\u001b[2J',
      agents: ['terse'],
      tasks: ['add'],
      promises: ['python-type-hints'],
      verdict: () => 'kept',
      header: { suite },
    }),
  );
  const { code, stdout } = await vouchHere(['run', '--model', 'anthropic', '--dry-run'], {
    cwd: project.path,
  });
  expect(code).toBe(0);
  expect(stdout).toContain(String.raw`(as in run \u{1b}[2J)`);
});
