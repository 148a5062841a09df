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
  const [only, ...others] = await allSuites();
  if (others.length > 0)
    throw new UserError(`several suites in evals/; name one of ${[only, ...others].join(', ')}`);
  return only;
}

/**
 * The suite files in `evals/`.
 * @throws {UserError} if there is none.
 */
export async function allSuites(): Promise<[string, ...string[]]> {
  const [first, ...others] = await listSuites();
  if (first !== undefined) return [first, ...others];
  const files = await yamlFiles();
  const seen = files.length > 0 ? `; none of ${files.join(', ')} has \`agents\` or \`datasets\`` : '';
  throw new UserError(`no suite in evals/${seen}; \`vouch init\` writes one, or name the file of yours`);
}

async function yamlFiles(): Promise<string[]> {
  return (await glob('evals/*.{yaml,yml}')).sort();
}

/** Told from other YAML by `agents` and `datasets`, of which one may be misspelt; a catalogue has a list of promises. */
async function listSuites(): Promise<string[]> {
  const files = await yamlFiles();
  const isSuite = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8');
      return /^(?:agents|datasets):/m.test(text) && !/^promises:\s*(?:#.*\n\s*)*[-[]/m.test(text);
    }),
  );
  return files.filter((_, index) => isSuite[index]);
}
