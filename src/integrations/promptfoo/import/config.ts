import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { asTyped, expandPaths } from '../../../input/globs.ts';
import { UserError } from '../../../input/user-error.ts';
import { readYaml } from '../../../input/yaml.ts';
import { requireTree } from '../../interchange/tree.ts';
import { words } from '../../interchange/words.ts';

const configSchema = z.looseObject({
  description: z.string().optional(),
  prompts: z.unknown().optional(),
  providers: z.unknown().optional(),
  targets: z.unknown().optional(),
  tests: z.unknown().optional(),
  defaultTest: z.unknown().optional(),
  evaluateOptions: z.looseObject({ repeat: z.unknown().optional() }).optional(),
});

/** A promptfoo config as far as a suite can take it over; each part is read by its own file. */
export type PromptfooConfig = z.output<typeof configSchema>;

/** What the parts of a config are read with. */
export interface ImportContext {
  /** The config as the user would type it. */
  readonly source: string;
  /** Paths in the config are relative to it. */
  readonly folder: string;
  /** Takes what has no place in a suite. */
  readonly leaveOut: (where: string, what: string) => void;
}

/** Keys that a suite takes over, or that say nothing about it. */
const TAKEN_OVER: ReadonlySet<string> = new Set(
  words(`
    description prompts providers targets tests defaultTest $schema sharing outputPath
    writeLatestResults
  `),
);

/** Programs: to import them would be to run them. */
const PROGRAMS: ReadonlySet<string> = new Set([
  '.js',
  '.cjs',
  '.mjs',
  '.ts',
  '.cts',
  '.mts',
  '.py',
  '.rb',
  '.go',
  '.sh',
]);

export const isProgram = (path: string): boolean =>
  PROGRAMS.has(extname(path.replace(/:\w+$/, '')).toLowerCase());

/**
 * Reads a promptfoo config (YAML or JSON).
 * @throws {UserError} if it is a program, or not a config.
 */
export async function readConfig(path: string): Promise<PromptfooConfig> {
  if (isProgram(path)) {
    throw UserError.at(
      path,
      'is a program, which is not run; expected a config in YAML or JSON, or a test CSV',
    );
  }
  const config = requireTree(await readYaml(path, configSchema), path);
  if (config.prompts === undefined && config.tests === undefined) {
    throw UserError.at(path, 'has neither `prompts` nor `tests`; expected a promptfoo config');
  }
  return config;
}

/** Names the keys of a config that no suite has. */
export function leaveOutKeys(config: PromptfooConfig, { leaveOut }: ImportContext): void {
  for (const key of Object.keys(config)) {
    if (key === 'evaluateOptions') {
      const others = Object.keys(config.evaluateOptions ?? {}).filter((option) => option !== 'repeat');
      if (others.length > 0) leaveOut(key, others.join(', '));
    } else if (!TAKEN_OVER.has(key)) leaveOut(key, 'has no place in a suite');
  }
}

/** The files that an entry `file://…`, a path or a glob names, or undefined if it is plain text. */
export async function filesOf(entry: string, { folder }: ImportContext): Promise<string[] | undefined> {
  const isReference = entry.startsWith('file://');
  const path = isReference ? entry.slice('file://'.length) : entry;
  if (!isReference && (/[\n{]/.test(path) || path.length > 500)) return undefined;
  const full = resolve(folder, path);
  if (existsSync(full) || isReference || isProgram(path)) return expandPaths([full], 'file');
  return /^[\w./*-]+\*[\w./*-]*\.\w+$/.test(path) ? expandPaths([join(folder, path)], 'file') : undefined;
}

export const folderOf = (path: string): string => dirname(resolve(path));

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One value, or a list of them, as a list. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** `agents/a.md` as messages name it. */
export const named = (path: string): string => asTyped(path);
