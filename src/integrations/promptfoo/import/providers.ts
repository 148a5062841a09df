import { type ImportContext, isObject, listOf } from './config.ts';

/** The model of a suite, and how it samples. */
export interface ImportedModel {
  readonly model?: string | undefined;
  readonly params?: Readonly<Record<string, number>> | undefined;
}

/** The first provider that a suite can name; the others are left out. */
export function importProviders(providers: unknown, { leaveOut }: ImportContext): ImportedModel {
  let found: ImportedModel = {};
  for (const [index, entry] of listOf(providers).entries()) {
    const where = `providers[${index}]`;
    const id = isObject(entry) ? entry['id'] : entry;
    const config = isObject(entry) && isObject(entry['config']) ? entry['config'] : {};
    const model = typeof id === 'string' ? /^anthropic:(?:messages:)?([\w.-]+)$/.exec(id)?.[1] : undefined;
    if (model === undefined) leaveOut(where, `${String(id)}; name a model with --model`);
    else if (found.model !== undefined)
      leaveOut(where, `anthropic:${model}; a suite has one model, try --model`);
    else found = { model: `anthropic:${model}`, params: paramsOf(config, where, leaveOut) };
  }
  return found;
}

function paramsOf(
  { max_tokens: maxTokens, temperature, ...others }: Readonly<Record<string, unknown>>,
  where: string,
  leaveOut: ImportContext['leaveOut'],
): Record<string, number> | undefined {
  // A key in a config goes into no file of ours.
  for (const key of Object.keys(others)) leaveOut(where, `config.${key}`);
  const params = {
    ...(typeof maxTokens === 'number' ? { maxTokens } : {}),
    ...(typeof temperature === 'number' ? { temperature } : {}),
  };
  return Object.keys(params).length === 0 ? undefined : params;
}
