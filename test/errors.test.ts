import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CAREFUL, smallProject } from './project.ts';
import { PROJECT, vouch, vouchHere } from './vouch.ts';

/** Everything the user must put right: the files or flags that are wrong, and what the one line must say. */
const MISTAKES: Record<string, { files?: Record<string, string>; args?: string[]; says: RegExp }> = {
  'a dataset without a task': {
    files: { 'datasets/tasks.csv': 'id,title,task,kind,stack,clarity,answers\n' },
    says: /tasks\.csv: has a header but no rows/,
  },
  'an agent file that is not there': {
    args: ['--agents', 'agents/nobody.md'],
    says: /agents\/nobody\.md: no such file/,
  },
  'a pattern that fits no agent': {
    args: ['--agents', 'agents/x*.md'],
    says: /agents\/x\*\.md: no agent file matches/,
  },
  'two agents with one id': {
    files: { 'more/careful.md': CAREFUL },
    args: ['--agents', 'agents/*.md', 'more/*.md'],
    says: /careful.*agents\/careful\.md/,
  },
  'an agent without a name': {
    files: { 'agents/careful.md': '---\ndescription: x\n---\nYou ask questions.\n' },
    says: /agents\/careful\.md:\d+:.*name/,
  },
  'two tasks with one id': {
    files: { 'datasets/tasks.csv': 'id,task\na,one\na,two\n' },
    says: /tasks\.csv:3:.*"a".*tasks\.csv:2/,
  },
  'a ragged row': {
    files: { 'datasets/tasks.csv': 'id,task,answers\na,one,yes\nb,two\n' },
    says: /tasks\.csv:3:.*2 cells.*3.*answers/,
  },
  'an unknown key of the suite': {
    files: {
      'evals/small.yaml':
        'agents: ../agents/*.md\ndatasets: ../datasets/tasks.csv\npromises: promises.yaml\nrepeat: 2\n',
    },
    says: /small\.yaml:4:.*"repeat"/,
  },
  'a suite that is not there': { args: ['nightly'], says: /no suite "nightly".*evals\/small\.yaml/ },
  'an unknown model': { args: ['--model', 'gpt'], says: /unknown model "gpt"; known are replay, anthropic/ },
  'an unknown alias': {
    args: ['--model', 'anthropic:gigantic'],
    says: /unknown model "gigantic"; known are opus, sonnet, haiku, fable/,
  },
  'a missing key': { args: ['--model', 'anthropic'], says: /ANTHROPIC_API_KEY/ },
  'a filter that fits nothing': {
    args: ['--filter', 'kind=poetry'],
    says: /no task matches the filter kind=poetry; 2 tasks/,
  },
  'an unknown scorer': {
    files: {
      'evals/promises.yaml':
        "promises:\n  - id: a\n    title: A\n    stated: ['a']\n    scorer: no-such-scorer\n",
    },
    says: /evals\/promises\.yaml: promise "a" names the scorer "no-such-scorer".*known are .*asks-before-code/,
  },
};

describe('a mistake of the user', () => {
  for (const [mistake, { files, args = [], says }] of Object.entries(MISTAKES)) {
    it(`is told in one line and exit code 2: ${mistake}`, async () => {
      await using project = await smallProject(files);
      const env = mistake === 'an unknown alias' ? { ANTHROPIC_API_KEY: 'sk-ant-x' } : {};
      const { code, stdout, stderr } = await vouchHere(['run', ...args], { cwd: project.path, env });
      expect(stderr).toMatch(says);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    });
  }

  it('on the command line is told with what was expected', async () => {
    const { code, stderr } = await vouch(['run', '--repeat', 'many']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--repeat.*many.*whole number/);
  });

  it.each([
    ['run', '--dry-run'],
    ['gate', '--dry-run'],
    ['compare', 'a', 'b', '--dry-run'],
    ['promises', '--suggest'],
  ])('is to ask %s for JSON where there is text only', async (...args) => {
    expect(await vouchHere([...args, '--json'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: option '${args.at(-1)}' cannot be used with option '--json'\n`,
    });
  });

  it.each([['run'], ['gate'], ['compare', 'a', 'b']])(
    'is to ask `%s --dry-run` for a reporter: it prints text of its own',
    async (...args) => {
      expect(await vouchHere([...args, '--dry-run', '--reporter', 'json'])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^error: option '--dry-run' cannot be used with option '--reporter/),
      });
    },
  );

  it('cannot drive the terminal with what it quotes', async () => {
    await using project = await smallProject({
      'datasets/tasks.csv': 'id,task\na\u001b]0;owned\u0007,one\na\u001b]0;owned\u0007,two\n',
    });
    const { code, stderr } = await vouch(['run'], { cwd: project.path });
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/[\u001b\u0007]/);
  });

  it('in the choice of Node is told with the version that is needed', async () => {
    const oldNode = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'24.11.1'}})`;
    const { code, stdout, stderr } = await vouch(['--help'], {
      env: { NODE_OPTIONS: `--import=${oldNode}` },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const { engines } = JSON.parse(await readFile(`${PROJECT}package.json`, 'utf8')) as {
      engines: { node: string };
    };
    expect(stderr).toMatch(/^vouch: this is Node 24\.11\.1, and Vouch needs Node [\d.]+ or later/);
    expect(stderr).toContain(engines.node.replace('>=', 'needs Node '));
  });
});
