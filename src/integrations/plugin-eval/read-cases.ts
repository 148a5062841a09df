import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readFrontMatter } from '../../agents/front-matter.ts';
import { asTyped } from '../../input/globs.ts';
import { readText } from '../../input/read.ts';
import { messageOf, UserError } from '../../input/user-error.ts';
import { readYaml } from '../../input/yaml.ts';
import { requireTree } from '../interchange/tree.ts';

/** One case of `claude plugin eval`: a folder with `prompt.md`, `case.yaml` or both, and `graders/*.md`. */
export interface PluginCase {
  /** The folder, as the user would type it. */
  readonly path: string;
  readonly name: string;
  readonly prompt: string;
  /** Every key of the front matter and of `case.yaml`, those under `execution` and `context` by their own names. */
  readonly keys: ReadonlyMap<string, unknown>;
  readonly graders: readonly Grader[];
}

/** One check of a case. */
export interface Grader {
  readonly name: string;
  readonly type: string;
  /** Where it stands, for messages. */
  readonly path: string;
  /** The rubric of a grader that has one. */
  readonly criteria: string;
  readonly keys: ReadonlyMap<string, unknown>;
}

/** The cases of a plugin, and the agents it ships. */
export interface PluginSuite {
  readonly name: string;
  readonly cases: readonly PluginCase[];
  readonly agentPaths: readonly string[];
}

/**
 * Reads the eval cases of a Claude Code plugin. Nothing of them is run, and no symbolic link is followed.
 * @param path the plugin's folder, its eval folder, or the folder of one case.
 * @throws {UserError} if there is no case, or a file of one cannot be read.
 */
export async function readPluginCases(path: string): Promise<PluginSuite> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw UserError.at(path, 'no such folder; expected a plugin, its eval folder, or one eval case');
  const manifest = await readManifest(path);
  const evals = manifest ? join(path, manifest.evals) : path;
  const folders = await findCases(evals);
  if (folders.length === 0) {
    throw UserError.at(asTyped(evals), 'no eval cases here; expected folders with prompt.md or case.yaml');
  }
  const cases = await Promise.all(folders.map(readCase));
  const names = new Map<string, string>();
  for (const { name, path } of cases) {
    const other = names.get(name);
    if (other !== undefined)
      throw UserError.at(path, `a second case "${name}", the first is ${other}; rename one`);
    names.set(name, path);
  }
  const root = manifest ? path : await pluginAbove(path);
  return {
    name: basename(resolve(root ?? path)),
    cases,
    agentPaths: root === undefined ? [] : await agentsOf(root),
  };
}

const manifestSchema = z.looseObject({
  experimental: z.looseObject({ evals: z.string().optional() }).optional(),
});

/** Where the manifest of a plugin says its evals are, or undefined if this is no plugin. */
async function readManifest(folder: string): Promise<{ evals: string } | undefined> {
  const path = manifestPath(folder);
  if (path === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(await readText(path));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw UserError.at(asTyped(path), `not valid JSON: ${messageOf(error)}`, { cause: error });
  }
  const parsed = manifestSchema.safeParse(json);
  const evals = (parsed.success ? parsed.data.experimental?.evals : undefined) ?? 'evals';
  // As Claude Code: plain names below the plugin only.
  if (/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(evals)) {
    throw UserError.at(asTyped(path), `experimental.evals is "${evals}"; expected a folder below the plugin`);
  }
  return { evals };
}

function manifestPath(folder: string): string | undefined {
  return [join(folder, '.claude-plugin', 'plugin.json'), join(folder, 'plugin.json')].find((path) =>
    existsSync(path),
  );
}

async function pluginAbove(path: string): Promise<string | undefined> {
  for (let at = dirname(resolve(path)), up = 0; up < 6; at = dirname(at), up++) {
    if (manifestPath(at) !== undefined) return at;
  }
  return undefined;
}

async function agentsOf(plugin: string): Promise<string[]> {
  const entries = await readdir(join(plugin, 'agents'), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => asTyped(join(plugin, 'agents', entry.name)))
    .sort();
}

const isCase = (folder: string): boolean =>
  existsSync(join(folder, 'prompt.md')) || existsSync(join(folder, 'case.yaml'));

/** Folders beside the cases that hold none. */
const NO_CASES: ReadonlySet<string> = new Set(['mocks', 'results', 'node_modules']);

async function findCases(folder: string): Promise<string[]> {
  if (isCase(folder)) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inside = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NO_CASES.has(entry.name))
    .map((entry) => findCases(join(folder, entry.name)));
  return (await Promise.all(inside)).flat().sort();
}

const caseSchema = z.looseObject({
  name: z.string().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
  execution: z.looseObject({ prompt: z.string().optional() }).optional(),
  graders: z
    .array(z.looseObject({ name: z.string(), type: z.string(), criteria: z.string().optional() }))
    .optional(),
});

async function readCase(folder: string): Promise<PluginCase> {
  const place = asTyped(folder);
  const yamlPath = join(folder, 'case.yaml');
  const {
    context = {},
    execution: { prompt: written, ...execution } = {},
    graders = [],
    ...top
  } = existsSync(yamlPath) ? requireTree(await readYaml(yamlPath, caseSchema), asTyped(yamlPath)) : {};
  const promptPath = join(folder, 'prompt.md');
  const prompt = existsSync(promptPath) ? await readMarkdown(promptPath) : undefined;
  const keys = new Map<string, unknown>([
    ...Object.entries(top),
    ...Object.entries(execution),
    ...Object.entries(context),
    ...Object.entries(prompt?.data ?? {}),
  ]);
  const body = prompt?.body ?? written ?? '';
  if (body.trim() === '')
    throw UserError.at(place, 'has no prompt; expected text in prompt.md or execution.prompt in case.yaml');
  const name = keys.get('name');
  return {
    path: place,
    name: typeof name === 'string' ? name : basename(folder),
    prompt: body,
    keys,
    graders: [
      ...graders.map(({ name, type, criteria = '', ...options }): Grader => ({
        name,
        type,
        path: asTyped(yamlPath),
        criteria,
        keys: new Map(Object.entries(options)),
      })),
      ...(await readGraders(join(folder, 'graders'))),
    ],
  };
}

async function readGraders(folder: string): Promise<Grader[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name }) => name);
  return Promise.all(
    files.sort().map(async (file) => {
      const path = join(folder, file);
      const {
        data: { type, criteria, ...options },
        body,
      } = await readMarkdown(path);
      if (typeof type !== 'string')
        throw UserError.at(asTyped(path), 'has no `type` in its front matter; expected llm, regex, …');
      return {
        name: file.slice(0, -'.md'.length),
        type,
        path: asTyped(path),
        criteria: body.trim() === '' && typeof criteria === 'string' ? criteria : body.trim(),
        keys: new Map(Object.entries(options)),
      };
    }),
  );
}

/** Front matter is optional here; the blank line that ends it and the last line break belong to no prompt. */
async function readMarkdown(
  path: string,
): Promise<{ data: Readonly<Record<string, unknown>>; body: string }> {
  const text = await readText(path);
  const { data, body } = /^---[ \t]*\r?\n/.test(text)
    ? readFrontMatter(text, asTyped(path))
    : { data: {}, body: text };
  return { data, body: body.replace(/^\s*\n/, '').trimEnd() };
}
