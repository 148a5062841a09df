import { expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { asTyped, expandPaths } from './globs.ts';

it('finds files in folders and of names that have the characters of a pattern', async () => {
  await using folder = await tempFolder({
    'app (copy)/[id]/a.md': '',
    'app (copy)/[id]/b {1}.md': '',
    'app/i/c.md': '',
  });
  const found = (pattern: string): Promise<string[]> => expandPaths([folder.file(pattern)], 'agent file');
  const [a, b, c] = ['app (copy)/[id]/a.md', 'app (copy)/[id]/b {1}.md', 'app/i/c.md'].map((name) =>
    asTyped(folder.file(name)),
  );
  expect(await found('app (copy)/[id]/*.md')).toEqual([a, b]);
  expect(await found('app (copy)/[id]/b {1}.md')).toEqual([b]);
  expect(await found('app*/**/*.md')).toEqual([a, b, c]);
  expect(await found('app/[id]/*.md')).toEqual([c]);
  await expect(found('app (copy)/[no]/*.md')).rejects.toThrow('no agent file matches this pattern');
});
