import { describe, expect, it } from 'vitest';
import { smallProject } from '../../test/project.ts';
import { vouch } from '../../test/vouch.ts';
import { planPower } from './plan-power.ts';

describe('the plan of a comparison', () => {
  it('says what it will find, and what repeats and tasks would buy', () => {
    const [here, more] = planPower({ tasks: 24, repeats: 3, promises: 20 });
    const drop = Number(
      /drop of (\d+) points of one of 20 promises that the base keeps in 95 %/.exec(here!)![1],
    );
    expect(here).toContain('24 tasks × 3');
    const bought = [...more!.matchAll(/(\d+) points/g)].map((match) => Number(match[1]));
    expect(more).toMatch(
      /^Smallest drop found with 5 repeats \d+ points, 10 repeats \d+ points, twice the tasks \d+ points\./,
    );
    expect(bought.every((points) => points < drop)).toBe(true);
    expect(bought[1]).toBeLessThan(bought[0]!);
  });

  it('says when nothing can be found at all', () => {
    const [here] = planPower({ tasks: 10, repeats: 1, promises: 20 });
    expect(here).toContain('finds no drop of one of 20 promises');
    expect(here).toContain('12 one-way flips are needed, 10 are possible');
  });

  it('is printed by a dry run', async () => {
    await using project = await smallProject({ 'datasets/transcripts/README.md': '' });
    const { code, stdout } = await vouch(['run', '--dry-run', '--repeat', '4'], { cwd: project.path });
    expect(code).toBe(0);
    expect(stdout).toContain('2 tasks × 4');
    expect(stdout).toMatch(/Smallest drop found with 5 repeats .*, twice the tasks /);
  });
});
