import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAREFUL } from './project.ts';
import { tempFolder, type TempFolder } from './temp-folder.ts';
import { PROJECT } from './vouch.ts';

const execute = promisify(execFile);

interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

const TRANSCRIPT = `---
agent: careful
task: list-endpoint
---
<!-- user -->
Please fix it.

<!-- assistant -->
\`\`\`python
def orders(customer: int) -> list[int]:
    return []
\`\`\`

\`\`\`sql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
CREATE INDEX ON orders (customer_id);
\`\`\`

\`\`\`graphql
type Query { orders(customer: ID!): [ID!]! }
\`\`\`

\`\`\`yaml
openapi: 3.1.0
info: { title: Orders, version: "1" }
paths:
  /orders:
    get:
      responses: { "200": { description: The orders } }
\`\`\`
`;

/** Needs the registry and a minute; CI sets the variable. */
describe.runIf(process.env['VOUCH_TEST_PACKAGE'])('the package, installed into an empty project', () => {
  let app: TempFolder;
  let packed: { filename: string; size: number; files: PackedFile[] };

  const inApp = (command: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    execute(command, args, { cwd: app.path });
  /** The installed command by this Node, wherever the machine's own node comes from. */
  const vouch = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    inApp(process.execPath, 'node_modules/.bin/vouch', ...args);

  beforeAll(async () => {
    app = await tempFolder({ 'package.json': '{ "type": "module" }', '.claude/agents/careful.md': CAREFUL });
    const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', app.path], {
      cwd: PROJECT,
      maxBuffer: 1e8,
    });
    // npm's own output comes after that of the build.
    [packed] = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as [typeof packed];
    const omitted = ['--omit=dev', '--omit=peer', '--no-audit', '--no-fund', '--cache', app.file('.npm')];
    await inApp('npm', 'install', ...omitted, `./${packed.filename}`);
  }, 300_000);

  afterAll(() => app[Symbol.asyncDispose]());

  test('holds what it needs at run time and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'action.yml',
        'dist/cli.js',
        'dist/index.d.ts',
        'dist/index.js',
        'docs/workflows/vouch-gate.yml',
        'docs/workflows/vouch-nightly.yml',
        'evals/promises.yaml',
        'evals/schema/suite.schema.json',
      ]),
    );
    const unexpected = /\.test\.|(?<!\.d)\.ts$|^(?:src|test|datasets|agents|reports)\//;
    expect(paths.filter((path) => unexpected.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(1_500_000);
  });

  test('brings neither promptfoo nor tools of development', async () => {
    const installed = await readdir(app.file('node_modules'));
    expect(installed).toContain('vouch-evals');
    expect(installed.filter((name) => /^(?:promptfoo|vitest|vite|typescript|playwright)/.test(name))).toEqual(
      [],
    );
  });

  test('helps, sets up a repository and finds it good', async () => {
    expect((await vouch('--help')).stdout).toContain('Usage: vouch');
    expect((await vouch('init')).stdout).toContain('created  .github/actions/vouch-gate/action.yml');
    expect((await vouch('validate')).stdout).toContain('good');
    expect(await readFile(app.file('evals/agents.yaml'), 'utf8')).toContain(
      '$schema=../node_modules/vouch-evals/evals/schema/suite.schema.json',
    );
  });

  test('runs a suite with recorded answers, and writes its page', async () => {
    await mkdir(app.file('transcripts/careful'), { recursive: true });
    await writeFile(app.file('transcripts/careful/list-endpoint.md'), TRANSCRIPT);
    await writeFile(
      app.file('evals/replay.yaml'),
      'agents: ../.claude/agents/*.md\ndatasets: ../datasets/tasks.csv\npromises: ../node_modules/vouch-evals/evals/promises.yaml\nreplay: ../transcripts\n',
    );
    const { stdout } = await vouch(
      'run',
      'replay',
      '-n',
      '1',
      '--all-promises',
      '--reporter',
      'terminal',
      '--reporter',
      'html=page.html',
      '--reporter',
      'csv=verdicts.csv',
    );
    expect(stdout).toMatch(/python-type-hints .*1\/1/);
    const verdicts = await readFile(app.file('verdicts.csv'), 'utf8');
    for (const promise of ['ddl-valid', 'graphql-valid', 'openapi-valid'])
      expect(verdicts).toMatch(new RegExp(`${promise}.*kept`));
    expect(verdicts).not.toContain('scorer-failed');
    expect(await readFile(app.file('page.html'), 'utf8')).toMatch(/<script/);
  });

  test('scores the run again, and its verdicts stand since the code is the same', async () => {
    expect((await vouch('score', '--all-promises')).stderr).toMatch(/note: \d+ verdicts stand: nothing/);
    expect((await vouch('score', '--all-promises', '--anew')).stderr).toContain(
      'every promise was judged anew',
    );
  });

  test('is a library with types', async () => {
    const code = `import { compare, loadSuite, planSuite, run, score } from 'vouch-evals';
const plan = await planSuite(await loadSuite('evals/replay.yaml'));
console.log([compare, run, score].map((found) => typeof found).join(), plan.tasks.length);`;
    await writeFile(app.file('library.js'), code);
    expect((await inApp(process.execPath, 'library.js')).stdout).toBe('function,function,function 5\n');
  });
});
