import { describe, expect, it } from 'vitest';
import { healthChecks } from './health-checks.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string) => (await verdictOf(healthChecks, text)).verdict;
const python = (...lines: string[]) => `\`\`\`python\n${lines.join('\n')}\n\`\`\`\n`;
const SERVER = python(
  'app = FastAPI(title="tags")',
  '',
  '',
  '@app.get("/v1/tags")',
  'async def tags(pool: Pool) -> list[Tag]:',
  '    rows = await pool.fetch(ALL)',
  '    return [Tag(**row) for row in rows]',
);

describe('health-checks', () => {
  it('is kept by a route, and points at it', async () => {
    const found = await verdictOf(
      healthChecks,
      SERVER +
        python(
          '@app.get("/healthz")',
          'async def healthz() -> dict[str, str]:',
          '    await ping()',
          '    return {"status": "ok"}',
        ),
    );
    expect([found.verdict, found.quotes]).toEqual(['kept', ['@app.get("/healthz"']]);
  });

  it.each([
    [
      'a probe of Kubernetes',
      '```yaml\nkind: Deployment\nspec:\n  containers:\n    - readinessProbe: { httpGet: { path: /ready, port: 80 } }\n```',
    ],
    ['a sentence', 'Register `GET /health/ready`; it fails first on shutdown.'],
    [
      'a check of Docker',
      '```dockerfile\nFROM python:3.12\nHEALTHCHECK CMD curl -f localhost/health\nCMD ["python", "main.py"]\n```',
    ],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${SERVER}\n${text}`)).toBe('kept');
  });

  it.each([
    ['a server without one', ''],
    ['one that is left for later', 'A health check could be added later.'],
    [
      'a live socket',
      python(
        '@app.websocket("/v1/chats/live")',
        'async def live(socket: WebSocket) -> None:',
        '    await socket.accept()',
        '    await serve(socket)',
      ),
    ],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${SERVER}\n${text}`)).toBe('broken');
  });

  it.each([
    ['a route for a service that runs', SERVER.replace('app = FastAPI(title="tags")\n', '')],
    [
      'a middleware on a sample server',
      python('app = FastAPI()', 'class Quota(BaseHTTPMiddleware):', '    pass', 'app.add_middleware(Quota)'),
    ],
    [
      'a limit that leaves the health checks of the service alone',
      `${python('class Quota(BaseHTTPMiddleware):', '    limit: int = 100')}\n\`/health/live\` is exempt from the limit.`,
    ],
    ['a module', python('def f(x: int) -> int:', '    y = x + 1', '    return y')],
  ])('is not applicable to %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
