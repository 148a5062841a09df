import { describe, expect, it } from 'vitest';
import { agentFor } from '../../test/model-conformance.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { UserError } from '../input/user-error.ts';
import { openModel } from './open-model.ts';
import { loadSuite, type Suite } from './suite.ts';

const AGENT = agentFor('clarifier', 'haiku');
const ENV = { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' };

async function suiteOf(lines = ''): Promise<Suite> {
  await using folder = await tempFolder({
    'evals/a.yaml': `agents: x.md\ndatasets: x.csv\npromises: p.yaml\n${lines}`,
  });
  return await loadSuite(folder.file('evals/a.yaml'));
}

describe('openModel', () => {
  it.each([
    ['anthropic', 'anthropic', 'claude-haiku-5-5'],
    ['anthropic:opus', 'anthropic', 'claude-opus-5-5'],
    ['openai-compatible:http://localhost:11434/v1#llama3.2', 'openai-compatible', 'llama3.2'],
    ['promptfoo:openai:chat:gpt-4o', 'promptfoo', 'openai:chat:gpt-4o'],
  ])('opens %s, with as many trials at work as its calls need', async (spec, provider, id) => {
    const model = openModel(await suiteOf('concurrency: 30\n'), spec, ENV);
    expect(model).toMatchObject({ provider, parallelTrials: 60 });
    expect(model.modelId(AGENT)).toBe(id);
  });

  it('gives every model the prices of the suite', async () => {
    const suite = await suiteOf(`prices:
  claude-haiku-5-5: { input: 1, output: 5 }
  llama3.2: { input: 1, output: 5 }
  openai:chat:gpt-4o: { input: 1, output: 5 }
`);
    const usage = { inputTokens: 1e6, outputTokens: 1e6, cacheReadTokens: 0, cacheWriteTokens: 0 };
    for (const spec of [
      'anthropic',
      'openai-compatible:http://localhost/v1#llama3.2',
      'promptfoo:openai:chat:gpt-4o',
    ])
      expect(openModel(suite, spec, ENV).costOf?.(AGENT, usage)).toBeCloseTo(6, 9);
  });

  it('names the models there are for one there is not', async () => {
    const suite = await suiteOf();
    expect(() => openModel(suite, 'gpt-4o', ENV)).toThrow(UserError);
    expect(() => openModel(suite, 'gpt-4o', ENV)).toThrow(
      /^unknown model "gpt-4o"; known are replay, .*promptfoo:<provider id>$/,
    );
    expect(() => openModel(suite, 'promptfoo', ENV)).toThrow(/expected a provider id/);
    expect(() => openModel(suite, 'openai-compatible', ENV)).toThrow(/expected a base URL and a model/);
  });
});
