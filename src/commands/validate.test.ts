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
    expect(stdout).toMatch(/^evals\/desk\.yaml {2}good {2}1 agents, 1 tasks, 1 promises made\n$/);
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
      'recorded/clerk/book.md': '',
    });
    const { code, stdout } = await vouchHere(['validate'], { cwd: folder.path });
    expect(stdout).toContain('1 of 2 recordings are missing: recorded/silent/book.md');
    expect(stdout).toMatch(/agents\/silent\.md: makes no promise of the catalogue/);
    expect(code).toBe(0);
  });

  test('says how to begin where there is no suite', async () => {
    await using folder = await tempFolder();
    const { code, stderr } = await vouchHere(['validate'], { cwd: folder.path });
    expect(stderr).toBe('vouch: no suite in evals/; `vouch init` writes one\n');
    expect(code).toBe(2);
  });
});
