import { access, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CAREFUL, TERSE } from '../../test/project.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { PROJECT, vouchHere } from '../../test/vouch.ts';

const REPOSITORY = {
  '.claude/agents/careful.md': CAREFUL,
  '.claude/agents/team/terse.md': TERSE,
  '.claude/agents/README.md': '# Our agents\n',
};

describe('vouch init', () => {
  test('writes for the agents it finds what `vouch validate` finds good', async () => {
    await using folder = await tempFolder(REPOSITORY);
    const { code, stdout } = await vouchHere(['init'], { cwd: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain('2 agents: .claude/agents/careful.md, .claude/agents/team/terse.md');
    expect(stdout).toContain('skipped  .claude/agents/README.md:1');
    const checked = await vouchHere(['validate', '--json'], { cwd: folder.path });
    expect(JSON.parse(checked.stdout)).toMatchObject([
      { suite: 'evals/agents.yaml', agents: 2, tasks: 5, findings: [] },
    ]);
    expect(checked.code).toBe(0);
  });

  test('fills the catalogue with the promises that the agents make, and only those', async () => {
    await using folder = await tempFolder(REPOSITORY);
    const { stdout } = await vouchHere(['init', '--json'], { cwd: folder.path });
    const { promises } = JSON.parse(stdout) as { promises: string[] };
    expect(promises).toEqual(
      expect.arrayContaining(['asks-before-code', 'python-type-hints', 'tests-included']),
    );
    const catalogue = await readFile(folder.file('evals/promises.yaml'), 'utf8');
    expect([...catalogue.matchAll(/^ {2}- id: (.+)$/gm)].map(([, id]) => id)).toEqual(promises);
    expect(catalogue).not.toMatch(/^\s*# ---/m);
  });

  test('never touches a file that is there, and may be run again', async () => {
    await using folder = await tempFolder({ ...REPOSITORY, 'datasets/tasks.csv': 'id,task\nmine,Mine.\n' });
    await vouchHere(['init'], { cwd: folder.path });
    await writeFile(folder.file('evals/agents.yaml'), 'mine');
    const { code, stdout } = await vouchHere(['init', '--json'], { cwd: folder.path });
    expect(JSON.parse(stdout)).toMatchObject({
      created: [],
      kept: expect.arrayContaining(['evals/agents.yaml']),
    });
    expect(await readFile(folder.file('evals/agents.yaml'), 'utf8')).toBe('mine');
    expect(await readFile(folder.file('datasets/tasks.csv'), 'utf8')).toBe('id,task\nmine,Mine.\n');
    expect(code).toBe(0);
  });

  test('names the agents that a suite which it keeps does not have', async () => {
    await using folder = await tempFolder(REPOSITORY);
    await vouchHere(['init'], { cwd: folder.path });
    await writeFile(folder.file('.claude/agents/new.md'), CAREFUL.replace('name: careful', 'name: new'));
    const { stdout } = await vouchHere(['init'], { cwd: folder.path });
    expect(stdout.match(/^missing .*$/gm)).toEqual([
      'missing  .claude/agents/new.md is not among the agents of the suite that was kept; add it there',
    ]);
  });

  test.each([
    ['packages/api', /^note {5}GitHub reads workflows .* in \.\.[\\/]\.\., and name these agents$/m],
    ['.', /^(?![^]*^note)/m],
  ])('run in %s of a repository, says where its workflow has to stand', async (place, said) => {
    await using folder = await tempFolder({
      '.git/HEAD': 'ref: refs/heads/main\n',
      [`${place}/agents/careful.md`]: CAREFUL,
    });
    const { stdout } = await vouchHere(['init'], { cwd: folder.file(place) });
    expect(stdout).toMatch(said);
    expect((await vouchHere(['init', '--no-workflow'], { cwd: folder.file(place) })).stdout).not.toMatch(
      /^note/m,
    );
  });

  test('takes the agents it is told, and leaves the workflow out when asked to', async () => {
    await using folder = await tempFolder({ 'prompts/careful.md': CAREFUL });
    const { code } = await vouchHere(['init', 'prompts/*.md', '--no-workflow'], { cwd: folder.path });
    expect(code).toBe(0);
    expect(await readFile(folder.file('evals/agents.yaml'), 'utf8')).toContain('"../prompts/careful.md"');
    await expect(access(folder.file('.github'))).rejects.toThrow('ENOENT');
  });

  test.each([
    [['.claude/agents/a.md', 'agents/b/c.md'], ''],
    [['prompts/a.md'], "'prompts/**', "],
    [
      ['prompts/a.md', 'prompts/deep/b.md', 'agents/c.md', "it's c++/d.md"],
      String.raw`'it''s c\+\+/**', 'prompts/**', `,
    ],
    [['AGENT.md', 'x/b.md'], "'AGENT.md', 'x/**', "],
  ])('writes a workflow that begins when %j change', async (agents, added) => {
    await using folder = await tempFolder(
      Object.fromEntries(
        agents.map((path, index) => [path, CAREFUL.replace('name: careful', `name: agent-${index}`)]),
      ),
    );
    const { code, stderr } = await vouchHere(['init', ...agents], { cwd: folder.path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const ours = await readFile(`${PROJECT}/docs/workflows/vouch-gate.yml`, 'utf8');
    expect(await readFile(folder.file('.github/workflows/vouch-gate.yml'), 'utf8')).toBe(
      ours.replace("paths: ['.claude", `paths: [${added}'.claude`),
    );
  });

  test('says where it looked when there are no agents', async () => {
    await using folder = await tempFolder({ 'agents/README.md': '# Nothing\n' });
    const { code, stderr } = await vouchHere(['init'], { cwd: folder.path });
    expect(stderr).toMatch(/^vouch: no agent definitions here; looked for \.claude\/agents/);
    expect(stderr).toContain('agents/README.md:1');
    expect(code).toBe(2);
  });
});
