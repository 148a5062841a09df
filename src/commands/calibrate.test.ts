import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { smallProject, transcript } from '../../test/project.ts';
import type { TempFolder } from '../../test/temp-folder.ts';
import { vouchHere } from '../../test/vouch.ts';
import { loadTrust } from '../promises/trust.ts';

const LABELS = `task,promise,label,note
add,python-type-hints,kept,
add,tests-included,broken,
`;

function labelled(labels = LABELS): Promise<TempFolder> {
  return smallProject({
    'datasets/transcripts/terse/add.md': transcript(
      'add',
      '```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```\n',
    ),
    'datasets/labels/terse.csv': labels,
  });
}

describe('vouch calibrate', () => {
  test('with --promise and --write leaves what was measured for other promises as it was', async () => {
    await using folder = await labelled();
    const calibrate = (...args: string[]) => vouchHere(['calibrate', ...args], { cwd: folder.path });
    expect(await calibrate('--write')).toMatchObject({ code: 0 });
    const before = await loadTrust(folder.file('evals/promises.yaml'));
    expect([...before.keys()]).toEqual(['python-type-hints', 'tests-included']);

    await writeFile(folder.file('datasets/labels/terse.csv'), LABELS.replace('kept', 'broken'));
    await calibrate('--promise', 'python-type-hints', '--write');
    const after = await loadTrust(folder.file('evals/promises.yaml'));
    expect(after.get('tests-included')).toEqual(before.get('tests-included'));
    expect(after.get('python-type-hints')).toMatchObject({ agreement: 0 });
  });

  test('names the labels of promises that the catalogue does not have, and counts the others', async () => {
    await using folder = await labelled(`${LABELS}add,python-type-hint,kept,\nadd,is-kind,na,\n`);
    const { code, stderr, stdout } = await vouchHere(
      ['calibrate', '--promise', 'python-type-hints', '--json'],
      { cwd: folder.path },
    );
    expect(stderr).toBe(
      `note: datasets/labels/terse.csv:4: no promise "python-type-hint" in evals/promises.yaml; the label is left out
note: datasets/labels/terse.csv:5: no promise "is-kind" in evals/promises.yaml; the label is left out
`,
    );
    expect(JSON.parse(stdout)).toMatchObject([{ promise: 'python-type-hints', agreement: 1 }]);
    expect(code).toBe(0);
  });
});
