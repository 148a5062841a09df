import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../input/user-error.ts';
import { loadAgent, loadAgents } from './load-agent.ts';

const FIXTURES = 'test/fixtures/agents';

describe('loading agent definitions as coding assistants do', () => {
  it('takes a description with unquoted colons and quotes in full', async () => {
    const agent = await loadAgent(`${FIXTURES}/unquoted-colons.md`);
    expect(agent).toMatchObject({
      id: 'unquoted-colons',
      name: 'release-scribe',
      model: undefined,
      color: undefined,
      tools: [],
    });
    expect(agent.description).toMatch(
      /^Call this agent after a merge .*user: 'Tag 4\.2 is out.*<\/commentary><\/example>$/,
    );
  });

  it('keeps the two characters \\n of a one-line description, and reads the keys after it', async () => {
    const agent = await loadAgent(`${FIXTURES}/literal-newlines.md`);
    expect(agent.description).toMatch(
      /^Use this agent when a query is slow: .*indexes\.\\n\\nExamples:\\n- <example>.*<\/example>$/,
    );
    expect(agent).toMatchObject({
      name: 'query-doctor',
      model: 'opus',
      color: 'pink',
      tools: ['Glob', 'Grep', 'Read', 'mcp__postgres__explain', 'Bash(psql -c:*, pg_dump:*)'],
    });
  });

  it('reads a quoted description by the rules of YAML', async () => {
    const agent = await loadAgent(`${FIXTURES}/escaped-newlines.md`);
    expect(agent.description).toBe(
      'Builds features from data.\\n\\n<example>\\nuser: "Which columns predict churn?"\\nassistant: "The feature-carpenter agent will look."\\n</example>',
    );
    expect(agent).toMatchObject({ model: 'haiku', color: 'blue' });
  });

  it('reads lists, folded text and comments, and keeps further keys as they were', async () => {
    const agent = await loadAgent(`${FIXTURES}/yaml-list.md`);
    expect(agent).toMatchObject({
      name: 'page-tester',
      description: 'Checks pages for keyboard traps.',
      tools: ['Read', 'mcp__playwright__browser_click'],
      model: 'inherit',
      extra: { since: '2026-01-02', permissionMode: 'plan', maxTurns: 12 },
    });
  });

  it('does not take the lines of a sample dialogue for keys', async () => {
    const agent = await loadAgent(`${FIXTURES}/open-dialogue.md`);
    expect(agent.description).toBe(
      [
        'Moves services between clouds. Examples:',
        '<example>',
        'Context: The bill doubled.',
        'user: "Can we leave this provider?"',
        'assistant: "The port-pilot agent will list what holds us."',
        '</example>',
        'It also estimates the egress: in dollars.',
      ].join('\n'),
    );
    expect(agent).toMatchObject({ tools: ['Read', 'WebFetch'], color: 'cyan', extra: { owner: 'platform' } });
  });

  it.each(['unquoted-colons', 'literal-newlines', 'escaped-newlines', 'yaml-list', 'open-dialogue'])(
    'hands over the body of %s byte for byte, with the line it begins on',
    async (id) => {
      const path = `${FIXTURES}/${id}.md`;
      const [agent, file] = await Promise.all([loadAgent(path), readFile(path, 'utf8')]);
      const lines = file.split('\n');
      const closing = lines.indexOf('---', 1);
      expect(agent.prompt).toBe(lines.slice(closing + 1).join('\n'));
      expect(agent.promptLine).toBe(closing + 2);
    },
  );
});

describe('loading several agent definitions', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vouch-agents-'));
    await mkdir(join(folder, 'old'));
    await writeFile(join(folder, 'reviewer.md'), '---\nname: reviewer\n---\nRead twice.\n');
    await writeFile(join(folder, 'old', 'reviewer.md'), '---\nname: reviewer\n---\nRead once.\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('keeps the order given and reads a file named twice once', async () => {
    const paths = ['yaml-list', 'escaped-newlines', 'yaml-list'].map((id) => `${FIXTURES}/${id}.md`);
    expect((await loadAgents(paths)).map((agent) => agent.id)).toEqual(['yaml-list', 'escaped-newlines']);
  });

  it('refuses two files with one id and names both', async () => {
    const [one, other] = [join(folder, 'reviewer.md'), join(folder, 'old', 'reviewer.md')];
    await expect(loadAgents([one, other])).rejects.toThrow(
      new UserError(
        `${other}: has the same id "reviewer" as ${one}; expected file names that differ, rename one`,
      ),
    );
  });

  it('says what is wrong with a path', async () => {
    await expect(loadAgent(join(folder, 'gone.md'))).rejects.toThrow(/gone\.md: no such file/);
    await expect(loadAgent(folder)).rejects.toThrow(/is a folder/);
  });
});
