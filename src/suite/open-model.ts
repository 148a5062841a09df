import { dirname } from 'node:path';
import { UserError } from '../input/user-error.ts';
import { anthropicModel } from '../models/anthropic.ts';
import { batchModel, type BatchOptions } from '../models/batch/batch-model.ts';
import type { Model } from '../models/model.ts';
import { openAiCompatibleModel } from '../models/openai-compatible.ts';
import { promptfooModel } from '../models/promptfoo/promptfoo.ts';
import { replayModel } from '../models/replay.ts';
import type { Suite } from './suite.ts';

const PROVIDERS =
  'replay, anthropic, anthropic:<alias or full model id>, openai-compatible:<base URL>#<model>, promptfoo:<provider id>';

/** Of what calls nothing, so that it needs no key of the user's. */
export const KEYLESS = { ANTHROPIC_API_KEY: 'none' };

/**
 * The model that a suite, or `--model`, names; with `batch`, its answers come in batches.
 * @throws {UserError} if there is no such provider, it lacks what it needs (a transcripts folder, a key), or knows no batches.
 */
export function openModel(
  suite: Suite,
  spec: string = suite.model,
  env: Readonly<Record<string, string | undefined>> = process.env,
  batch?: Pick<BatchOptions, 'store' | 'onStatus' | 'since'>,
): Model {
  const colon = spec.indexOf(':');
  const provider = colon === -1 ? spec : spec.slice(0, colon);
  const name = colon === -1 ? undefined : spec.slice(colon + 1);
  const { params, concurrency, prices } = suite;
  if (batch && provider !== 'anthropic') {
    throw new UserError(
      `--batch needs a model of the Message Batches API, and "${spec}" is none; add --model anthropic`,
    );
  }
  switch (provider) {
    case 'replay':
      if (suite.replay === undefined) {
        throw UserError.at(suite.path, 'model "replay" needs `replay:`, the folder of recorded transcripts');
      }
      return replayModel(suite.replay);
    case 'anthropic': {
      const options = {
        model: name,
        defaultModel: suite.defaultModel,
        aliases: suite.models,
        params,
        concurrency,
        prices,
        env,
      };
      return batch ? batchModel({ ...options, ...batch }) : anthropicModel(options);
    }
    case 'openai-compatible':
      return openAiCompatibleModel({ spec: name ?? '', params, concurrency, prices, env });
    case 'promptfoo': {
      // As all paths of a suite stand beside it, and all of the command line in the working folder.
      const folder = spec === suite.model ? dirname(suite.path) : '.';
      return promptfooModel({ id: name ?? '', folder, params, concurrency, prices, env });
    }
    default:
      throw new UserError(`unknown model "${spec}"; known are ${PROVIDERS}`);
  }
}
