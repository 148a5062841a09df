import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { buildProgram } from './program.ts';
import { withReference } from './reference.ts';

// Run by `npm run docs` after a change of a flag.
for (const command of buildProgram(process, () => {}).commands) {
  const path = `docs/commands/${command.name()}.md`;
  const page = existsSync(path)
    ? await readFile(path, 'utf8')
    : `# vouch ${command.name()}\n\n${command.description()}\n`;
  await writeFile(path, withReference(page, command));
}
