import type { Model } from '../models/model.ts';
import type { TrialLine } from '../runs/format.ts';

/** A model that gives the stored answers of earlier trials with the same key again, and asks only for what is missing. */
export function rememberingModel(model: Model, trials: ReadonlyMap<string, TrialLine>): Model {
  return {
    ...model,
    modelId: (agent) => model.modelId(agent),
    async answer(request, signal) {
      const { key, messages } = request;
      const turn = trials.get(key)?.turns[messages.filter(({ role }) => role === 'assistant').length];
      if (!turn) return model.answer(request, signal);
      const { assistant, truncated, stopReason, servedModel, usage, cost, latencyMs } = turn;
      return { text: assistant, truncated, stopReason, servedModel, usage, cost, latencyMs, reused: true };
    },
  };
}
