import { describe, expect, it } from 'vitest';
import { asyncEndpoints } from './async-endpoints.ts';
import { verdictOf } from './shared/testing.ts';

const inBlock = (language: string, code: string): string =>
  `The endpoint:\n\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;
const judged = async (language: string, code: string): Promise<string> =>
  (await verdictOf(asyncEndpoints, inBlock(language, code))).verdict;
const endpoint = (imports: string, ...body: string[]): string =>
  `${imports}\n\n\n@router.get("/x")\nasync def read(db: AsyncSession) -> dict:\n${body.map((line) => `    ${line}`).join('\n')}\n    return {}`;

describe('async-endpoints is broken by', () => {
  it('a call that holds up the event loop, and points at it', async () => {
    const verdict = await verdictOf(
      asyncEndpoints,
      inBlock('python', endpoint('import time', 'await db.commit()', 'time.sleep(1)')),
    );
    expect(verdict.verdict).toBe('broken');
    expect(verdict.why).toBe('`time.sleep` blocks the event loop in `read`.');
    expect(verdict.quotes[0]).toMatch(/^time\.sleep/);
  });

  it.each([
    ['a synchronous HTTP client', endpoint('import requests', 'requests.get("https://example.com")')],
    [
      'a synchronous client of Redis',
      endpoint('from redis import Redis\n\nredis = Redis(host="r")', 'redis.incr("n")'),
    ],
    [
      'a synchronous session',
      endpoint('from sqlalchemy.orm import Session', 'db.execute(select(User))').replace(
        'db: AsyncSession',
        'db: Session',
      ),
    ],
    ['hashing a password', endpoint('import bcrypt', 'bcrypt.checkpw(a, b)')],
    [
      'a coroutine that nobody awaits',
      `async def notify(user: User) -> None:\n    await mail.send(user)\n\n\n${endpoint('', 'notify(user)')}`,
    ],
  ])('%s', async (_, code) => {
    expect(await judged('python', code)).toBe('broken');
  });

  it('reading a file in a handler of Node', async () => {
    expect(
      await judged(
        'typescript',
        "app.get('/x', async (req, res) => {\n  const text = readFileSync('big.json');\n  res.send(text);\n});",
      ),
    ).toBe('broken');
  });
});

describe('async-endpoints is kept by', () => {
  it.each([
    [
      'awaited calls',
      endpoint(
        'from redis.asyncio import Redis\n\nredis = Redis(host="r")',
        'await redis.incr("n")',
        'rows = (await db.execute(select(User))).scalars().all()',
      ),
    ],
    [
      'blocking work in threads',
      endpoint(
        'import asyncio\nimport boto3\n\ns3 = boto3.client("s3")',
        'await asyncio.to_thread(s3.put_object, Bucket="b")',
        'await run_in_threadpool(lambda: s3.get_object(Bucket="b"))',
      ),
    ],
    [
      'blocking work in a function of its own',
      endpoint('import time', 'def work() -> None:', '    time.sleep(1)', 'await asyncio.to_thread(work)'),
    ],
    [
      'coroutines that are gathered',
      `async def notify(user: User) -> None:\n    await mail.send(user)\n\n\n${endpoint('import asyncio', 'await asyncio.gather(', '    notify(a),', '    notify(b),', ')')}`,
    ],
    [
      'a plain endpoint, which runs in a thread',
      endpoint('import requests', 'requests.get("https://example.com")').replace('async def', 'def'),
    ],
  ])('%s', async (_, code) => {
    expect(await judged('python', code)).toBe('kept');
  });
});

it('async-endpoints does not apply to code that serves no requests', async () => {
  expect(await judged('python', 'import time\n\n\ndef wait() -> None:\n    time.sleep(1)')).toBe(
    'not-applicable',
  );
  expect(await judged('go', 'func main() {\n\ttime.Sleep(time.Second)\n\tserve()\n}')).toBe('not-applicable');
});
