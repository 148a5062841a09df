import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, test } from 'vitest';
import { tempFolder, type TempFolder } from './temp-folder.ts';
import { PROJECT } from './vouch.ts';

const execute = promisify(execFile);

/** The TypeScript of a page, its import pointed at the sources. */
async function examplesOf(page: string): Promise<string[]> {
  const { children } = fromMarkdown(await readFile(`${PROJECT}/${page}`, 'utf8'));
  return children.flatMap((node) =>
    node.type === 'code' && node.lang === 'ts'
      ? [node.value.replaceAll("'vouch-evals'", `'${PROJECT}src/index.ts'`)]
      : [],
  );
}

const examples = await examplesOf('docs/library.md');
const scorers = await examplesOf('docs/promises.md');

async function projectWith(files: Readonly<Record<string, string>>): Promise<TempFolder> {
  const project = await tempFolder(files);
  for (const folder of ['agents', 'datasets', 'evals']) {
    await cp(`${PROJECT}/${folder}`, project.file(folder), { recursive: true });
  }
  return project;
}

describe('the examples of the library', () => {
  test('are of the types that they say', async () => {
    const all = [...examples, ...scorers];
    expect(all.length).toBeGreaterThanOrEqual(3);
    await using project = await tempFolder({
      ...Object.fromEntries(all.map((text, index) => [`example-${index}.ts`, text])),
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({
        extends: `${PROJECT}tsconfig.json`,
        compilerOptions: {
          typeRoots: [`${PROJECT}node_modules/@types`],
          rewriteRelativeImportExtensions: false,
          allowImportingTsExtensions: true,
        },
        include: ['*.ts'],
      }),
    });
    const tsc = `${PROJECT}node_modules/typescript/bin/tsc`;
    const { stdout } = await execute(process.execPath, [tsc, '-p', project.path]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });

  test.each(examples.map((text, index) => [index + 1, text] as const))('run: %i', async (_, text) => {
    await using project = await projectWith({ 'example.ts': text, 'package.json': '{ "type": "module" }' });
    const { stdout, stderr } = await execute(process.execPath, ['example.ts'], { cwd: project.path });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\d\n$/);
  });
});
