import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { buildProgram } from './program.ts';
import { withReference } from './reference.ts';

const docs = (path: string): URL => new URL(`../../docs/${path}`, import.meta.url);
const { commands } = buildProgram(process, () => {});

describe('docs/commands', () => {
  test.each(commands.map((command) => [command.name(), command] as const))(
    '%s.md has the flags as the command line has them (else run `npm run docs`)',
    async (name, command) => {
      const page = await readFile(docs(`commands/${name}.md`), 'utf8');
      expect(page).toBe(withReference(page, command));
    },
  );

  test('has a page for each command, found from the index, and no other', async () => {
    const pages = commands.map((command) => `${command.name()}.md`);
    expect((await readdir(docs('commands/'))).toSorted()).toEqual(pages.toSorted());
    const index = await readFile(docs('README.md'), 'utf8');
    expect(pages.filter((page) => !index.includes(`(commands/${page})`))).toEqual([]);
  });
});
