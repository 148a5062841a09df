import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { smallProject } from '../../test/project.ts';
import { vouchHere } from '../../test/vouch.ts';

describe('vouch promises', () => {
  test('says which rubrics wait for a judge, by whether the suite has one', async () => {
    const rubric = `promises:\n  - id: typed\n    title: Typed\n    stated: ['type hints?']\n    scorer: { rubric: Has type hints. }\n`;
    await using folder = await smallProject({ 'evals/promises.yaml': rubric });
    const suite = await readFile(folder.file('evals/small.yaml'), 'utf8');
    await using judged = await smallProject({
      'evals/promises.yaml': rubric,
      'evals/small.yaml': `${suite}judge: { model: haiku }\n`,
    });
    const alone = ['agents/terse.md', '--catalogue', 'evals/promises.yaml'];
    const said = async (cwd: string, ...args: string[]): Promise<string> =>
      (await vouchHere(['promises', ...args], { cwd })).stdout;
    for (const text of [await said(folder.path), await said(judged.path, ...alone)]) {
      expect(text).toContain('Promised, and needs a judge (1)');
      expect(text).toContain('Scored: 0 % of promises made');
    }
    for (const text of [await said(judged.path), await said(judged.path, ...alone, '--suite', 'small')]) {
      expect(text).toContain('Promised and scored (1)');
      expect(text).toContain('Scored: 100 % of promises made');
    }
  });
});
