import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { glob } from 'tinyglobby';
import { UserError } from '../input/user-error.ts';

/**
 * The suite file that the user means: a path, the name of a file in `evals/`, or, with nothing said, the only suite
 * there.
 * @throws {UserError} if there is none, or more than one to choose from.
 */
export async function findSuite(named: string | undefined): Promise<string> {
  if (named !== undefined) {
    const candidates = [named, `evals/${named}`, `evals/${named}.yaml`, `evals/${named}.yml`];
    const found = candidates.find((path) => /\.ya?ml$/.test(path) && existsSync(path));
    if (found) return found;
    const suites = await listSuites();
    throw new UserError(
      `no suite "${named}"; looked for ${candidates.join(', ')}${suites.length > 0 ? `; suites here: ${suites.join(', ')}` : ''}`,
    );
  }
  const suites = await listSuites();
  const [only, ...others] = suites;
  if (only === undefined)
    throw new UserError('no suite in evals/; name a suite file, for example `vouch run path/to/suite.yaml`');
  if (others.length > 0) throw new UserError(`several suites in evals/; name one of ${suites.join(', ')}`);
  return only;
}

/** The suite files in `evals/`; a suite is told from other YAML in `evals/` by its `agents` and `datasets`. */
export async function listSuites(): Promise<string[]> {
  const files = (await glob('evals/*.{yaml,yml}')).sort();
  const isSuite = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8');
      return /^agents:/m.test(text) && /^datasets:/m.test(text);
    }),
  );
  return files.filter((_, index) => isSuite[index]);
}
