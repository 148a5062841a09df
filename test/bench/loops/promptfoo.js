// promptfoo on the same work, as its own command does it: `node promptfoo.js <trials> <file> [again | no-cache]`
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [node = '', , trials = '1', path = '', how] = process.argv;
const folder = `${path}.promptfoo`;
// Its store and its cache of answers stand in this folder.
if (how !== 'again') rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
Object.assign(process.env, {
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  PROMPTFOO_CONFIG_DIR: folder,
});
const config = {
  prompts: ['Task {{n}}'],
  // Without a label this provider keeps its answers for one process only.
  providers: [{ id: 'anthropic:messages:claude-haiku-4-5', label: 'haiku', config: { max_tokens: 4096 } }],
  tests: Array.from({ length: Number(trials) }, (_, n) => ({
    vars: { n: String(n) },
    assert: [
      { type: 'regex', value: 'JSON format' },
      { type: 'regex', value: 'paginated' },
    ],
  })),
};
writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
const options = '-j 50 --no-progress-bar --no-table'.split(' ');
if (how === 'no-cache') options.push('--no-cache');
process.argv = [
  node,
  'promptfoo',
  'eval',
  '-c',
  join(folder, 'config.json'),
  '-o',
  join(folder, 'results.jsonl'),
  ...options,
];
await import(new URL('entrypoint.js', import.meta.resolve('promptfoo')).href);
