import { type ImportContext, isObject, listOf } from './config.ts';

/** The model of a suite, and how it samples. */
export interface ImportedModel {
  readonly model?: string | undefined;
  readonly params?: Readonly<Record<string, number>> | undefined;
}

/** Providers that are a program of the config's own. */
const PROGRAM = /^(?:file:\/\/|exec:|python:|ruby:|golang:|package:|\.{0,2}\/)/;

/** The first provider is the suite's model; the others, and programs, are left out. */
export function importProviders(providers: unknown, { leaveOut }: ImportContext): ImportedModel {
  let found: ImportedModel = {};
  for (const [index, entry] of listOf(providers).entries()) {
    const where = `providers[${index}]`;
    const id = isObject(entry) ? entry['id'] : entry;
    const config = isObject(entry) && isObject(entry['config']) ? entry['config'] : {};
    if (typeof id !== 'string') leaveOut(where, 'has no id; name a model with --model');
    else if (PROGRAM.test(id))
      leaveOut(where, `${id} is a program, which is not run; name a model with --model`);
    else if (found.model !== undefined) leaveOut(where, `a suite has one model; try --model ${modelOf(id)}`);
    else found = { model: modelOf(id), params: paramsOf(config, where, leaveOut) };
  }
  return found;
}

function modelOf(id: string): string {
  const claude = /^anthropic:(?:messages:)?([\w.-]+)$/.exec(id)?.[1];
  return claude === undefined ? `promptfoo:${id}` : `anthropic:${claude}`;
}

function paramsOf(
  { max_tokens: maxTokens, temperature, ...others }: Readonly<Record<string, unknown>>,
  where: string,
  leaveOut: ImportContext['leaveOut'],
): Record<string, number> | undefined {
  // A key in a config goes into no file of ours.
  for (const key of Object.keys(others)) leaveOut(where, `config.${key}`);
  const params: Record<string, number> = {};
  if (typeof maxTokens === 'number' && maxTokens > 0) params['maxTokens'] = maxTokens;
  else if (maxTokens !== undefined) leaveOut(where, 'config.max_tokens');
  if (typeof temperature === 'number' && temperature >= 0 && temperature <= 1)
    params['temperature'] = temperature;
  else if (temperature !== undefined) leaveOut(where, `config.temperature, which is from 0 to 1 in a suite`);
  return Object.keys(params).length === 0 ? undefined : params;
}
