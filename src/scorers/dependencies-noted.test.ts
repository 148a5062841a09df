import { describe, expect, it } from 'vitest';
import { dependenciesNoted } from './dependencies-noted.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string, user?: string): Promise<string> =>
  (await verdictOf(dependenciesNoted, turn, user === undefined ? undefined : [user])).verdict;
const CODE =
  '```python\nimport zipstream\n\ndef export(user: int) -> bytes:\n    return zipstream.pack(user)\n```';

describe('dependencies-noted is kept', () => {
  it('by an install line in prose, and points at its sentence', async () => {
    const found = await verdictOf(
      dependenciesNoted,
      `${CODE}\n\nInstall it with \`pip install zipstream-ng\`.`,
    );
    expect(found.verdict).toBe('kept');
    expect(found.quotes).toEqual(['Install it with `pip install zipstream-ng`.']);
  });

  it.each([
    ['an install command in a block', '```bash\ngo get github.com/aws/aws-sdk-go-v2\n```'],
    ['an extension', '```sql\nCREATE EXTENSION IF NOT EXISTS pg_trgm;\n```'],
    ['a version that is needed', 'This needs Redis 7 for functions.'],
    ['a list', 'Dependencies: `zod`, `pg`.'],
    ['a title', `## Requirements\n\n- Celery with a result backend\n\n${CODE}`],
    ['a list after "Install"', 'Install: `zipstream-ng`, `aiofiles`.'],
    ['rights that are needed', "The worker's role needs `sqs:ReceiveMessage` on that queue."],
    ['set-up steps under a title', '## Queue set-up\n\n- visibility timeout of 60 s\n- a dead-letter queue'],
    ['a configuration of the proxy', '```nginx\nlocation /ws {\n  proxy_http_version 1.1;\n}\n```'],
    ['the standard library', 'It uses only the standard library.'],
    ['a stack that the user did not name', 'I assume Celery with RabbitMQ and MinIO for the files.'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('dependencies-noted is broken', () => {
  it.each([
    ['imports only', CODE],
    ['what only the tests need', `${CODE}\n\n## Tests\n\nThe fixtures need PostgreSQL 16 or newer.`],
    ['a pool that the code makes', `Create the connection pool once at the start.\n\n${CODE}`],
    ['dependency injection', `## Dependency and wiring\n\nAdd the router before the others.\n\n${CODE}`],
    ['a thing that is not needed', `${CODE}\n\nThe index needs no extension.`],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });

  it('by the stack that the user named', async () => {
    expect(
      await verdict(`I use Celery and Redis as you said.\n\n${CODE}`, 'We have Celery with Redis.'),
    ).toBe('broken');
  });
});
