import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_SCORERS } from './index.ts';
import { BASE, loadControls, type Control } from './shared/controls.ts';
import { verdictOf } from './shared/testing.ts';

const FOLDER = new URL('controls/', import.meta.url);
const FEWEST = 3;
const ids = [...BUILT_IN_SCORERS.keys()];
const all = await loadControls(FOLDER);

const verdict = async (id: string, { turns, user }: Control): Promise<string> => {
  const scorer = BUILT_IN_SCORERS.get(id);
  if (scorer === undefined) throw new Error(`no scorer ${id}`);
  const { verdict: found, why } = await verdictOf(scorer, turns, user);
  return `${found}: ${why}`;
};

describe('every built-in scorer', () => {
  it.each(ids)(
    '%s has at least three mutants that break its promise and three suspicious answers that keep it',
    (id) => {
      const controls = all.get(id);
      expect(controls?.filter((one) => one.verdict === 'broken').length).toBeGreaterThanOrEqual(FEWEST);
      expect(
        controls?.filter((one) => one.verdict === 'kept' && one.name !== BASE).length,
      ).toBeGreaterThanOrEqual(FEWEST);
    },
  );

  it('has its controls under its own name', async () => {
    const files = (await readdir(FOLDER)).map((file) => file.replace(/\.yaml$/, ''));
    expect(files.filter((file) => !BUILT_IN_SCORERS.has(file))).toEqual([]);
  });
});

describe.each([...all])('%s', (id, controls) => {
  it.each(controls.map((control) => [control.verdict, control.name, control] as const))(
    'is %s by %s',
    async (expected, _, control) => {
      expect(await verdict(id, control)).toMatch(new RegExp(`^${expected}:`));
    },
  );
});
