import { basename, extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { asTyped } from '../../../input/globs.ts';
import { UserError } from '../../../input/user-error.ts';
import { type ImportedSuite, type ImportedTask, namer, slugOf } from '../../interchange/imported.ts';
import { collectPromises } from './assertions.ts';
import {
  folderOf,
  type ImportContext,
  isObject,
  leaveOutKeys,
  type PromptfooConfig,
  readConfig,
} from './config.ts';
import { type ImportedPrompts, importPrompts } from './prompts.ts';
import { importProviders } from './providers.ts';
import { assertionsOf, importTests, type PromptfooTest, readTests } from './tests.ts';
import { render, resolved, unsayable } from './variables.ts';

/**
 * Reads a promptfoo config, or a test file alone (CSV or JSONL), as a suite. Nothing of it is run and nothing is fetched.
 * @throws {UserError} if it cannot be read, or no task comes of it.
 */
export async function importPromptfoo(path: string): Promise<ImportedSuite> {
  const unmapped = new Set<string>();
  const context: ImportContext = {
    source: asTyped(path),
    folder: folderOf(path),
    leaveOut: (where, what) => void unmapped.add(`${where}: ${what}`),
  };
  const isTestFile = ['.csv', '.jsonl'].includes(extname(path).toLowerCase());
  const config: PromptfooConfig = isTestFile ? {} : await readConfig(path);
  leaveOutKeys(config, context);
  const prompts = await importPrompts(config.prompts, context);
  if (prompts.agentPaths.length + prompts.agents.length === 0)
    context.leaveOut(
      context.source,
      'no agent; name some with --agents, and hold them to all with --all-promises',
    );
  const given = isTestFile ? await readTests(path, context) : await importTests(config.tests, context);
  const { vars, metadata, assertions } = defaultsOf(config.defaultTest, context);

  const promises = collectPromises(context);
  for (const assertion of assertions) promises.add(assertion, 'defaultTest', undefined);
  const tasks = new Map<string, ImportedTask>();
  const tasksVars = new Map<string, PromptfooTest['vars']>();
  const idOf = namer('test');
  for (const test of given) {
    const whole = {
      ...test,
      vars: resolved({ ...vars, ...test.vars }),
      metadata: { ...metadata, ...test.metadata },
    };
    const words = wordsOf(whole, prompts, context);
    if (words === undefined) continue;
    const same = tasks.get(words);
    const task = same ?? taskOf(whole, words, idOf, context);
    if (!same) tasks.set(words, task);
    else if (!isDeepStrictEqual(whole.vars, tasksVars.get(same.id))) {
      context.leaveOut(test.where, `the test, since it asks what ${same.id} asks, with other variables`);
      continue;
    } else context.leaveOut(test.where, `asks what ${same.id} asks; its assertions are among that task's`);
    tasksVars.set(task.id, whole.vars);
    for (const assertion of test.assertions) promises.add(assertion, test.where, task.id);
  }
  if (tasks.size === 0) {
    throw new UserError(
      [`${context.source}: no test of it can be a task`, ...[...unmapped].map((line) => `  ${line}`)].join(
        '\n',
      ),
    );
  }
  return {
    name: nameOf(path, config),
    source: context.source,
    agentPaths: prompts.agentPaths,
    agents: prompts.agents,
    tasks: [...tasks.values()],
    promises: promises.promises(),
    ...importProviders(config.providers ?? config.targets, context),
    repeats: typeof config.evaluateOptions?.repeat === 'number' ? config.evaluateOptions.repeat : undefined,
    unmapped: [...unmapped],
  };
}

function nameOf(path: string, { description }: PromptfooConfig): string {
  const file = basename(path, extname(path));
  const own = file === 'promptfooconfig' ? (description ?? basename(folderOf(path))) : file;
  return slugOf(own) || 'imported';
}

function defaultsOf(
  defaultTest: unknown,
  { leaveOut }: ImportContext,
): Pick<PromptfooTest, 'vars' | 'metadata' | 'assertions'> {
  if (!isObject(defaultTest)) {
    if (defaultTest !== undefined) leaveOut('defaultTest', 'is not written out here');
    return { vars: {}, metadata: {}, assertions: [] };
  }
  const { vars, metadata, assert, ...others } = defaultTest;
  for (const key of Object.keys(others)) leaveOut('defaultTest', `${key} has no place in a task`);
  if (vars !== undefined && !isObject(vars)) leaveOut('defaultTest', 'variables in files');
  return {
    vars: isObject(vars) ? vars : {},
    metadata: isObject(metadata) ? metadata : {},
    assertions: assertionsOf(assert, 'defaultTest', leaveOut),
  };
}

/** Fields of a task, which no variable or metadata may stand in for unless it means the same. */
const FIELDS: ReadonlySet<string> = new Set(['id', 'title', 'task', 'kind', 'stack', 'clarity', 'answers']);

/** The user's message, or undefined where the test has none. */
function wordsOf(
  test: PromptfooTest,
  { template }: ImportedPrompts,
  { leaveOut }: ImportContext,
): string | undefined {
  const request =
    unsayable(test.vars) ?? (template === undefined ? onlyRequest(test.vars) : render(template, test.vars));
  if ('missing' in request) {
    leaveOut(test.where, `the test, since ${request.missing}`);
    return undefined;
  }
  return [test.prefix, request.text, test.suffix].filter((part) => part !== undefined).join('');
}

function taskOf(
  test: PromptfooTest,
  task: string,
  idOf: (wanted: string) => string,
  { leaveOut }: ImportContext,
): ImportedTask {
  const columns: [string, unknown][] = [];
  const metadataOnly = Object.entries(test.metadata).filter(([name]) => !Object.hasOwn(test.vars, name));
  for (const name of Object.keys(test.metadata)) {
    if (Object.hasOwn(test.vars, name)) leaveOut(test.where, `metadata ${name}, the name of a variable`);
  }
  for (const [name, value] of [...Object.entries(test.vars), ...metadataOnly]) {
    if (name === 'id' || (name === 'task' && value === task)) continue;
    if (name === 'task' || (FIELDS.has(name) && typeof value !== 'string'))
      leaveOut(test.where, `variable ${name}, the name of a field of tasks`);
    else if (value !== '' && value !== null) columns.push([name, value]);
    if (typeof value === 'object' && value !== null)
      leaveOut(test.where, `variable ${name} is kept as text (JSON)`);
  }
  const { id } = { ...test.metadata, ...test.vars };
  const { title = test.description, ...metadata } = Object.fromEntries(columns);
  const name = idOf(typeof id === 'string' ? id : (test.description ?? 'test'));
  return { id: name, title: typeof title === 'string' ? title : name, task, metadata };
}

/** What promptfoo users call the variable that holds the user's message. */
const REQUESTS = ['task', 'prompt', 'question', 'query', 'input', 'request', 'message'];

function onlyRequest(vars: PromptfooTest['vars']): { text: string } | { missing: string } {
  const name = REQUESTS.find((one) => typeof vars[one] === 'string') ?? Object.keys(vars)[0];
  const value = name === undefined ? undefined : vars[name];
  return typeof value === 'string' && value.trim() !== ''
    ? { text: value }
    : { missing: `no variable holds the user's message (${REQUESTS.join(', ')})` };
}
