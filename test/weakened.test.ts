import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../src/compare/comparison.ts';
import { tempFolder, type TempFolder } from './temp-folder.ts';
import { PROJECT, vouchHere as vouch } from './vouch.ts';

const AGENT = 'fastapi-clarifier';
const WEAK = 'weakened';

/** The recorded answers of one variant, and a copy of them that lost its type hints on a share of the tasks. */
async function withWeakenedCopy(weaken: (text: string, index: number) => string): Promise<TempFolder> {
  const folder = await tempFolder({
    'evals/promises.yaml': `promises:\n  - { id: python-type-hints, title: Python carries type hints, stated: ['type hints?'], scorer: python-type-hints, severity: block }\n`,
    'evals/real.yaml': `agents: ../agents/*.md\ndatasets: ../datasets/backend-tasks.csv\npromises: promises.yaml\nreplay: ../datasets/transcripts\n`,
  });
  const agent = await readFile(`${PROJECT}/agents/${AGENT}.md`, 'utf8');
  await cp(`${PROJECT}/datasets/backend-tasks.csv`, folder.file('datasets/backend-tasks.csv'));
  for (const id of [AGENT, WEAK]) {
    await cp(`${PROJECT}/datasets/transcripts/${AGENT}`, folder.file(`datasets/transcripts/${id}`), {
      recursive: true,
    });
    await cp(`${PROJECT}/agents/${AGENT}.md`, folder.file(`agents/${id}.md`));
  }
  await writeFile(folder.file(`agents/${WEAK}.md`), `${agent}\nKeep it short.\n`);
  const recordings = folder.file(`datasets/transcripts/${WEAK}`);
  for (const [index, file] of (await readdir(recordings)).sort().entries()) {
    const path = `${recordings}/${file}`;
    const text = (await readFile(path, 'utf8')).replace(`agent: ${AGENT}`, `agent: ${WEAK}`);
    await writeFile(path, weaken(text, index));
  }
  return folder;
}

/** Drops what every Python function says it returns. */
function withoutReturnTypes(text: string): string {
  return text.replace(/\) -> [^:\n]+:$/gm, '):');
}

async function compared(
  weaken: (text: string, index: number) => string,
): Promise<{ code: number | null; comparison: Comparison }> {
  await using folder = await withWeakenedCopy(weaken);
  const { code, stdout } = await vouch(['compare', `agents/${AGENT}.md`, `agents/${WEAK}.md`, '--json'], {
    cwd: folder.path,
  });
  return { code, comparison: JSON.parse(stdout) as Comparison };
}

describe('a copy of recorded answers', () => {
  it('is no regression while untouched', async () => {
    const { code, comparison } = await compared((text) => text);
    expect(code).toBe(0);
    expect(comparison).toMatchObject({
      verdict: 'no-regression',
      sameAnswers: true,
      promises: [{ verdict: 'no-worse', worse: 0 }],
    });
  });

  it('is a regression when it lost its type hints everywhere', async () => {
    const { code, comparison } = await compared(withoutReturnTypes);
    expect(code).toBe(1);
    expect(comparison.promises[0]).toMatchObject({ verdict: 'regression', keptB: 0, better: 0 });
  });

  it.each([
    ['half', 2],
    ['a fifth', 5],
  ])('is undecided when it lost them on %s of the tasks: twelve answers cannot tell', async (_, everyNth) => {
    const { code, comparison } = await compared((text, index) =>
      index % everyNth === 0 ? withoutReturnTypes(text) : text,
    );
    expect(code).toBe(3);
    const [found] = comparison.promises;
    expect(found).toMatchObject({ verdict: 'undecided', better: 0 });
    expect(found!.worse).toBeGreaterThan(0);
    expect(found!.worse).toBeLessThan(comparison.design.flipsNeeded);
    expect(found!.flipped).toHaveLength(found!.worse);
  });

  it('is no regression for being shorter', async () => {
    // Drops the last paragraph of prose.
    const { code, comparison } = await compared((text) => text.replace(/\n\n[^\n`#|]+\n*$/, '\n'));
    expect(comparison.promises[0]).toMatchObject({ worse: 0 });
    expect(comparison.usage.b.characters!).toBeLessThan(comparison.usage.a.characters!);
    expect(code).not.toBe(1);
  });
});
