import { resolve } from 'node:path';
import type { Agent } from './agents/agent.ts';
import { UserError } from './input/user-error.ts';
import type { Model } from './models/model.ts';
import type { StoredTurn } from './runs/format.ts';
import { readRun } from './runs/read.ts';
import { runFolders } from './runs/run-folders.ts';
import type { Plan } from './suite/plan.ts';
import type { Suite } from './suite/suite.ts';

/** About what a run would take, before a call is made. */
export interface Estimate {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars without any prompt caching; undefined where the price of a model is not known, or answers are recorded. */
  readonly cost: number | undefined;
  /** Models whose price is not known. */
  readonly unpriced: readonly string[];
  readonly basis: Basis;
}

/** Where the length of answers is taken from. */
export interface Basis {
  /** Id of the stored run that it was measured in; undefined for an assumption. */
  readonly run: string | undefined;
  /** Means over all agents. */
  readonly turns: number;
  readonly tokensPerTurn: number;
}

/** A rule of thumb for English and code. */
const CHARACTERS_PER_TOKEN = 4;
/** Said to be an assumption wherever it is used. */
const ASSUMED = { turns: 2, tokensPerTurn: 1500 };
/** Enough for a mean. */
const MOST_TRIALS = 2000;

/** Estimates the calls, tokens and dollars of a run; stored answers, which cost nothing, are not taken off. */
export async function estimateRun(
  plan: Plan,
  { model, repeats, output }: { model: Model; repeats: number; output: string },
): Promise<Estimate> {
  const past = await pastAnswers(output, plan.suite);
  const means = past?.all ?? ASSUMED;
  const trialsEach = plan.tasks.length * repeats;
  const taskTokens = mean(plan.tasks.map(({ task }) => task.length)) / CHARACTERS_PER_TOKEN;
  const replyTokens = mean(plan.tasks.map(({ answers }) => answers.length)) / CHARACTERS_PER_TOKEN;
  let [calls, inputTokens, outputTokens, cost] = [0, 0, 0, 0];
  const unpriced = new Set<string>();
  for (const agent of plan.agents) {
    const { turns, tokensPerTurn } = past?.byAgent.get(agent.id) ?? means;
    // Every turn after the first repeats what was said before it.
    const repeated = ((turns * (turns - 1)) / 2) * (tokensPerTurn + replyTokens);
    const input = turns * (tokensOf(agent) + taskTokens) + repeated;
    const usage = {
      inputTokens: Math.round(trialsEach * input),
      outputTokens: Math.round(trialsEach * turns * tokensPerTurn),
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    };
    calls += trialsEach * turns;
    inputTokens += usage.inputTokens;
    outputTokens += usage.outputTokens;
    const price = model.costOf?.(agent, usage);
    if (price === undefined) unpriced.add(model.modelId(agent));
    cost += price ?? 0;
  }
  return {
    calls: Math.round(calls),
    inputTokens,
    outputTokens,
    cost: unpriced.size > 0 ? undefined : cost,
    unpriced: [...unpriced],
    basis: { run: past?.run, ...means },
  };
}

/** The estimate in one sentence that says what it rests on. */
export function estimateText({ calls, inputTokens, outputTokens, cost, unpriced, basis }: Estimate): string {
  const price =
    cost === undefined
      ? `dollars unknown (no price of ${unpriced.join(', ')})`
      : `$${cost.toFixed(2)} without prompt caching`;
  const { run, turns, tokensPerTurn } = basis;
  const length = `${turns.toFixed(1)} turns of ${Math.round(tokensPerTurn)} tokens`;
  const source = run === undefined ? 'assumed, no run of this suite is stored' : `as in run ${run}`;
  return `Estimate: ${count(calls)} calls, ${count(inputTokens)} tokens in, ${count(outputTokens)} out, ${price}; at 4 characters a token, ${length} (${source}), stored answers not taken off.`;
}

interface PastAnswers {
  readonly run: string;
  readonly all: { turns: number; tokensPerTurn: number };
  readonly byAgent: ReadonlyMap<string, { turns: number; tokensPerTurn: number }>;
}

/** How long the answers of the newest stored run of a suite are. */
async function pastAnswers(output: string, suite: Suite): Promise<PastAnswers | undefined> {
  for (const folder of (await runFolders(output)).toReversed()) {
    try {
      const found = await measure(folder, suite);
      if (found) return found;
    } catch (error) {
      // A damaged run, or no run at all, is no reason not to estimate.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return undefined;
}

async function measure(folder: string, suite: Suite): Promise<PastAnswers | undefined> {
  const counts = new Map<string, Counts>();
  let run = '';
  let trials = 0;
  for await (const line of readRun(folder)) {
    if (line.type === 'run') {
      if (line.comparison || resolve(line.suite.path) !== resolve(suite.path)) return undefined;
      run = line.id;
    } else if (line.type === 'trial' && !line.error) {
      const of = counts.get(line.agent) ?? { trials: 0, turns: 0, tokens: 0 };
      of.trials++;
      of.turns += line.turns.length;
      for (const turn of line.turns) of.tokens += turn.usage?.outputTokens ?? textTokens(turn);
      counts.set(line.agent, of);
      if (++trials >= MOST_TRIALS) break;
    }
  }
  if (trials === 0) return undefined;
  const all = { trials: 0, turns: 0, tokens: 0 };
  for (const of of counts.values()) {
    all.trials += of.trials;
    all.turns += of.turns;
    all.tokens += of.tokens;
  }
  return { run, all: meansOf(all), byAgent: new Map([...counts].map(([agent, of]) => [agent, meansOf(of)])) };
}

interface Counts {
  trials: number;
  turns: number;
  tokens: number;
}

function meansOf({ trials, turns, tokens }: Counts): { turns: number; tokensPerTurn: number } {
  return { turns: turns / trials, tokensPerTurn: tokens / turns };
}

const textTokens = ({ assistant }: StoredTurn): number => assistant.length / CHARACTERS_PER_TOKEN;
const tokensOf = ({ prompt }: Agent): number => prompt.length / CHARACTERS_PER_TOKEN;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const count = (value: number): string => Math.round(value).toLocaleString('en-US');
