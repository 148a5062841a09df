import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadTasks } from '../src/datasets/load-tasks.ts';
import type { Task } from '../src/datasets/task.ts';
import { parseExpected } from '../src/integrations/promptfoo/import/expected.ts';
import type { Report } from '../src/reports/report.ts';
import { CAREFUL, smallProject } from './project.ts';
import { tempFolder, type TempFolder } from './temp-folder.ts';
import { vouch, vouchHere } from './vouch.ts';

const CONFIG = `description: Support answers
prompts:
  - file://prompts/terse.txt
  - { id: file://prompts/kind.json, label: kind }
  - 'Tell {{question}}'
  - file://prompts/generated.js
  - '{% if x %}a{% endif %}'
providers:
  - file://provider.py
  - id: anthropic:messages:claude-sonnet-5-5
    config: { temperature: 0, max_tokens: 900, apiKey: sk-ant-secret }
  - openai:gpt-4o
defaultTest:
  assert:
    - { type: not-contains, value: sorry, weight: 2 }
tests:
  - description: Refund
    vars: { question: Can I get a refund?, expected: 30 days, kind: billing }
    assert:
      - { type: icontains, value: '{{expected}}', metric: Says how long }
      - { type: llm-rubric, value: Is polite. }
      - { type: latency, threshold: 2000 }
      - { type: javascript, value: 'process.exit(9)' }
    threshold: 0.5
  - vars: { question: [a, b] }
  - vars: { question: '{{name}}?' }
  - { vars: { question: '{{name}}?' }, assert: [{ type: contains, value: name }] }
  - { vars: { question: '{{name}}?', other: x } }
  - file://more.csv
  - https://docs.google.com/spreadsheets/x
redteam: { purpose: x }
`;
const MORE = `question,__expected,__expected2,__description,__metadata:owner,__threshold
Where is my parcel?,"icontains-any: track, ""a, b""",not-contains: never,Parcel,shop,0.5
`;

function promptfooProject(files: Record<string, string> = {}): Promise<TempFolder> {
  return tempFolder({
    'promptfooconfig.yaml': CONFIG,
    'more.csv': MORE,
    'prompts/terse.txt': 'You are terse.\n\nQuestion: {{question}}\n',
    'prompts/kind.json': JSON.stringify([
      { role: 'system', content: 'You are kind.' },
      { role: 'user', content: 'Question: {{question}}' },
    ]),
    'prompts/generated.js': 'process.exit(9)',
    ...files,
  });
}

async function yamlOf(folder: TempFolder, path: string): Promise<unknown> {
  return parse(await readFile(folder.file(path), 'utf8'));
}

describe('vouch import promptfoo', () => {
  it('makes agents of prompts, tasks of tests, and promises of assertions', async () => {
    await using folder = await promptfooProject();
    const imported = await vouchHere(['import', 'promptfoo', 'promptfooconfig.yaml'], { cwd: folder.path });
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(folder.file('evals/support-answers/agents/terse.md'), 'utf8')).toBe(
      '---\nname: terse\ndescription: Imported from prompts/terse.txt\n---\nYou are terse.\n',
    );
    expect(await yamlOf(folder, 'evals/support-answers/suite.yaml')).toMatchObject({
      agents: ['agents/terse.md', 'agents/kind.md'],
      model: 'anthropic:claude-sonnet-5-5',
      params: { maxTokens: 900, temperature: 0 },
    });
    expect(await yamlOf(folder, 'evals/support-answers/tasks.yaml')).toEqual([
      {
        id: 'refund',
        title: 'Refund',
        task: 'Question: Can I get a refund?',
        question: 'Can I get a refund?',
        expected: '30 days',
        kind: 'billing',
      },
      { id: 'test', title: 'test', task: 'Question: {{name}}?', question: '{{name}}?' },
      {
        id: 'parcel',
        title: 'Parcel',
        task: 'Question: Where is my parcel?',
        question: 'Where is my parcel?',
        owner: 'shop',
      },
    ]);
    const { promises } = (await yamlOf(folder, 'evals/support-answers/promises.yaml')) as {
      promises: { id: string; applies?: object; scorer: object }[];
    };
    expect(promises.map(({ id, applies, scorer }) => ({ id, applies, scorer }))).toEqual([
      { id: 'not-contains-sorry', scorer: { promptfoo: { type: 'not-contains', value: 'sorry' } } },
      {
        id: 'says-how-long',
        applies: { id: ['refund'] },
        scorer: { promptfoo: { type: 'icontains', value: '{{expected}}' } },
      },
      { id: 'llm-rubric-is-polite', applies: { id: ['refund'] }, scorer: { rubric: 'Is polite.' } },
      {
        id: 'javascript-process-exit-9',
        applies: { id: ['refund'] },
        scorer: { promptfoo: { type: 'javascript', value: 'process.exit(9)' } },
      },
      {
        id: 'contains-name',
        applies: { id: ['test'] },
        scorer: { promptfoo: { type: 'contains', value: 'name' } },
      },
      {
        id: 'icontains-any-track-a-b',
        applies: { id: ['parcel'] },
        scorer: { promptfoo: { type: 'icontains-any', value: ['track', 'a, b'] } },
      },
      {
        id: 'not-contains-never',
        applies: { id: ['parcel'] },
        scorer: { promptfoo: { type: 'not-contains', value: 'never' } },
      },
    ]);
  });

  it('names all that it leaves out, in the output and in the suite, and takes no key along', async () => {
    await using folder = await promptfooProject();
    const { stdout } = await vouchHere(['import', 'promptfoo', 'promptfooconfig.yaml', '--json'], {
      cwd: folder.path,
    });
    const { unmapped } = JSON.parse(stdout) as { unmapped: string[] };
    expect(unmapped).toMatchInlineSnapshot(`
      [
        "redteam: has no place in a suite",
        "prompts/terse.txt: is sent in two parts: the lines without variables as system prompt, the others as the message of the user",
        "prompts[2]: holds only the words of the user, no system prompt",
        "prompts[3]: prompts/generated.js is a program, which is not run",
        "prompts[4]: template logic ({% %}, {# #}); only {{variables}} are understood",
        "tests[0]: threshold has no place in a task",
        "more.csv:2: column __threshold",
        "tests[6]: https://docs.google.com/spreadsheets/x is not a file here; nothing is fetched",
        "defaultTest: weight has no effect; every promise is counted by itself",
        "tests[0]: imported, but mind: llm-rubric needs a \`judge\` in the suite, and is unscored without one",
        "tests[0]: latency needs more than the text of an answer",
        "tests[0]: imported, but mind: javascript runs code of the config when a run is scored",
        "tests[1]: the test, since its variable question is a list of values",
        "tests[3]: asks what test asks; its assertions are among that task's",
        "tests[4]: the test, since it asks what test asks, with other variables",
        "providers[0]: file://provider.py is a program, which is not run; name a model with --model",
        "providers[1]: config.apiKey",
        "providers[2]: a suite has one model; try --model promptfoo:openai:gpt-4o",
      ]
    `);
    const suite = await readFile(folder.file('evals/support-answers/suite.yaml'), 'utf8');
    for (const line of unmapped) expect(suite).toContain(`#   ${line}\n`);
    expect(stdout + suite).not.toContain('sk-ant-secret');
  });

  it('asks what promptfoo would ask: merged keys, and variables with other variables in them', async () => {
    await using folder = await promptfooProject({
      'promptfooconfig.yaml': `x: &base { vars: { product: Widget, question: 'Who sells {{product}}?', note: null } }
prompts: ["You sell {{product}}.\\n\\n{{question}} ({{product}}{{note}})", 'Be kind.']
defaultTest: { vars: { product: Gadget, note: '' } }
tests:
  - { <<: *base, description: merged }
  - { description: nested, vars: { question: 'How much is {{ product }} in {{place}}?' } }
  - { description: filtered, vars: { question: '{{ product | upper }}?' } }
  - { description: filed, vars: { question: Why?, product: file://product.txt } }
  - spaced.csv
`,
      'spaced.csv': 'question, __expected ,note\nWhat?,  contains: that ,\nfile://why.txt,,\n',
    });
    const { stdout } = await vouchHere(['import', 'promptfoo', 'promptfooconfig.yaml', '-o', 'x', '--json'], {
      cwd: folder.path,
    });
    const tasks = (await yamlOf(folder, 'x/tasks.yaml')) as { task: string }[];
    expect(tasks.map(({ task }) => task)).toEqual([
      'You sell Widget.\nWho sells Widget? (Widget)',
      'You sell Gadget.\nHow much is Gadget in {{place}}? (Gadget)',
      'You sell Gadget.\nWhat? (Gadget)',
    ]);
    expect(await yamlOf(folder, 'x/promises.yaml')).toMatchObject({
      promises: [{ scorer: { promptfoo: { type: 'contains', value: 'that' } } }],
    });
    expect((JSON.parse(stdout) as { unmapped: string[] }).unmapped).toEqual(
      expect.arrayContaining([
        'tests[2]: the test, since its variable question holds {{ product | upper }}, which is more than a variable',
        'tests[3]: the test, since its variable product is a file',
        'spaced.csv:3: the test, since its variable question is a file',
      ]),
    );
    // promptfoo asks once; nobody answers questions.
    expect(await yamlOf(folder, 'x/suite.yaml')).toMatchObject({ conversation: { maxTurns: 1 } });
  });

  it('names the files of assertions from the folder of the suite, and makes no rubric of a file name', async () => {
    await using folder = await promptfooProject({
      'promptfooconfig.yaml': `prompts: ['You are kind.']
defaultTest:
  assert:
    - { type: is-json, value: file://schemas/answer.json }
    - { type: llm-rubric, value: file://rubric.txt }
tests: [{ vars: { question: Why? } }]
`,
    });
    await vouchHere(['import', 'promptfoo', 'promptfooconfig.yaml', '-o', 'evals/x'], { cwd: folder.path });
    expect(await yamlOf(folder, 'evals/x/promises.yaml')).toMatchObject({
      promises: [
        { scorer: { promptfoo: { type: 'is-json', value: 'file://../../schemas/answer.json' } } },
        { scorer: { promptfoo: { type: 'llm-rubric', value: 'file://../../rubric.txt' } } },
      ],
    });
  });

  it('leaves out conversations that it cannot read as such, wherever they stand', async () => {
    await using folder = await promptfooProject({
      'promptfooconfig.yaml': `prompts:
  - |
    [
      { "role": "user", "content": [{ "type": "text", "text": "{{question}}" }] }
    ]
  - file://dumped.json
  - file://looped.json
  - 'You are kind.'
tests: [{ vars: { question: Why? } }]
`,
      'dumped.json': '[{ "role": "user", "content": {{ question | dump }} }]',
      'looped.json': '[{% for line in lines %}{ "role": "user", "content": "x" }{% endfor %}]',
    });
    const { stdout, stderr } = await vouch(['import', 'promptfoo', 'promptfooconfig.yaml', '-o', 'x'], {
      cwd: folder.path,
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^1 agent, 1 task/);
    for (const place of ['prompts[0]', 'dumped.json', 'looped.json'])
      expect(stdout).toContain(`${place}: is not a list of messages with role and content`);
  });

  it('gives a suite that runs: variables reach the assertions', async () => {
    const recorded = (id: string, answer: string): string =>
      `---\nagent: terse\ntask: ${id}\n---\n<!-- user -->\nx\n\n<!-- assistant -->\n${answer}\n`;
    await using folder = await promptfooProject({
      'promptfooconfig.yaml': `prompts: [file://prompts/terse.txt]
tests:
  - { description: Short, vars: { question: How long?, expected: 30 days, kind: hours }, assert: [{ type: icontains, value: '{{expected}}' }, { type: contains, value: '{{kind}} or weeks' }] }
  - { description: Long, vars: { question: And how long now?, expected: 90 days }, assert: [{ type: icontains, value: '{{expected}}' }] }
`,
      'recorded/terse/short.md': recorded('short', 'Within 30 DAYS or weeks.'),
      'recorded/terse/long.md': recorded('long', 'Within 30 DAYS.'),
    });
    const { code } = await vouch(['import', 'promptfoo', 'promptfooconfig.yaml', '-o', 'evals/x'], {
      cwd: folder.path,
    });
    expect(code).toBe(0);
    const suite = await readFile(folder.file('evals/x/suite.yaml'), 'utf8');
    await using ran = await tempFolder({
      'suite.yaml': `${suite}replay: ${folder.file('recorded')}\n`,
      'tasks.yaml': await readFile(folder.file('evals/x/tasks.yaml'), 'utf8'),
      'promises.yaml': await readFile(folder.file('evals/x/promises.yaml'), 'utf8'),
      'agents/terse.md': await readFile(folder.file('evals/x/agents/terse.md'), 'utf8'),
    });
    const { stdout } = await vouch(['run', 'suite.yaml', '--json'], { cwd: ran.path });
    const { cells } = JSON.parse(stdout) as Report;
    expect(cells).toMatchObject([
      { agent: 'terse', promise: 'icontains-expected', kept: 1, broken: 1 },
      { agent: 'terse', promise: 'contains-kind-or-weeks', kept: 0, broken: 1 },
    ]);
  });

  it('reads a test CSV alone, and an agent definition in place', async () => {
    await using folder = await promptfooProject({
      'agents/careful.md': CAREFUL,
      'promptfooconfig.yaml': 'prompts: file://agents/*.md\ntests: more.csv\n',
    });
    const run = (args: string[]) => vouchHere(args, { cwd: folder.path });
    await run(['import', 'promptfoo', 'promptfooconfig.yaml', '-o', 'evals/a']);
    expect(await yamlOf(folder, 'evals/a/suite.yaml')).toMatchObject({ agents: ['../../agents/careful.md'] });
    const alone = await run(['import', 'promptfoo', 'more.csv']);
    expect(alone.stdout).toMatch(/0 agents, 1 task, 2 promises from more\.csv/);
    expect(alone.stdout).toMatch(/more\.csv: no agent; name some with --agents/);
    const judged = ['--agents', 'agents/careful.md', '--all-promises', '--model', 'anthropic', '--dry-run'];
    const planned = await run(['run', 'evals/more/suite.yaml', ...judged]);
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('1 agent × 1 task × ') });
  });

  it('overwrites nothing, and says in one line what it cannot read', async () => {
    await using folder = await promptfooProject({
      'config.js': 'process.exit(9)',
      'no.yaml': 'a: 1\n',
      'loop.yaml': 'prompts: &x [*x]\ntests: a.csv\n',
    });
    const run = (...args: string[]) => vouchHere(['import', 'promptfoo', ...args], { cwd: folder.path });
    await run('promptfooconfig.yaml');
    expect(await run('promptfooconfig.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^vouch: .*suite\.yaml: exists already and is not overwritten/),
    });
    expect((await run('config.js')).stderr).toMatch(/config\.js: is a program, which is not run/);
    expect((await run('no.yaml')).stderr).toMatch(/no\.yaml: has neither `prompts` nor `tests`/);
    expect((await run('loop.yaml')).stderr).toMatch(/^vouch: loop\.yaml: refers to itself/);
    expect((await run('none.yaml')).stderr).toMatch(/none\.yaml: no such file/);
  });
});

describe('a cell of an __expected column', () => {
  it.each([
    ['', undefined],
    ['Paris', { type: 'equals', value: 'Paris' }],
    ['contains: Paris', { type: 'contains', value: 'Paris' }],
    ['not-icontains: paris', { type: 'not-icontains', value: 'paris' }],
    ['similar(0.8): Paris', { type: 'similar', value: 'Paris', threshold: 0.8 }],
    ['contains-all: a, "b, ""c""",d', { type: 'contains-all', value: ['a', 'b, "c"', 'd'] }],
    ['fn: output.length', { type: 'javascript', value: 'output.length' }],
    ['grade: is polite', { type: 'llm-rubric', value: ' is polite' }],
    ['is-json', { type: 'is-json' }],
    ['trajectory:tool-used: Read', { type: 'trajectory:tool-used', value: 'Read' }],
    ['file://check.py:grade', { type: 'python', value: 'file://check.py:grade' }],
    ['note: this', { type: 'equals', value: 'note: this' }],
  ])('%j is read as promptfoo reads it', (cell, assertion) => {
    expect(parseExpected(cell)).toEqual(assertion);
  });
});

const CASE_YAML = `schema_version: "1.1"
name: changelog
tags: [smoke]
runs: 2
colour: blue
context: { scaffold_script: fixture.sh }
execution: { max_turns: 12 }
graders:
  - { name: names-the-change, type: llm, weight: 2, criteria: PASS if the rename is named. }
  - { name: order, type: tool_order, before: Read, after: Write }
`;

function plugin(): Promise<TempFolder> {
  return tempFolder({
    'plugin/.claude-plugin/plugin.json': '{"name":"backend","experimental":{"evals":"quality/evals"}}',
    'plugin/agents/careful.md': CAREFUL,
    'plugin/quality/evals/hello/prompt.md':
      '---\ndescription: Greets\nexpected_outcome: a greeting\n---\n\nSay hello to {{user}}.\n',
    'plugin/quality/evals/hello/graders/greets.md': '---\ntype: regex\npattern: hel+o\nflags: i\n---\n',
    'plugin/quality/evals/hello/graders/calm.md':
      '---\ntype: regex\npattern: "!{3}"\nmatch: not_contains\n---\n',
    'plugin/quality/evals/hello/graders/far.md': '---\ntype: regex\npattern: a.{0,9}b\nflags: is\n---\n',
    'plugin/quality/evals/hello/graders/skill.md': '---\ntype: tool_used\ntool: Skill\n---\n',
    'plugin/quality/evals/grouped/log/case.yaml': CASE_YAML,
    'plugin/quality/evals/grouped/log/prompt.md': 'Write the changelog.\n',
    'plugin/quality/evals/grouped/log/fixture.sh': 'exit 9\n',
    'plugin/quality/evals/grouped/log/graders/greets.md': '---\ntype: regex\npattern: hel+o\nflags: i\n---\n',
    'plugin/quality/evals/zagain/prompt.md': 'Write the changelog.\n',
    'plugin/quality/evals/zagain/graders/short.md': '---\ntype: regex\npattern: "^.{1,9}$"\nflags: im\n---\n',
    'plugin/quality/evals/mocks/tracker/prompt.md': 'No case.\n',
  });
}

describe('vouch import plugin-eval', () => {
  it('makes tasks of cases and promises of graders, and names what needs tools or is not known', async () => {
    await using folder = await plugin();
    const { stdout, code } = await vouchHere(['import', 'plugin-eval', 'plugin', '-o', 'evals/p', '--json'], {
      cwd: folder.path,
    });
    expect(code).toBe(0);
    expect(await yamlOf(folder, 'evals/p/suite.yaml')).toMatchObject({
      name: 'plugin',
      agents: ['../../plugin/agents/careful.md'],
    });
    expect(await yamlOf(folder, 'evals/p/tasks.yaml')).toEqual([
      {
        id: 'changelog',
        title: 'changelog',
        task: 'Write the changelog.',
        tags: ['smoke'],
        runs: 2,
        colour: 'blue',
        max_turns: 12,
        scaffold_script: 'fixture.sh',
      },
      { id: 'hello', title: 'Greets', task: 'Say hello to {{user}}.', expected_outcome: 'a greeting' },
    ]);
    const { promises } = (await yamlOf(folder, 'evals/p/promises.yaml')) as {
      promises: Record<string, unknown>[];
    };
    expect(promises.map(({ id, applies, scorer }) => [id, applies, scorer])).toEqual([
      ['names-the-change', { id: ['changelog'] }, { rubric: 'PASS if the rename is named.' }],
      [
        'greets',
        { id: ['changelog', 'hello'] },
        { regex: { pattern: 'hel+o', turn: 'last', means: 'kept' } },
      ],
      ['calm', { id: ['hello'] }, { regex: { pattern: '!{3}', turn: 'last', means: 'broken' } }],
      ['far', { id: ['hello'] }, { regex: { pattern: 'a.{0,9}b', turn: 'last', means: 'kept' } }],
      ['short', { id: ['changelog'] }, { regex: { pattern: '^.{1,9}$', turn: 'last', means: 'kept' } }],
    ]);
    expect((JSON.parse(stdout) as { unmapped: string[] }).unmapped).toMatchInlineSnapshot(`
      [
        "plugin/quality/evals/grouped/log: runs has no effect; it is kept as a column of the task",
        "plugin/quality/evals/grouped/log: unknown key colour; it is kept as a column of the task",
        "plugin/quality/evals/grouped/log: max_turns has no effect; it is kept as a column of the task",
        "plugin/quality/evals/grouped/log: scaffold_script has no effect; it is kept as a column of the task",
        "plugin/quality/evals/zagain: asks what plugin/quality/evals/grouped/log asks; its graders are among that task's promises",
        "plugin/quality/evals/grouped/log/case.yaml (names-the-change): weight has no effect",
        "plugin/quality/evals/grouped/log/case.yaml (order): tool_order needs tools, and Vouch's answers are text",
        "plugin/quality/evals/hello/graders/calm.md (calm): letters now match whatever their case",
        "plugin/quality/evals/hello/graders/far.md (far): . no longer stands for a line break",
        "plugin/quality/evals/hello/graders/skill.md (skill): tool_used needs tools, and Vouch's answers are text",
        "llm graders are imported, but mind: they need a \`judge\` in the suite, and are unscored without one",
      ]
    `);
  });

  it('reads an eval folder or one case by itself', async () => {
    await using folder = await plugin();
    const run = (path: string) =>
      vouchHere(['import', 'plugin-eval', path, '-o', `out/${path}`], { cwd: folder.path });
    expect((await run('plugin/quality/evals')).stdout).toMatch(/1 agent, 2 tasks, 5 promises/);
    expect((await run('plugin/quality/evals/hello')).stdout).toMatch(/1 agent, 1 task, 3 promises/);
  });

  it.each([
    [{ 'e/a/graders/x.md': '---\ntype: llm\n---\nx' }, /e: no eval cases here/],
    [{ 'e/a/prompt.md': '---\nname: a\n---\n\n' }, /e\/a: has no prompt/],
    [
      { 'e/a/prompt.md': 'Hi', 'e/a/graders/x.md': '---\nweight: 1\n---\nx' },
      /graders\/x\.md: has no `type`/,
    ],
    [{ 'e/plugin.json': '{"experimental":{"evals":"../secret"}}' }, /experimental\.evals is "\.\.\/secret"/],
  ])('says in one line what is wrong with %j', async (files, message) => {
    await using folder = await tempFolder(files);
    const { code, stderr } = await vouchHere(['import', 'plugin-eval', 'e', '-o', 'out'], {
      cwd: folder.path,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('vouch import', () => {
  const GRADER = '---\ntype: regex\npattern: hi\n---\n';
  const AGENT = '---\nname: mine\n---\nYou are brief.\n';

  it.each([
    [['promptfoo', 'promptfooconfig.yaml'], 'evals/support-answers/suite.yaml --dry-run'],
    [
      ['promptfoo', 'more.csv'],
      'evals/more/suite.yaml --agents path/to/agent.md --all-promises --model anthropic:sonnet --dry-run',
    ],
    [['promptfoo', 'bare.yaml'], 'evals/bare/suite.yaml --all-promises --dry-run'],
    [['plugin-eval', 'plugin'], 'evals/plugin/suite.yaml --model anthropic:sonnet --dry-run'],
    [
      ['plugin-eval', 'e'],
      'evals/e/suite.yaml --agents path/to/agent.md --all-promises --model anthropic:sonnet --dry-run',
    ],
  ])('ends with a next step that works: %j', async (what, next) => {
    await using folder = await promptfooProject({
      'e/a/prompt.md': 'Hi',
      'e/a/graders/x.md': GRADER,
      'path/to/agent.md': AGENT,
      'bare.yaml': `prompts: ['You are kind.']
providers: [{ id: openai:gpt-4o, config: { temperature: 1.5 } }]
tests: [{ vars: { question: Why? } }]
`,
      'plugin/.claude-plugin/plugin.json': '{"name":"backend"}',
      'plugin/agents/mine.md': AGENT,
      'plugin/evals/a/prompt.md': 'Hi',
      'plugin/evals/a/graders/x.md': GRADER,
    });
    const { stdout } = await vouchHere(['import', ...what], { cwd: folder.path });
    expect(stdout).toContain(`\nNext: vouch run ${next}\n`);
    const ran = await vouchHere(['run', ...next.split(' ')], { cwd: folder.path });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('vouch export plugin-eval', () => {
  it('names ids and columns that a case has no place for', async () => {
    await using folder = await smallProject({
      'datasets/tasks.csv': 'id,task,owner,expected_outcome\nAdd_Two,Add.,shop,a sum\n',
    });
    const { stdout } = await vouchHere(['export', 'plugin-eval', 'small', '-o', 'out', '--json'], {
      cwd: folder.path,
    });
    const { unmapped } = JSON.parse(stdout) as { unmapped: string[] };
    expect(unmapped).toEqual(
      expect.arrayContaining([
        'datasets/tasks.csv:2: the id "Add_Two"; the case is add-two',
        'evals/small.yaml: columns of the tasks: owner',
      ]),
    );
  });

  it('writes cases that can be read again, and names what they cannot say', async () => {
    await using folder = await tempFolder();
    const out = folder.file('evals');
    const exported = await vouch([
      'export',
      'plugin-eval',
      'backend',
      '--agents',
      'agents/api-first.md',
      '-n',
      '2',
      '-o',
      out,
      '--json',
    ]);
    expect(exported).toMatchObject({ code: 0 });
    const { unmapped } = JSON.parse(exported.stdout) as { unmapped: string[] };
    expect(unmapped).toEqual([
      expect.stringMatching(/^code scores these in Vouch, .*: plan-before-code, /),
      expect.stringMatching(/the answers of 2 tasks/),
    ]);
    expect(await readFile(`${out}/profile-update/prompt.md`, 'utf8')).toMatch(
      /^---\nname: profile-update\ndescription: Profile update endpoint\ntags:\n  - endpoint\n/,
    );
    expect(await readFile(`${out}/profile-update/graders/tests-included.md`, 'utf8')).toMatch(
      /^---\ntype: llm\n---\n\nComes with tests\.\n\nPASS if this holds/,
    );
    const all = await vouch([
      'export',
      'plugin-eval',
      'backend',
      '-n',
      '1',
      '-o',
      folder.file('all'),
      '--json',
    ]);
    expect((JSON.parse(all.stdout) as { unmapped: string[] }).unmapped).toContain(
      'evals/backend.yaml: which of 5 agents makes which promise; a grader judges whatever agent answers',
    );
    const again = await vouch(['import', 'plugin-eval', out, '-o', folder.file('back'), '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ tasks: 2 });
    const [first, second] = await loadTasks(['datasets/backend-tasks.csv']);
    const back = await loadTasks([folder.file('back/tasks.yaml')]);
    const words = (tasks: readonly (Task | undefined)[]) =>
      new Map(tasks.map((task) => [task?.id, [task?.title, task?.task]]));
    expect(words(back)).toEqual(words([first, second]));
    expect(await vouch(['export', 'plugin-eval', 'backend', '-o', out])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/exists already and is not overwritten/),
    });
  });
});
