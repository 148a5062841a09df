import { asTyped } from '../../input/globs.ts';
import { messageOf } from '../../input/user-error.ts';
import { compilePattern } from '../../promises/pattern.ts';
import {
  type ImportedPromise,
  type ImportedSuite,
  type ImportedTask,
  namer,
} from '../interchange/imported.ts';
import { type Grader, type PluginCase, readPluginCases } from './read-cases.ts';
import { words } from '../interchange/words.ts';

/** Keys of a case that a task or the suite takes over in its own way. */
const TAKEN_OVER: ReadonlySet<string> = new Set(['name', 'description', 'schema_version']);

/** Keys that only tell people something; kept as columns of the task. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['tags', 'expected_outcome']);

/** Keys that Claude Code acts on and Vouch does not. */
const KNOWN: ReadonlySet<string> = new Set(
  words(`
    plugins runs model max_turns timeout_seconds allowed_tools append_system_prompt env
    scaffold_script history_file add_dirs
  `),
);

/**
 * Reads the cases of `claude plugin eval` as a suite: a case is a task, a grader that can judge a text is a promise, the
 * plugin's own agents are the agents.
 * @throws {UserError} if there is no case, or a file of one cannot be read.
 */
export async function importPluginEval(path: string): Promise<ImportedSuite> {
  const { name, cases, agentPaths } = await readPluginCases(path);
  const unmapped: string[] = [];
  if (agentPaths.length === 0)
    unmapped.push(
      `${asTyped(path)}: no agents/*.md in the plugin; name agents with --agents, and hold them to all with --all-promises`,
    );
  // Two cases that ask the same are one task: one answer, judged by the graders of both.
  const first = new Map(cases.toReversed().map((one) => [one.prompt, one]));
  const tasks = cases.flatMap((one) => {
    const same = first.get(one.prompt);
    if (same === one) return taskOf(one, unmapped);
    unmapped.push(`${one.path}: asks what ${same?.path} asks; its graders are among that task's promises`);
    return [];
  });
  const promises = promisesOf(cases, (one) => first.get(one.prompt)?.name ?? one.name, unmapped);
  if (promises.some(({ scorer }) => 'rubric' in scorer)) {
    unmapped.push(
      'llm graders are imported, but mind: they need a `judge` in the suite, and are unscored without one',
    );
  }
  return {
    name,
    source: asTyped(path),
    agentPaths,
    agents: [],
    tasks,
    promises,
    unmapped,
  };
}

function taskOf({ path, name, prompt, keys }: PluginCase, unmapped: string[]): ImportedTask {
  const description = keys.get('description');
  const metadata: [string, unknown][] = [];
  for (const [key, value] of keys) {
    if (TAKEN_OVER.has(key)) continue;
    metadata.push([key, value]);
    if (KNOWN.has(key)) unmapped.push(`${path}: ${key} has no effect; it is kept as a column of the task`);
    else if (!FOR_PEOPLE.has(key))
      unmapped.push(`${path}: unknown key ${key}; it is kept as a column of the task`);
  }
  return {
    id: name,
    title: typeof description === 'string' ? description : name,
    task: prompt,
    metadata: Object.fromEntries(metadata),
  };
}

/** Graders of several cases that say the same are one promise. */
function promisesOf(
  cases: readonly PluginCase[],
  taskIdOf: (one: PluginCase) => string,
  unmapped: string[],
): ImportedPromise[] {
  const found = new Map<string, { name: string; scorer: ImportedPromise['scorer']; tasks: string[] }>();
  for (const one of cases) {
    const task = taskIdOf(one);
    for (const grader of one.graders) {
      const scorer = scorerOf(grader, unmapped);
      if (!scorer) continue;
      for (const key of ['weight', 'arm']) {
        if (grader.keys.has(key)) unmapped.push(`${placeOf(grader)}: ${key} has no effect`);
      }
      const key = JSON.stringify([grader.name, scorer]);
      const known = found.get(key);
      if (known && !known.tasks.includes(task)) known.tasks.push(task);
      if (!known) found.set(key, { name: grader.name, scorer, tasks: [task] });
    }
  }
  const idOf = namer('grader');
  return [...found.values()].map(({ name, scorer, tasks }) => ({
    id: idOf(name),
    title: name,
    scorer,
    tasks,
  }));
}

/** The scorer of a grader, or undefined where a text cannot show what it asks for. */
function scorerOf(grader: Grader, unmapped: string[]): ImportedPromise['scorer'] | undefined {
  const { type, keys, criteria } = grader;
  const leaveOut = (why: string): undefined => {
    unmapped.push(`${placeOf(grader)}: ${why}`);
  };
  const looksAt = keys.get('target') ?? keys.get('focus') ?? 'last_message';
  switch (type) {
    case 'llm':
      if (looksAt !== 'last_message')
        return leaveOut(`judges ${JSON.stringify(looksAt)}, and Vouch has the answer only`);
      if (criteria === '') return leaveOut('has no criteria');
      return { rubric: criteria };
    case 'regex':
      if (looksAt !== 'last_message')
        return leaveOut(`looks at ${JSON.stringify(looksAt)}, and Vouch has the answer only`);
      return regexOf(grader, leaveOut, unmapped);
    case 'tool_used':
    case 'tool_order':
    case 'file_exists':
      return leaveOut(`${type} needs tools, and Vouch's answers are text`);
    case 'baseline':
      return leaveOut('baseline compares with a reference; use `vouch compare`');
    default:
      return leaveOut(`unknown type ${type}`);
  }
}

function regexOf(
  grader: Grader,
  leaveOut: (why: string) => undefined,
  unmapped: string[],
): ImportedPromise['scorer'] | undefined {
  const [pattern, flags = '', match = 'contains'] = ['pattern', 'flags', 'match'].map((key) =>
    grader.keys.get(key),
  );
  if (typeof pattern !== 'string') return leaveOut('has no pattern');
  if (match !== 'contains' && match !== 'not_contains')
    return leaveOut(`match: ${String(match)} cannot be said`);
  try {
    compilePattern(pattern);
  } catch (error) {
    return leaveOut(`not a usable regular expression: ${messageOf(error)}`);
  }
  if (!String(flags).includes('i'))
    unmapped.push(`${placeOf(grader)}: letters now match whatever their case`);
  if (/[\^$]/.test(pattern) && !String(flags).includes('m'))
    unmapped.push(`${placeOf(grader)}: ^ and $ now stand for the ends of a line`);
  if (pattern.includes('.') && String(flags).includes('s'))
    unmapped.push(`${placeOf(grader)}: . no longer stands for a line break`);
  return { regex: { pattern, turn: 'last', means: match === 'contains' ? 'kept' : 'broken' } };
}

const placeOf = ({ path, name }: Grader): string => `${path} (${name})`;
