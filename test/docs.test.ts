import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeBatches, startFakeBatches } from './fake-batches.ts';
import { CAREFUL, TERSE } from './project.ts';
import { type ShellCommand, shellBlocks } from './shell-blocks.ts';
import { tempFolder, type TempFolder } from './temp-folder.ts';
import { PROJECT, vouchHere } from './vouch.ts';

/** Lines that are no commands of Vouch, and why nothing runs them here. */
const EXCEPTIONS: readonly (readonly [RegExp, why: string])[] = [
  [/^npm (?:ci|cit|install|test|run (?:check|simulate|docs|schemas|build))\b/, 'CI runs them, or a registry is needed'],
  [/^npx --yes --package vouch-evals /, 'needs the registry; the package is tried by test/package.ts'],
  [/^npx (?:--no-install )?(?:vitest|promptfoo)\b/, 'other tools; src/integrations tests what they find'],
  [/^(?:git|gh|cd|claude|source) /, 'other tools'],
  [/^vouch view\b/, 'serves until Ctrl-C; src/reports/html/serve.test.ts tries it'],
  [/^vouch completion fish$/, 'piped into a shell; src/commands/completion.test.ts tries it'],
];

/** Commands that judge may find a regression, or find nothing out, with the answers they get here. */
const JUDGES = new Set(['compare', 'gate']);

const ANSWER = `\`\`\`python
def add(a: int, b: int) -> int:
    return a + b


def test_add() -> None:
    assert add(1, 2) == 3
\`\`\`
`;

const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: PROJECT }).toSorted();
const blocks = (await Promise.all(pages.map((page) => shellBlocks(PROJECT, page)))).flat();

let api: FakeBatches;
const scenes: Record<string, TempFolder> = {};

beforeAll(async () => {
  api = await startFakeBatches({ entry: () => ANSWER, message: () => ANSWER });
  scenes['this project'] = await projectWithRuns();
  scenes['a repository with agents'] = await tempFolder({
    '.claude/agents/careful.md': CAREFUL,
    '.claude/agents/terse.md': TERSE,
  });
  for (const { path } of Object.values(scenes)) commitAll(path);
  // What a pull request would change.
  const edited = scenes['this project'].file('agents/api-first.md');
  await writeFile(edited, `${await readFile(edited, 'utf8')}\nBe brief.\n`);
}, 60_000);

afterAll(async () => {
  await api.close();
  for (const scene of Object.values(scenes)) await scene[Symbol.asyncDispose]();
});

describe('every command of the documentation', () => {
  test.each(blocks.map((block) => [block.place, block] as const))('%s', async (_, { where, commands }) => {
    const vouchCommands = commands.filter((command) => !isException(command));
    if (vouchCommands.length === 0) return;
    const scene = scenes[where ?? 'this project'];
    if (!scene) throw new Error(`no scene "${where}"; known are ${Object.keys(scenes).join(', ')}`);
    await using folder = await tempFolder();
    await cp(scene.path, folder.path, { recursive: true });
    for (const command of vouchCommands) {
      const args = argumentsOf(command);
      const { code, stderr } = await vouchHere(args, { cwd: folder.path, env: envOf(args) });
      const expected = command.exits ?? (JUDGES.has(args[0] ?? '') ? [0, 1, 3] : [0]);
      expect(expected, `${command.place}: ${command.line}\n${stderr}`).toContain(code);
      expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    }
  });

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

function envOf(args: readonly string[]): Record<string, string> {
  const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789abcdef', ANTHROPIC_BASE_URL: api.url };
  return args[0] === 'init' ? {} : env;
}

/** A copy of this project's data with a run and a baseline, as `npm start` and `vouch bless` leave them. */
async function projectWithRuns(): Promise<TempFolder> {
  const project = await tempFolder();
  for (const folder of ['agents', 'datasets', 'evals']) {
    await cp(`${PROJECT}/${folder}`, project.file(folder), { recursive: true });
  }
  for (const args of [['run'], ['bless', '--yes']]) {
    const { code, stderr } = await vouchHere(args, { cwd: project.path });
    if (code !== 0) throw new Error(stderr);
  }
  return project;
}

function commitAll(cwd: string): void {
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Base');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
}
