import { describe, expect, it } from 'vitest';
import { retriesWithBackoff } from './retries-with-backoff.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string, params: Record<string, unknown> = {}) =>
  (await verdictOf(retriesWithBackoff, text, ['Build it.'], params)).verdict;
const code = (language: string, ...lines: string[]) => `\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`;
const CELERY = code(
  'python',
  '@app.task(bind=True, autoretry_for=(OSError,), retry_backoff=True, max_retries=5)',
  'def resize(self, photo_id: str) -> None:',
  '    load(photo_id)',
  '    store(photo_id)',
);

describe('retries-with-backoff', () => {
  it.each([
    ['a setting of Celery', CELERY],
    [
      'a power of two',
      code(
        'python',
        'async def call(url: str) -> Response:',
        '    for attempt in range(5):',
        '        await asyncio.sleep(min(60, 2 ** attempt))',
        '        return await fetch(url)',
      ),
    ],
    [
      'a wait that doubles',
      code(
        'go',
        'func call() error {',
        '\tfor delay := time.Second; ; delay *= 2 {',
        '\t\tif err := try(); err == nil {',
        '\t\t\treturn nil',
        '\t\t}',
        '\t\ttime.Sleep(delay)',
        '\t}',
        '}',
      ),
    ],
    [
      'a setting of BullMQ',
      code(
        'ts',
        "await queue.add('resize', { id }, {",
        '  attempts: 5,',
        "  backoff: { type: 'exponential', delay: 1000 },",
        '});',
      ),
    ],
    [
      'waits that are listed',
      code(
        'python',
        'queue.enqueue(resize, photo_id,',
        '              retry=Retry(max=3, interval=[10, 60, 300]))',
        'commit()',
      ),
    ],
    ['a guide for clients', 'Reconnect after 1, 2, 4, up to 30 s.'],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });

  it.each([
    ['no wait', CELERY.replace('retry_backoff=True, ', '')],
    ['a fixed wait', CELERY.replace('retry_backoff=True', 'default_retry_delay=30')],
    [
      'a wait that grows by the same amount',
      code(
        'python',
        'async def resize(ctx: dict, photo_id: str) -> None:',
        '    try:',
        '        await work(photo_id)',
        '    except OSError as exc:',
        '        raise Retry(defer=ctx["job_try"] * 10) from exc',
      ),
    ],
    [
      'equal waits in a list',
      code(
        'python',
        'queue.enqueue(resize, photo_id,',
        '              retry=Retry(max=3, interval=[30, 30, 30]))',
        'commit()',
      ),
    ],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });

  it('asks for jitter only if the catalogue does', async () => {
    const plain = code(
      'python',
      'async def call(url: str) -> Response:',
      '    for attempt in range(5):',
      '        await asyncio.sleep(2 ** attempt)',
      '        return await fetch(url)',
    );
    expect(await verdict(plain, { jitter: true })).toBe('broken');
    expect(
      await verdict(plain.replace('2 ** attempt)', '2 ** attempt + random.uniform(0, 1))'), { jitter: true }),
    ).toBe('kept');
  });

  it.each([
    [
      "the provider's own retries",
      `The provider retries for a day.\n\n${code('python', 'def receive(body: bytes) -> int:', '    # a retry changes nothing', '    store(body)', '    return 200')}`,
    ],
    [
      'a limit that tells when to come back',
      code(
        'python',
        'def refuse() -> Response:',
        '    wait = 2**62',
        '    note(wait)',
        '    return Response(status=429, headers={"Retry-After": "3"})',
      ),
    ],
    ['an empty answer', ''],
  ])('is not applicable to %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
