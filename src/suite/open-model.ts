import { UserError } from '../input/user-error.ts';
import { anthropicModel } from '../models/anthropic.ts';
import type { Model } from '../models/model.ts';
import { replayModel } from '../models/replay.ts';
import type { Suite } from './suite.ts';

const PROVIDERS = 'replay, anthropic, anthropic:<alias or full model id>';

/**
 * The model that a suite, or `--model`, names.
 * @throws {UserError} if there is no such provider, or it lacks what it needs (a transcripts folder, a key).
 */
export function openModel(
  suite: Suite,
  spec: string = suite.model,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Model {
  const colon = spec.indexOf(':');
  const provider = colon === -1 ? spec : spec.slice(0, colon);
  const name = colon === -1 ? undefined : spec.slice(colon + 1);
  switch (provider) {
    case 'replay':
      if (suite.replay === undefined) {
        throw UserError.at(suite.path, 'model "replay" needs `replay:`, the folder of recorded transcripts');
      }
      return replayModel(suite.replay);
    case 'anthropic':
      return anthropicModel({
        model: name,
        defaultModel: suite.defaultModel,
        aliases: suite.models,
        params: suite.params,
        env,
      });
    default:
      throw new UserError(`unknown model "${spec}"; known are ${PROVIDERS}`);
  }
}
