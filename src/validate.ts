import type { Agent } from './agents/agent.ts';
import { loadAgent, loadAgents } from './agents/load-agent.ts';
import { loadTasks } from './datasets/load-tasks.ts';
import type { Task } from './datasets/task.ts';
import { readTranscript, transcriptPath } from './datasets/transcripts.ts';
import { asTyped, expandPaths } from './input/globs.ts';
import { UserError } from './input/user-error.ts';
import { type Catalogue, loadCatalogue } from './promises/catalogue.ts';
import { loadTrust } from './promises/trust.ts';
import { openJudge } from './scorers/judge/judge.ts';
import { openScorers } from './scorers/promises.ts';
import { KEYLESS, openModel } from './suite/open-model.ts';
import { type Plan, planAgents, requireOwnAgents } from './suite/plan.ts';
import { loadSuite, type Suite } from './suite/suite.ts';

/** What is wrong with a suite, or worth knowing: one line with its place. */
export interface Finding {
  /** An `error` keeps the suite from running; a `warning` does not. */
  readonly level: 'error' | 'warning';
  readonly message: string;
}

/** A suite that has been checked without calling a model. Plain JSON. */
export interface Validation {
  readonly suite: string;
  readonly agents: number;
  readonly tasks: number;
  /** Promises of the catalogue that at least one agent makes. */
  readonly promises: number;
  readonly findings: readonly Finding[];
}

/** Reads everything that a suite names and finds all that is wrong with it, not only what is wrong first. */
export async function validateSuite(path: string): Promise<Validation> {
  const found = new Findings();
  const suite = await found.errorsOf(() => loadSuite(path));
  if (!suite) return { suite: path, agents: 0, tasks: 0, promises: 0, findings: found.all };

  const agents = await checkAgents(suite, found);
  const tasks = await checkDatasets(suite, found);
  const catalogue = await found.errorsOf(() => loadCatalogue(suite.promises));
  if (catalogue) {
    await found.errorsOf(() => openScorers(catalogue));
    await found.errorsOf(() => openJudge(suite, catalogue, { env: KEYLESS }));
    await found.errorsOf(() => loadTrust(catalogue.path));
    checkGate(suite, catalogue, found);
  }
  const plan =
    agents.length > 0 && tasks.length > 0 && catalogue ? await checkPlan(suite, agents, found) : undefined;
  await checkModel(suite, agents, plan?.tasks ?? tasks, found);
  const made = [...(plan?.promises.values() ?? [])].flat();
  return {
    suite: asTyped(path),
    agents: agents.length,
    tasks: tasks.length,
    promises: new Set(made.map(({ id }) => id)).size,
    findings: found.all,
  };
}

class Findings {
  readonly all: Finding[] = [];

  add(level: Finding['level'], message: string): void {
    if (!this.all.some((finding) => finding.message === message)) this.all.push({ level, message });
  }

  /** Notes a user's mistake, line by line and after `place`, and goes on; undefined if there was one. */
  async errorsOf<T>(step: () => T | Promise<T>, place = ''): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const line of error.message.split('\n'))
        this.add('error', line.startsWith(place) ? line : `${place}: ${line}`);
      return undefined;
    }
  }
}

async function checkAgents(suite: Suite, found: Findings): Promise<readonly Agent[]> {
  const agents: Agent[] = [];
  for (const pattern of suite.agents) {
    const paths = (await found.errorsOf(() => expandPaths([pattern], 'agent file'))) ?? [];
    for (const path of paths) {
      const agent = await found.errorsOf(() => loadAgent(path));
      if (agent) agents.push(agent);
    }
  }
  // Two files with one id are found only when they are read together.
  const unique = await found.errorsOf(() => loadAgents(agents.map(({ path }) => path)));
  // An agent that cannot be read is missing, and no slip of the pen where the suite speaks of it.
  if (found.all.length === 0) await found.errorsOf(() => requireOwnAgents(suite, agents));
  return unique ?? agents;
}

async function checkDatasets(suite: Suite, found: Findings): Promise<readonly Task[]> {
  const readable: string[] = [];
  for (const pattern of suite.datasets) {
    const paths = (await found.errorsOf(() => expandPaths([pattern], 'dataset'))) ?? [];
    for (const path of paths) if (await found.errorsOf(() => loadTasks([path]))) readable.push(path);
  }
  const all = await found.errorsOf(() => loadTasks(readable));
  return all ?? [];
}

function checkGate(suite: Suite, catalogue: Catalogue, found: Findings): void {
  const known = new Set(catalogue.promises.map(({ id }) => id));
  const { severity, floors, waived } = suite.gate;
  const named = { severity: Object.keys(severity), floors: Object.keys(floors), waived };
  for (const [key, ids] of Object.entries(named)) {
    for (const id of ids) {
      if (known.has(id)) continue;
      found.add('error', `${suite.path}: gate.${key}: unknown promise "${id}"; see \`vouch promises\``);
    }
  }
}

async function checkPlan(suite: Suite, agents: readonly Agent[], found: Findings): Promise<Plan | undefined> {
  const plan = await found.errorsOf(() => planAgents(agents, suite));
  if (!plan) return undefined;
  const scored = new Set(plan.catalogue.promises.filter(({ scorer }) => scorer).map(({ id }) => id));
  for (const { id, path } of agents) {
    const made = plan.promises.get(id) ?? [];
    if (made.length === 0) {
      found.add(
        'warning',
        `${path}: makes no promise of the catalogue; see \`vouch promises --suggest ${path}\``,
      );
    } else if (!made.some((promise) => scored.has(promise.id))) {
      found.add('warning', `${path}: makes ${made.length} promises, and nothing scores one of them`);
    }
  }
  if (!suite.judge) {
    const rubrics = plan.catalogue.promises.filter(
      ({ scorer }) => typeof scorer === 'object' && scorer.kind === 'rubric',
    );
    const ids = rubrics
      .map(({ id }) => id)
      .filter((id) => [...plan.promises.values()].some((made) => made.some((promise) => promise.id === id)));
    if (ids.length > 0) {
      found.add(
        'warning',
        `${suite.path}: no \`judge:\`, so nothing scores the rubrics of ${ids.join(', ')}`,
      );
    }
  }
  return plan;
}

async function checkModel(
  suite: Suite,
  agents: readonly Agent[],
  tasks: readonly Task[],
  found: Findings,
): Promise<void> {
  const model = await found.errorsOf(() => openModel(suite, suite.model, KEYLESS), `${suite.path}: model`);
  for (const agent of agents) await found.errorsOf(() => model?.modelId(agent));
  if (model?.provider === 'replay' && suite.replay !== undefined)
    await checkRecordings(suite, asTyped(suite.replay), agents, tasks, found);
}

const SHOWN = 5;

async function checkRecordings(
  suite: Suite,
  replay: string,
  agents: readonly Agent[],
  tasks: readonly Task[],
  found: Findings,
): Promise<void> {
  const missing: string[] = [];
  for (const { id } of agents) {
    for (const task of tasks) {
      for (let repeat = 1; repeat <= suite.repeats; repeat++) {
        await found.errorsOf(async () => {
          if (!(await readTranscript(replay, id, task.id, repeat)))
            missing.push(transcriptPath(replay, id, task.id, repeat));
        });
      }
    }
  }
  if (missing.length === 0) return;
  const rest = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : '';
  found.add(
    'warning',
    `${suite.path}: ${missing.length} of ${agents.length * tasks.length * suite.repeats} recordings are missing: ${missing.slice(0, SHOWN).join(', ')}${rest}`,
  );
}
