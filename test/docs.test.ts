import { execFileSync } from 'node:child_process';
import { appendFile, cp, readFile } from 'node:fs/promises';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeBatches, startFakeBatches } from './fake-batches.ts';
import { CAREFUL, TERSE } from './project.ts';
import { type ShellCommand, shellBlocks } from './shell-blocks.ts';
import { tempFolder, type TempFolder } from './temp-folder.ts';
import { type Finished, PROJECT, vouchHere } from './vouch.ts';

/** Lines that are no commands of Vouch, and why nothing runs them here. */
const EXCEPTIONS: readonly (readonly [RegExp, why: string])[] = [
  [
    /^npm (?:ci|cit|install|test|run (?:check|simulate|docs|schemas|build))\b/,
    'CI runs them, or a registry is needed',
  ],
  [/^npx (?:--no-install )?(?:vitest|promptfoo)\b/, 'other tools; src/integrations tests what they find'],
  [/^(?:git|gh|cd|cp|mkdir|source) /, 'other tools'],
  [/^vouch merge shards\/\*/, 'the shell names the folders; its own test merges shards'],
  [/^vouch view\b/, 'serves until Ctrl-C; src/reports/html/serve.test.ts tries it'],
];

/** Commands that judge may find a regression, or find nothing out, with the answers they get here. */
const JUDGES = new Set(['compare', 'gate']);

/** Keeps most of what agents promise of Python and SQL. */
const ANSWER = `\`\`\`python
from fastapi import APIRouter, HTTPException

router = APIRouter(prefix="/v1")


@router.get("/users/{user_id}")
async def read_user(user_id: int) -> dict[str, str]:
    row = await pool.fetchrow("SELECT name FROM users WHERE id = $1", user_id)
    if row is None:
        raise HTTPException(status_code=404, detail="no such user")
    return {"name": row["name"]}
\`\`\`

\`\`\`python
def test_user() -> None:
    assert client.get("/v1/users/1").status_code == 200
\`\`\`
`;

/** A config of promptfoo, to import. */
const PROMPTFOO = `prompts:
  - '[{"role": "system", "content": "Put type hints on Python."}, {"role": "user", "content": "{{question}}"}]'
providers: [anthropic:messages:claude-haiku-4-5]
tests:
  - vars: { question: 'Write a Python function that adds two numbers.' }
    assert: [{ type: contains, value: 'def ' }]
`;

const pages = globSync(['README.md', 'llms.txt', 'docs/**/*.md'], { cwd: PROJECT }).toSorted();
const found = await Promise.all(pages.map((page) => shellBlocks(PROJECT, page)));
const blocks = found.flatMap(({ shell }) => shell);
const printed = found.flatMap((page) => page.printed);

let api: FakeBatches;
/** What commands printed that began in a scene as it is, by scene and commands. */
const outcomes = new Map<string, Finished>();
const scenes: Record<string, TempFolder> = {};

beforeAll(async () => {
  api = await startFakeBatches({ entry: () => ANSWER, message: () => ANSWER });
  scenes['this project'] = await thisProject();
  scenes['a repository with agents'] = await repository();
  scenes['a repository after vouch init'] = await repository(['init']);
  scenes['a repository with a run'] = await repository(['init'], ['run', '-n', '1', '--repeat', '1']);
  // What a pull request would change.
  await appendFile(scenes['this project'].file('agents/api-first.md'), '\nBe brief.\n');
  await appendFile(scenes['a repository with a run'].file('.claude/agents/terse.md'), '\nBe brief.\n');
}, 120_000);

afterAll(async () => {
  await api.close();
  for (const scene of Object.values(scenes)) await scene[Symbol.asyncDispose]();
});

/** Runs commands one after the other in a copy of the scene; what an earlier test ran in the same way is not run again. */
async function outcomesIn(
  where = 'this project',
  lines: readonly (readonly string[])[],
): Promise<readonly Finished[]> {
  const scene = scenes[where];
  if (!scene) throw new Error(`no scene "${where}"; known are ${Object.keys(scenes).join(', ')}`);
  const keys = lines.map((_, index) => JSON.stringify([where, ...lines.slice(0, index + 1)]));
  if (!keys.every((key) => outcomes.has(key))) {
    await using folder = await tempFolder();
    await cp(scene.path, folder.path, { recursive: true });
    for (const [index, key] of keys.entries()) {
      outcomes.set(key, await vouchHere(lines[index] ?? [], { cwd: folder.path, env: environment() }));
    }
  }
  return keys.flatMap((key) => outcomes.get(key) ?? []);
}

describe('the documentation', () => {
  test.each(blocks.map((block) => [block.place, block] as const))(
    'has commands that run as it says: %s',
    async (_, { where, commands }) => {
      const vouchCommands = commands.filter((command) => !isException(command));
      if (vouchCommands.length === 0) return;
      const lines = vouchCommands.map(argumentsOf);
      const all = await outcomesIn(where, lines);
      for (const [index, { code, stderr }] of all.entries()) {
        const [command, args] = [vouchCommands[index]!, lines[index]!];
        const expected = command.exits ?? (JUDGES.has(args[0] ?? '') ? [0, 1, 3] : [0]);
        expect(expected, `${command.place}: ${command.line}\n${stderr}`).toContain(code);
        expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
      }
    },
    // A test that is given up would leave its folder as the working folder of all that follow.
    300_000,
  );

  test.each(printed.map((block) => [block.place, block] as const))(
    'shows what commands print: %s',
    async (_, { where, command, text }) => {
      const [outcome] = await outcomesIn(where, [argumentsOf(command)]);
      const lines = outcome!.stdout.split('\n').map(withoutWidths);
      let from = 0;
      for (const line of text.split('\n').map(withoutWidths)) {
        // `…` stands for lines left out, and at the end of a line for what follows.
        if (line === '…') continue;
        const at = lines.findIndex(
          (other, index) =>
            index >= from && (other === line || (line.endsWith('…') && other.startsWith(line.slice(0, -1)))),
        );
        expect(at, `not printed, or not in this order: ${line}`).not.toBe(-1);
        from = at + 1;
      }
    },
  );

  test('names only pages and files that are there', async () => {
    const missing: string[] = [];
    for (const page of pages) {
      const text = await readFile(`${PROJECT}/${page}`, 'utf8');
      const base = new URL(page, `file://${PROJECT}`);
      for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
        if (globSync(new URL(link, base).pathname.replace(/\/$/, '/**')).length === 0)
          missing.push(`${page}: ${link}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

/** A longer name elsewhere in a table moves all columns. */
function withoutWidths(line: string): string {
  return line.trim().replaceAll(/ +/g, ' ');
}

function isException({ words }: ShellCommand): boolean {
  return EXCEPTIONS.some(([pattern]) => pattern.test(words.join(' ')));
}

/** What the line hands to Vouch. */
function argumentsOf({ words, place, line }: ShellCommand): string[] {
  const text = words.join('\0');
  const [prefix] = /^(?:npm\0run\0vouch\0--|npx\0vouch|vouch|npm\0start(?:\0--)?)(?=\0|$)/.exec(text) ?? [];
  if (prefix === undefined)
    throw new Error(`${place} is neither a command of Vouch nor a known exception: ${line}`);
  const rest = words.slice(prefix.split('\0').length);
  return prefix.startsWith('npm\0start') ? ['run', ...rest] : rest;
}

function environment(): Record<string, string> {
  return { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789abcdef', ANTHROPIC_BASE_URL: api.url };
}

/** A copy of this project's data with a run and a baseline, as `npm start` and `vouch bless` leave them. */
async function thisProject(): Promise<TempFolder> {
  const project = await tempFolder();
  for (const folder of ['agents', 'datasets', 'evals']) {
    const isUsed = (path: string): boolean => !/\/holdout/.test(path);
    await cp(`${PROJECT}/${folder}`, project.file(folder), { recursive: true, filter: isUsed });
  }
  await prepare(project, [['run'], ['bless', '--yes']]);
  return project;
}

/** A repository of somebody else's agents, after these commands. */
async function repository(...commands: string[][]): Promise<TempFolder> {
  const files = {
    '.claude/agents/careful.md': CAREFUL,
    '.claude/agents/terse.md': TERSE,
    'promptfooconfig.yaml': PROMPTFOO,
  };
  const project = await tempFolder(files);
  await prepare(project, commands);
  return project;
}

async function prepare({ path }: TempFolder, commands: readonly string[][]): Promise<void> {
  for (const args of commands) {
    const finished = await vouchHere(args, { cwd: path, env: environment() });
    if (finished.code !== 0) throw new Error(finished.stderr);
    if (args.length === 1 && args[0] === 'run')
      outcomes.set(JSON.stringify(['this project', args]), finished);
  }
  commitAll(path);
}

function commitAll(cwd: string): void {
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Base');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
}
