import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { vouchHere } from '../../test/vouch.ts';

const AGENT =
  '---\nname: clerk\nmodel: sonnet\n---\nAlways ask clarifying questions before you write code.\n';
const CATALOGUE =
  'promises:\n  - id: asks-before-code\n    title: Asks\n    stated: [clarifying questions]\n    scorer: asks-before-code\n';
const GOOD = {
  'agents/clerk.md': AGENT,
  'evals/promises.yaml': CATALOGUE,
  'evals/desk.yaml':
    'agents: ../agents/*.md\ndatasets: ../datasets/*.csv\npromises: promises.yaml\nmodel: anthropic\n',
  'datasets/tasks.csv': 'id,task\nbook,Book a room.\n',
};

const SPOKEN =
  '---\nagent: clerk\ntask: book\n---\n<!-- user -->\nBook a room.\n\n<!-- assistant -->\nWhich one?\n';

describe('vouch validate', () => {
  test('finds nothing wrong with the suites of this project', async () => {
    const { code, stdout } = await vouchHere(['validate', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { suite: 'evals/backend.yaml', agents: 5, tasks: 12, findings: [] },
    ]);
    expect(code).toBe(0);
  });

  test('needs no key to check a suite of a live model', async () => {
    await using folder = await tempFolder(GOOD);
    const { code, stdout } = await vouchHere(['validate'], { cwd: folder.path });
    expect(stdout).toMatch(/^evals\/desk\.yaml {2}good {2}1 agent, 1 task, 1 promise made\n$/);
    expect(code).toBe(0);
  });

  test('names all that is wrong in one go, each with its place', async () => {
    await using folder = await tempFolder({
      ...GOOD,
      'agents/nameless.md': '---\ndescription: x\n---\nHello.\n',
      'agents/strange.md': AGENT.replace('sonnet', 'gpt-7'),
      'datasets/tasks.csv': 'id,task\nbook,Book a room.\nbook,Again.\n',
      'evals/promises.yaml': CATALOGUE.replace('scorer: asks-before-code', 'scorer: asks-nicely'),
      'evals/desk.yaml': `${GOOD['evals/desk.yaml']}gate: { floors: { asks-befor-code: 0.9 } }\n`,
    });
    const { code, stdout } = await vouchHere(['validate', 'desk'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stdout).toContain('5 errors');
    for (const line of [
      /agents\/nameless\.md:\d+: .*name/,
      /agents\/strange\.md: unknown model "gpt-7"/,
      /datasets\/tasks\.csv:3: id "book" stands at datasets\/tasks\.csv:2 already/,
      /evals\/promises\.yaml: promise "asks-before-code" names the scorer "asks-nicely"/,
      /evals\/desk\.yaml: gate\.floors: unknown promise "asks-befor-code"/,
    ]) {
      expect(stdout).toMatch(line);
    }
  });

  test('points at the line of a key that a suite cannot have', async () => {
    await using folder = await tempFolder({
      ...GOOD,
      'evals/desk.yaml': `${GOOD['evals/desk.yaml']}repeat: 3\n`,
    });
    const { code, stdout } = await vouchHere(['validate', 'desk'], { cwd: folder.path });
    expect(stdout).toMatch(/evals\/desk\.yaml:5: .*repeat/);
    expect(code).toBe(2);
  });

  test('warns of recordings that are missing and of agents that promise nothing, and exits with 0', async () => {
    await using folder = await tempFolder({
      ...GOOD,
      'agents/silent.md': '---\nname: silent\n---\nYou are a clerk.\n',
      'evals/desk.yaml': GOOD['evals/desk.yaml'].replace('model: anthropic', 'replay: ../recorded'),
      'recorded/clerk/book.md': SPOKEN,
    });
    const { code, stdout } = await vouchHere(['validate'], { cwd: folder.path });
    expect(stdout).toContain('1 of 2 recordings are missing: recorded/silent/book.md');
    expect(stdout).toMatch(/agents\/silent\.md: makes no promise of the catalogue/);
    expect(code).toBe(0);
  });

  const RECORDED = {
    'evals/desk.yaml': GOOD['evals/desk.yaml'].replace('model: anthropic', 'replay: ../recorded'),
  };
  const RUBRIC = {
    'evals/promises.yaml': CATALOGUE.replace('scorer: asks-before-code', 'scorer: { rubric: Asks. }'),
  };
  const suite = (model: string, more = ''): Record<string, string> => ({
    'evals/desk.yaml': `${GOOD['evals/desk.yaml'].replace('model: anthropic', `model: '${model}'`)}${more}`,
  });

  test.each([
    ['a model that is none', suite('gpt'), 'evals/desk.yaml: model: unknown model "gpt"; known are replay, '],
    [
      'a server without an address',
      suite('openai-compatible:foo'),
      'openai-compatible: found "foo", expected a base URL',
    ],
    ['a model that is not known', suite('anthropic:gppt'), 'anthropic:gppt: unknown model "gppt"'],
    [
      'a provider without a name',
      suite('promptfoo:'),
      'evals/desk.yaml: model: promptfoo: found "", expected a provider id',
    ],
    [
      'a replay without a folder',
      suite('replay'),
      'error    evals/desk.yaml: model "replay" needs `replay:`',
    ],
    ['a folder that is not there', RECORDED, 'recorded: no such folder; expected recorded transcripts'],
    [
      'a sentinel that is no agent',
      suite('anthropic', 'sentinel: nix\n'),
      'evals/desk.yaml: sentinel: unknown agent "nix"; known are clerk',
    ],
    [
      'promises of an agent that is none',
      suite('anthropic', 'perAgent: { nix: {} }\n'),
      'evals/desk.yaml: perAgent: unknown agent "nix"',
    ],
    [
      'a judge that is not known',
      { ...RUBRIC, ...suite('anthropic', 'judge: { model: sonnnet }\n') },
      'evals/desk.yaml: judge.model: unknown model "sonnnet"',
    ],
    [
      'a judge of what has no rubric',
      suite('anthropic', 'judge: { model: sonnet, prefer: [nix] }\n'),
      'evals/desk.yaml: judge.prefer names "nix", which has no `rubric`',
    ],
    [
      'a calibration that is none',
      { 'evals/promises.calibration.json': 'junk' },
      'evals/promises.calibration.json: not valid JSON',
    ],
    [
      'a recording that is none',
      { ...RECORDED, 'recorded/clerk/book.md': 'Hello.\n' },
      'recorded/clerk/book.md:1: expected front matter',
    ],
    [
      'a repeat of a recording that is none',
      {
        'evals/desk.yaml': `${RECORDED['evals/desk.yaml']}repeats: 2\n`,
        'recorded/clerk/book.md': SPOKEN,
        'recorded/clerk/book.2.md': 'Hello.\n',
      },
      'recorded/clerk/book.2.md:1: expected front matter',
    ],
  ])('finds what `vouch run` would refuse: %s', async (_, files, line) => {
    await using folder = await tempFolder({ ...GOOD, ...files });
    const { code, stdout } = await vouchHere(['validate'], { cwd: folder.path });
    expect(stdout).toContain('1 error  1 agent, 1 task, 1 promise made\n');
    expect(stdout).toContain(line);
    expect(code).toBe(2);
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789' };
    const ran = await vouchHere(['run', 'desk', '--no-progress'], { cwd: folder.path, env });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
  });

  test('takes a file for a suite although one of its keys is misspelt, as `vouch run` does', async () => {
    const nightly = GOOD['evals/desk.yaml'].replace('datasets:', 'dataset:');
    await using folder = await tempFolder({ ...GOOD, 'evals/nightly.yaml': nightly });
    const { code, stdout } = await vouchHere(['validate'], { cwd: folder.path });
    expect(stdout).toMatch(/^evals\/desk\.yaml {2}good/);
    expect(stdout).toMatch(/evals\/nightly\.yaml:2: .*"dataset"/);
    expect(code).toBe(2);
    expect(await vouchHere(['run'], { cwd: folder.path })).toMatchObject({
      code: 2,
      stderr: 'vouch: several suites in evals/; name one of evals/desk.yaml, evals/nightly.yaml\n',
    });
  });

  test('takes no catalogue for a suite, whatever else it says', async () => {
    await using folder = await tempFolder({
      ...GOOD,
      'evals/promises.yaml': `agents: all of them\n${CATALOGUE.replace('promises:', 'promises: # ours\n')}`,
    });
    const { stdout } = await vouchHere(['validate', '--json'], { cwd: folder.path });
    expect(JSON.parse(stdout)).toMatchObject([{ suite: 'evals/desk.yaml' }]);
  });

  test('says how to begin where there is no suite, and which files are none', async () => {
    await using folder = await tempFolder();
    expect(await vouchHere(['validate'], { cwd: folder.path })).toMatchObject({
      stderr: 'vouch: no suite in evals/; `vouch init` writes one, or name the file of yours\n',
      code: 2,
    });
    await using other = await tempFolder({ 'evals/promises.yaml': CATALOGUE, 'evals/x.yml': 'agent: a\n' });
    expect(await vouchHere(['run'], { cwd: other.path })).toMatchObject({
      stderr:
        'vouch: no suite in evals/; none of evals/promises.yaml, evals/x.yml has `agents` or `datasets`; `vouch init` writes one, or name the file of yours\n',
      code: 2,
    });
  });
});
