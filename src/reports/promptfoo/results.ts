import { inertJson } from '../plain.ts';
import { hash } from 'node:crypto';
import type { RunHeader, StoredVerdict, TrialLine } from '../../runs/format.ts';
import { trialId } from '../../runs/trial-grid.ts';
import type { ReportedRun } from '../reporters.ts';
import { type Grading, gradingOf } from './grading.ts';
import { spentOn } from './usage.ts';

/** promptfoo's words for how a row ended. */
const FAILURE = { none: 0, assertion: 1, error: 2 } as const;

/**
 * A run as a results file of promptfoo (version 3), for `promptfoo import` and `promptfoo view`: a column for each agent, a
 * row for each task and repeat, a named metric for each promise that was kept or broken. A trial without an answer, or
 * without a single verdict of the two, is an error and no failure.
 */
export async function* promptfooResults({
  scoring: counted,
  lines,
}: Pick<ReportedRun, 'scoring' | 'lines'>): AsyncGenerator<string> {
  let scoring = -1;
  let rows: Rows | undefined;
  let parted = '\n';
  const waiting = new Map<string, TrialLine>();
  for await (const line of lines()) {
    if (line.type === 'run') {
      rows = new Rows(line);
      yield `{"evalId":${inertJson(`vouch-${line.id}`)},"results":{"version":3,"timestamp":${inertJson(line.startedAt)},"results":[`;
    }
    if (line.type === 'run' || line.type === 'scoring') scoring++;
    else if (line.type === 'trial') waiting.set(trialId(line), line);
    else if (line.type === 'scored' && scoring === counted) {
      const trial = waiting.get(trialId(line));
      if (!trial || !rows) continue;
      waiting.delete(trialId(line));
      yield parted + inertJson(rows.add(trial, line.verdicts));
      parted = ',\n';
    }
  }
  if (!rows) return;
  for (const trial of waiting.values()) {
    yield parted + inertJson(rows.add(trial, []));
    parted = ',\n';
  }
  yield `\n],"prompts":${inertJson(rows.prompts())},"stats":${inertJson(rows.stats())}},`;
  yield `"config":${inertJson(rows.config())},"shareableUrl":null,"metadata":${inertJson(rows.metadata())}}\n`;
}

/** What one column adds up to. */
interface Column {
  score: number;
  testPassCount: number;
  testFailCount: number;
  testErrorCount: number;
  assertPassCount: number;
  assertFailCount: number;
  totalLatencyMs: number;
  cost: number;
  readonly tokenUsage: { prompt: number; completion: number; total: number; numRequests: number };
  readonly namedScores: Record<string, number>;
  readonly namedScoresCount: Record<string, number>;
  readonly namedScoreWeights: Record<string, number>;
}

/** Makes the rows and counts them, since promptfoo trusts the counts of a file that it imports. */
class Rows {
  private readonly header: RunHeader;
  private readonly columns: readonly Column[];

  constructor(header: RunHeader) {
    this.header = header;
    this.columns = header.agents.map(() => ({
      score: 0,
      testPassCount: 0,
      testFailCount: 0,
      testErrorCount: 0,
      assertPassCount: 0,
      assertFailCount: 0,
      totalLatencyMs: 0,
      cost: 0,
      tokenUsage: { prompt: 0, completion: 0, total: 0, numRequests: 0 },
      namedScores: {},
      namedScoresCount: {},
      namedScoreWeights: {},
    }));
  }

  add(trial: TrialLine, verdicts: readonly StoredVerdict[]): object {
    const { header } = this;
    const promptIdx = header.agents.findIndex(({ id }) => id === trial.agent);
    const taskIdx = header.tasks.findIndex(({ id }) => id === trial.task);
    const agent = header.agents[promptIdx];
    const task = header.tasks[taskIdx];
    const grading = gradingOf(verdicts);
    const error = errorOf(trial, grading);
    const spent = spentOn(trial.turns);
    this.count(promptIdx, { grading, isError: error !== undefined, spent });
    const vars = {
      task: trial.task,
      request: trial.turns[0]?.user ?? '',
      ...(header.repeats > 1 ? { repeat: String(trial.repeat) } : {}),
    };
    const isKept = error === undefined && grading.pass;
    return {
      id: idOf(header.id, trial.agent, trial.task, trial.repeat),
      testIdx: taskIdx * header.repeats + trial.repeat - 1,
      promptIdx,
      promptId: agent?.promptHash ?? trial.agent,
      prompt: { raw: agent?.prompt ?? '', label: trial.agent },
      provider: providerOf(trial.agent),
      vars,
      testCase: {
        description: task?.title ?? trial.task,
        vars,
        assert: [],
        metadata: { id: trial.task, kind: task?.kind, stack: task?.stack, clarity: task?.clarity },
      },
      response: { output: trial.turns.map((turn) => turn.assistant).join('\n\n'), ...spent },
      success: isKept,
      score: grading.score,
      failureReason: error !== undefined ? FAILURE.error : isKept ? FAILURE.none : FAILURE.assertion,
      error: error ?? (isKept ? null : grading.reason),
      latencyMs: spent.latencyMs ?? 0,
      cost: spent.cost ?? 0,
      tokenUsage: spent.tokenUsage,
      namedScores: grading.namedScores,
      gradingResult: { ...grading, pass: isKept },
      metadata: { trial: trial.key, repeat: trial.repeat, model: agent?.model },
    };
  }

  prompts(): object[] {
    return this.header.agents.map((agent, index) => ({
      raw: agent.prompt,
      label: agent.id,
      id: agent.promptHash,
      provider: providerOf(agent.id).id,
      metrics: this.columns[index],
    }));
  }

  stats(): object {
    const total = (key: 'testPassCount' | 'testFailCount' | 'testErrorCount'): number =>
      this.columns.reduce((sum, column) => sum + column[key], 0);
    return {
      successes: total('testPassCount'),
      failures: total('testFailCount'),
      errors: total('testErrorCount'),
      tokenUsage: sumTokens(this.columns),
    };
  }

  config(): object {
    const { suite, agents, id } = this.header;
    return {
      description: `${suite.name} (run ${id} of Vouch)`,
      prompts: agents.map((agent) => agent.prompt),
      providers: agents.map(({ id, model }) => ({ ...providerOf(id), config: { model } })),
      tests: [],
    };
  }

  metadata(): object {
    const { startedAt, vouch, git } = this.header;
    return { evaluationCreatedAt: startedAt, exportedAt: startedAt, author: null, vouch, git };
  }

  private count(
    index: number,
    row: { grading: Grading; isError: boolean; spent: ReturnType<typeof spentOn> },
  ): void {
    const column = this.columns[index];
    if (!column) return;
    const { grading, isError, spent } = row;
    column.score += grading.score;
    column[isError ? 'testErrorCount' : grading.pass ? 'testPassCount' : 'testFailCount']++;
    for (const { pass } of grading.componentResults) column[pass ? 'assertPassCount' : 'assertFailCount']++;
    column.totalLatencyMs += spent.latencyMs ?? 0;
    column.cost += spent.cost ?? 0;
    addTokens(column.tokenUsage, spent.tokenUsage);
    for (const [promise, score] of Object.entries(grading.namedScores)) {
      column.namedScores[promise] = (column.namedScores[promise] ?? 0) + score;
      column.namedScoresCount[promise] = (column.namedScoresCount[promise] ?? 0) + 1;
      column.namedScoreWeights[promise] = (column.namedScoreWeights[promise] ?? 0) + 1;
    }
  }
}

function errorOf(trial: TrialLine, grading: Grading): string | undefined {
  if (trial.error) return `${trial.error.kind}: ${trial.error.message}`;
  return grading.componentResults.length === 0 ? grading.reason : undefined;
}

function addTokens(to: Column['tokenUsage'], more: ReturnType<typeof spentOn>['tokenUsage']): void {
  if (!more) return;
  to.prompt += more.prompt;
  to.completion += more.completion;
  to.total += more.total;
  to.numRequests += more.numRequests;
}

function sumTokens(columns: readonly Column[]): Column['tokenUsage'] {
  const sum = { prompt: 0, completion: 0, total: 0, numRequests: 0 };
  for (const { tokenUsage } of columns) addTokens(sum, tokenUsage);
  return sum;
}

/** The viewer finds the heading of a column by the provider's id: every agent needs its own. */
const providerOf = (agent: string): { id: string; label: string } => ({ id: `vouch:${agent}`, label: agent });

/** promptfoo keeps rows by a UUID: the same trial of the same run always has the same. */
function idOf(...parts: readonly (string | number)[]): string {
  const hex = hash('sha256', JSON.stringify(parts));
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
