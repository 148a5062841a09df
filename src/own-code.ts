import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CODE, ownPackage, PACKAGE } from './own-package.ts';

/** Written by the build, which has all code at hand. */
export const CODE_HASH_FILE = 'code-hash.txt';

let known: string | undefined;

/**
 * Tells apart what code of ours may judge differently, 16 hex digits: this package's, what it is installed with,
 * and Node's. The version of this package alone would not do: in a checkout code changes without it.
 */
export function ownCodeHash(): string {
  return (known ??= hashOf([
    builtHash() ?? sourceHash(),
    process.version,
    ...Object.keys(ownPackage().dependencies).map(installed),
  ]));
}

const hashOf = (parts: readonly string[]): string => hash('sha256', JSON.stringify(parts)).slice(0, 16);

function builtHash(): string | undefined {
  try {
    return readFileSync(new URL(CODE_HASH_FILE, CODE), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Of a checkout: when each file was written and how long it is, since reading all of them takes four times as long; and what npm
 * installed last, since packages are not bundled there.
 */
function sourceHash(): string {
  const files = sourcesIn(fileURLToPath(CODE)).sort();
  const lock = fileURLToPath(new URL('node_modules/.package-lock.json', PACKAGE));
  return hashOf(
    [...files, lock].map((path) => {
      const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
      return `${path} ${size} ${mtimeMs}`;
    }),
  );
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return /(?<!\.test)\.ts$/.test(entry.name) ? path : [];
  });

/** All of its description, which is quicker to compare than to parse. */
function installed(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  return path === undefined ? name : readFileSync(path, 'utf8');
}
