import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSuite } from './suite.ts';

const root = await mkdtemp(join(tmpdir(), 'vouch-suite-'));
afterAll(() => rm(root, { recursive: true }));

async function suiteOf(text: string, name = 'nightly.yaml'): Promise<ReturnType<typeof loadSuite>> {
  const path = join(root, name);
  await writeFile(path, text);
  return loadSuite(path);
}

const MINIMAL = 'agents: ../agents/*.md\ndatasets: tasks.csv\npromises: promises.yaml\n';

describe('a suite file', () => {
  it('is called after its file, and its paths are relative to it', async () => {
    const suite = await suiteOf(MINIMAL);
    expect(suite).toMatchObject({
      name: 'nightly',
      agents: [join(root, '../agents/*.md')],
      datasets: [join(root, 'tasks.csv')],
      model: 'replay',
      repeats: 1,
      conversation: { maxTurns: 3 },
    });
  });

  it('names file, line and key of what it does not know', async () => {
    await expect(suiteOf(`${MINIMAL}repeat: 3\n`)).rejects.toThrow(/nightly\.yaml:4: .*"repeat"/);
  });

  it('names file, line and path of a value that does not fit', async () => {
    await expect(suiteOf(`${MINIMAL}params:\n  temperature: hot\n`)).rejects.toThrow(
      /nightly\.yaml:5: params\.temperature: .*number/,
    );
  });

  it('may give prices of models, in dollars for a million tokens', async () => {
    const suite = await suiteOf(`${MINIMAL}prices:\n  claude-sonnet-5-5: { input: 3, output: 15 }\n`);
    expect(suite.prices).toEqual({ 'claude-sonnet-5-5': { input: 3, output: 15 } });
    await expect(suiteOf(`${MINIMAL}prices:\n  x: { input: -1, output: 1 }\n`)).rejects.toThrow(
      /nightly\.yaml:5: prices\.x\.input: /,
    );
  });

  it('says what is missing', async () => {
    await expect(suiteOf('agents: a.md\npromises: p.yaml\n')).rejects.toThrow(/nightly\.yaml:1: datasets: /);
  });

  it('is refused when it is not YAML, with the line', async () => {
    await expect(suiteOf('agents: [a.md\ndatasets: x\n')).rejects.toThrow(/nightly\.yaml:2: not valid YAML/);
  });

  it('is refused when a second document follows, with its line', async () => {
    await expect(suiteOf(`${MINIMAL}---\nrepeats: 3\n`)).rejects.toThrow(
      /nightly\.yaml:4: a second YAML document begins here; take the line `---` out, or make two files$/,
    );
  });
});
