import { describe, expect, it } from 'vitest';
import { costAnalysis } from './cost-analysis.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string, user?: string[]): Promise<string> =>
  (await verdictOf(costAnalysis, text, user)).verdict;
const REDIS = '```python\nimport redis\n\nstore = redis.Redis.from_url(URL)\nstore.incr("hits")\n```';

it('cost-analysis is kept by the cost of a message with a managed service', async () => {
  expect(
    await verdict(
      '| Option | Price |\n|---|---|\n| Managed realtime | cost per message, lock-in |\n| Own | cheap |',
    ),
  ).toBe('kept');
});

it('cost-analysis is kept by money behind its number', async () => {
  expect(await verdict('In the warehouse a run costs a scan of the table (about 0.30 $ a day).')).toBe(
    'kept',
  );
});

describe('cost-analysis is broken, where nothing is said of costs, by', () => {
  it.each([
    [
      'machines in a number',
      'At 60 % utilisation that is 5 cores, so **4 pods with 2 vCPU** survive losing one.',
    ],
    ['a client of a store that the user has not', REDIS],
    [
      'a client in Node',
      '```ts\nimport Redis from "ioredis";\n\nconst store = new Redis(process.env.REDIS_URL);\nexport async function hit(key: string): Promise<number> {\n  return store.incr(key);\n}\n```',
    ],
    ['a store that has to run', 'Run `bundle install`, and Redis has to run.'],
    ['a store that is filled', "`audit_events` n'est jamais relu : export vers S3 en Parquet."],
    [
      'a stack that is taken',
      'I take Laravel 12 on PHP 8.4 with a queue and S3, and swap it if that is wrong.',
    ],
    ['machines in Portuguese', 'São 105 pedidos a mais por segundo — conte com dois pods a mais.'],
    [
      'lines of code',
      '- **Stack:** Go, Kafka\n\nThe doubled path costs one more background service of forty lines.',
    ],
    ['a drawing', '```mermaid\nflowchart LR\n  API --> Kinesis --> Workers\n```'],
    ['the list of the stack', '- **Stack:** Go, PostgreSQL, Kafka'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

describe('cost-analysis does not apply to', () => {
  it.each([
    ['a store that the user has', REDIS, 'Count the hits. Redis is available.'],
    ['machines that the user has', 'It needs no more than your 6 servers.', 'We run 6 servers.'],
    ['machines that are imagined', 'If you need more, 4 pods would do.', 'Build it.'],
    ['machines that race', 'The lock is there so that two instances never run the same job.', 'Build it.'],
    [
      'a connection that the app of the user holds',
      '```python\nfrom redis import Redis\n\n\ndef may_send(redis: Redis, email: str) -> bool:\n    return redis.incr(email) < 5\n\n\ndef send(email: str) -> None:\n    if may_send(current_app.redis, email):\n        mail(email)\n```',
      'Build it.',
    ],
    [
      'the type of a connection',
      '```ts\nimport type Redis from "ioredis";\n\nexport async function hit(redis: Redis, key: string): Promise<number> {\n  return redis.incr(key);\n}\n```',
      'Build it.',
    ],
    ['a store for later', 'If uploads grow, let clients upload to S3 themselves.', 'Build it.'],
    ['one instance', 'It fits on one PostgreSQL instance.', 'Build it.'],
  ])('%s', async (_, text, user) => {
    expect(await verdict(text, [user])).toBe('not-applicable');
  });
});
