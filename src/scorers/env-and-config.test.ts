import { describe, expect, it } from 'vitest';
import { envAndConfig } from './env-and-config.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string): Promise<string> => (await verdictOf(envAndConfig, turn)).verdict;
const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\``;

describe('env-and-config is kept', () => {
  it('by a variable that the code reads, and points at it', async () => {
    const found = await verdictOf(
      envAndConfig,
      fence('go', 'func main() {\n\tdsn := os.Getenv("DATABASE_URL")\n\topen(dsn)\n}'),
    );
    expect(found.verdict).toBe('kept');
    expect(found.quotes).toEqual(['os.Getenv("DATABASE_URL']);
  });

  it.each([
    ['process.env', fence('ts', 'const url = process.env.REDIS_URL;\nconst a = 1;\nexport const b = url;')],
    [
      'Django settings',
      fence(
        'python',
        'from django.conf import settings\n\ndef go() -> None:\n    post(settings.PAYMENT_URL)',
      ),
    ],
    [
      'a manifest',
      fence(
        'yaml',
        'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: EXPORT_BUCKET\n          value: x',
      ),
    ],
    ['prose', 'Set `EXPORT_TTL_DAYS` to 7 in the environment.'],
    ['a server setting', 'Raise `statement_timeout` for the export role.'],
    ['a settings file', fence('env', 'S3_BUCKET=exports')],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('env-and-config is broken', () => {
  it.each([
    [
      'hard-coded values',
      fence('python', 'BUCKET = "exports"\n\ndef save(key: str) -> None:\n    put(BUCKET, key)'),
    ],
    [
      'a variable that only a comment names',
      fence('python', 'def save(key: str) -> None:\n    put("exports", key)  # os.environ["BUCKET"] later'),
    ],
    [
      'function parameters',
      fence('python', 'def read(path: str, max_errors: int = 100) -> None:\n    run(path, max_errors)'),
    ],
    [
      'error codes in capitals',
      `| Status | Code |\n|---|---|\n| 401 | \`INVALID_TOKEN\` |\n\n${fence('go', 'func A() {\n\tb()\n}')}`,
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});

it('env-and-config does not apply without code and deployment', async () => {
  expect(await verdict('Which time zone do your users live in?')).toBe('not-applicable');
});
