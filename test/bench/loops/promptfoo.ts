// promptfoo on the same work: `node promptfoo.ts <trials> <file> [cached]`
const [trials = '1', path = '', cached] = process.argv.slice(2);
Object.assign(process.env, {
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  PROMPTFOO_CACHE_ENABLED: String(cached !== undefined),
  PROMPTFOO_CONFIG_DIR: `${path}.promptfoo`,
});
const { evaluate } = await import('promptfoo');
await evaluate(
  {
    prompts: ['Task {{n}}'],
    providers: [{ id: 'anthropic:messages:claude-haiku-4-5', config: { max_tokens: 4096 } }],
    tests: Array.from({ length: Number(trials) }, (_, n) => ({
      vars: { n: String(n) },
      assert: [
        { type: 'regex' as const, value: 'JSON format' },
        { type: 'regex' as const, value: 'paginated' },
      ],
    })),
    outputPath: `${path}.promptfoo.jsonl`,
  },
  { maxConcurrency: 50, cache: cached !== undefined },
);
process.exit();
