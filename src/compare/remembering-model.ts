import type { Model } from '../models/model.ts';
import { PROTOCOL_VERSION } from '../runner/protocol.ts';
import type { TrialLine } from '../runs/format.ts';
import { trialKey } from '../suite/trial-key.ts';

/** A model that gives the stored answers of earlier trials with the same key again, and asks only for what is missing. */
export function rememberingModel(
  model: Model,
  trials: ReadonlyMap<string, TrialLine>,
  maxTurns: number,
): Model {
  return {
    ...model,
    modelId: (agent) => model.modelId(agent),
    async answer(request, signal) {
      const { agent, task, repeat, messages } = request;
      const key = trialKey({
        prompt: agent.prompt,
        task: task.task,
        answers: task.answers,
        protocol: PROTOCOL_VERSION,
        maxTurns,
        model: model.modelId(agent),
        params: model.params,
        repeat,
      });
      const turn = trials.get(key)?.turns[messages.filter(({ role }) => role === 'assistant').length];
      if (!turn) return model.answer(request, signal);
      const { assistant, truncated, stopReason, servedModel, usage, cost, latencyMs } = turn;
      return { text: assistant, truncated, stopReason, servedModel, usage, cost, latencyMs, reused: true };
    },
  };
}
