import { ownPackage } from './own-package.ts';
import { loadTrust, type Trust } from './promises/trust.ts';
import type { Model } from './models/model.ts';
import { PROTOCOL_VERSION } from './runner/protocol.ts';
import type { Scorers } from './scorers/promises.ts';
import type { Plan } from './suite/plan.ts';
import { contentHash } from './suite/trial-key.ts';
import { RUN_FORMAT, type RunHeader, type ScoringLine } from './runs/format.ts';
import { gitState } from './runs/git-state.ts';

/** The first line of a run file: all that is about to be judged, and with what. */
export async function runHeader({
  plan,
  scorers,
  model,
  id,
  startedAt,
  repeats,
  trials,
  asked,
  fresh,
  comparison,
  shard,
}: {
  plan: Plan;
  scorers: Scorers;
  model: Pick<Model, 'provider' | 'params' | 'modelId'>;
  id: string;
  startedAt: Date;
  repeats: number;
  trials: number;
  asked?: RunHeader['asked'];
  fresh?: boolean | undefined;
  comparison?: boolean;
  shard?: RunHeader['shard'];
}): Promise<RunHeader> {
  const { suite } = plan;
  const own = ownPackage();
  const [git, trust] = await Promise.all([gitState(process.cwd()), loadTrust(plan.catalogue.path)]);
  return {
    type: 'run',
    format: RUN_FORMAT,
    id,
    startedAt: startedAt.toISOString(),
    vouch: own.version,
    node: process.version,
    packages: own.dependencies,
    git,
    suite: {
      name: suite.name,
      path: suite.path,
      hash: contentHash(suite),
      ...(suite.sentinel === undefined ? {} : { sentinel: suite.sentinel }),
    },
    model: { provider: model.provider, params: { ...model.params } },
    protocol: PROTOCOL_VERSION,
    maxTurns: suite.conversation.maxTurns,
    repeats,
    agents: plan.agents.map((agent) => ({
      id: agent.id,
      path: agent.path,
      name: agent.name,
      model: model.modelId(agent),
      prompt: agent.prompt,
      promptLine: agent.promptLine,
      promptHash: agent.promptHash,
      fileHash: agent.fileHash,
      promises: madePromises(plan, agent.id),
    })),
    tasks: plan.tasks.map((task) => ({
      id: task.id,
      title: task.title,
      kind: task.kind,
      stack: task.stack,
      clarity: task.clarity,
      metadata: { ...task.metadata },
      hash: contentHash({ task: task.task, answers: task.answers }),
    })),
    promises: judgedPromises(plan, scorers, trust),
    trials,
    allPromises: plan.allPromises,
    ...(asked ? { asked } : {}),
    ...(fresh ? { fresh } : {}),
    ...(comparison ? { comparison } : {}),
    ...(shard ? { shard } : {}),
  };
}

/** The line that starts another scoring of a stored run. */
export async function scoringLine(
  plan: Pick<Plan, 'agents' | 'catalogue' | 'promises'>,
  scorers: Scorers,
  startedAt: Date,
): Promise<ScoringLine> {
  return {
    type: 'scoring',
    startedAt: startedAt.toISOString(),
    vouch: ownPackage().version,
    agents: plan.agents.map(({ id }) => ({ id, promises: madePromises(plan, id) })),
    promises: judgedPromises(plan, scorers, await loadTrust(plan.catalogue.path)),
  };
}

function madePromises(plan: Pick<Plan, 'promises'>, agent: string): { id: string; lines: number[] }[] {
  return (plan.promises.get(agent) ?? []).map(({ id, lines }) => ({ id, lines: [...lines] }));
}

function judgedPromises(
  plan: Pick<Plan, 'catalogue'>,
  scorers: Scorers,
  measured: ReadonlyMap<string, Trust>,
): RunHeader['promises'] {
  return plan.catalogue.promises.map((promise) => {
    const { id, title, severity, scorer, params, applies } = promise;
    const scoredBy = scorers.get(id);
    const trust = measured.get(id);
    return {
      id,
      title,
      severity,
      scorer: scoredBy ? `${scoredBy.id}@${scoredBy.version}` : null,
      hash: contentHash({ scorer, params, applies }),
      ...(trust ? { trust } : {}),
    };
  });
}
