import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CODE, ownPackage } from './own-package.ts';

/** Written by the build, which has all code at hand. */
export const CODE_HASH_FILE = 'code-hash.txt';

let known: string | undefined;

/**
 * Tells apart what code of ours may judge differently, 16 hex digits: this package's, the versions of what it is installed with,
 * and Node's. The version of this package alone would not do: in a checkout code changes without it.
 */
export function ownCodeHash(): string {
  return (known ??= hashOf([
    builtHash() ?? sourceHash(),
    process.version,
    ...Object.keys(ownPackage().dependencies).map(installedVersion),
  ]));
}

/** 16 hex digits of SHA-256. */
export function hashOf(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 16);
}

function builtHash(): string | undefined {
  try {
    return readFileSync(new URL(CODE_HASH_FILE, CODE), 'utf8');
  } catch {
    return undefined;
  }
}

/** Of a checkout: when each file was written and how long it is, since reading all of them takes four times as long. */
function sourceHash(): string {
  const files: string[] = [];
  const look = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) look(path);
      else if (isSource(entry.name)) {
        const { size, mtimeMs } = statSync(path);
        files.push(`${relative(CODE_FOLDER, path)} ${size} ${mtimeMs}`);
      }
    }
  };
  look(CODE_FOLDER);
  return hashOf(files.sort());
}

const CODE_FOLDER = fileURLToPath(CODE);
const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.test.ts');

function installedVersion(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  const { version } =
    path === undefined ? {} : (JSON.parse(readFileSync(path, 'utf8')) as { version?: string });
  return `${name}@${version}`;
}
