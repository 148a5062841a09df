import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { tempFolder } from './temp-folder.ts';

type Values = Readonly<Record<string, string>>;

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Values;
  readonly with?: Values;
}

interface ActionFile {
  readonly inputs?: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

interface WorkflowFile {
  readonly jobs: Readonly<Record<string, { readonly env?: Values; readonly steps: readonly Step[] }>>;
}

/** Steps of an action or a workflow, with the environment and the inputs that its file gives them. */
interface Job {
  readonly steps: readonly Step[];
  readonly env: Values;
  readonly inputs: Values;
}

/** What a job did. */
export interface FinishedJob {
  /** Names (else what they use) of the steps that ran, or would have. */
  readonly steps: readonly string[];
  /** The step that failed, with its exit code. */
  readonly failed: { readonly step: string; readonly code: number | null } | undefined;
  readonly output: string;
  /** By step id and name: `gate.exit-code`. */
  readonly outputs: Values;
}

/** Reads an action.yml, or the only job of a workflow. */
export async function readJob(path: string): Promise<Job> {
  const file = parse(await readFile(path, 'utf8')) as ActionFile | WorkflowFile;
  if ('runs' in file) {
    const inputs = Object.entries(file.inputs ?? {}).map(([name, input]) => [name, input.default ?? '']);
    return { steps: file.runs.steps, env: {}, inputs: Object.fromEntries(inputs) as Values };
  }
  const [job] = Object.values(file.jobs);
  return { steps: job?.steps ?? [], env: job?.env ?? {}, inputs: {} };
}

/**
 * Runs the `run` steps of a job in bash as GitHub's runner does; steps that use an action do nothing.
 * @param context values of expressions, by their path: `github.event.pull_request.number`.
 * @param env what the machine has in its environment.
 */
export async function runJob(
  job: Job,
  { cwd, context, env }: { readonly cwd: string; readonly context: Values; readonly env: Values },
): Promise<FinishedJob> {
  const known: Record<string, string> = { ...prefixed('inputs', job.inputs), ...context };
  const outputs: Record<string, string> = {};
  const [steps, output]: [string[], string[]] = [[], []];
  let failed: FinishedJob['failed'];
  for (const step of job.steps) {
    const name = step.name ?? step.uses ?? step.id ?? '';
    if (failed && !step.if?.includes('always()')) continue;
    if (step.if !== undefined && !isTrue(evaluate(step.if, known))) continue;
    steps.push(name);
    if (step.run === undefined) continue;
    await using folder = await tempFolder({ output: '', summary: '' });
    const given = { ...job.env, ...step.env };
    const finished = await bash(step.run, cwd, {
      ...env,
      ...Object.fromEntries(Object.entries(given).map(([key, value]) => [key, expand(value, known)])),
      GITHUB_OUTPUT: folder.file('output'),
      GITHUB_STEP_SUMMARY: folder.file('summary'),
    });
    output.push(finished.output);
    if (step.id) known[`steps.${step.id}.outcome`] = finished.code === 0 ? 'success' : 'failure';
    for (const line of (await readFile(folder.file('output'), 'utf8')).split('\n').filter(Boolean)) {
      const [key = '', ...value] = line.split('=');
      known[`steps.${step.id}.outputs.${key}`] = value.join('=');
      outputs[`${step.id}.${key}`] = value.join('=');
    }
    if (finished.code !== 0) failed ??= { step: name, code: finished.code };
  }
  return { steps, failed, output: output.join(''), outputs };
}

function prefixed(prefix: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]));
}

async function bash(
  script: string,
  cwd: string,
  env: Values,
): Promise<{ code: number | null; output: string }> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return { code, output: out + errors };
}

function expand(value: unknown, known: Values): string {
  return String(value).replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression, known));
}

/** As much of GitHub's expressions as the workflows use: paths, strings, `always()`, `==`, `!=`, `&&`, `||`. */
function evaluate(expression: string, known: Values): string {
  for (const either of expression.split('||')) {
    const all = either.split('&&').map((part) => comparison(part.trim(), known));
    if (all.every(isTrue)) return all.at(-1) ?? '';
  }
  return '';
}

function comparison(text: string, known: Values): string {
  const [left = '', operator, right = ''] = text.split(/\s*(==|!=)\s*/);
  const value = (word: string): string => {
    if (word === 'always()') return 'true';
    return word.startsWith("'") ? word.slice(1, -1) : (known[word] ?? '');
  };
  if (operator === undefined) return value(left);
  return String((value(left) === value(right)) === (operator === '=='));
}

function isTrue(value: string): boolean {
  return value !== '' && value !== 'false';
}
