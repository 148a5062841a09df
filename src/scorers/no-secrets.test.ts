import { describe, expect, it } from 'vitest';
import { noSecrets } from './no-secrets.ts';
import { verdictOf } from './shared/testing.ts';

const inBlock = (language: string, code: string): string =>
  `The login:\n\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;
const judged = async (language: string, code: string): Promise<string> =>
  (await verdictOf(noSecrets, inBlock(language, code))).verdict;

describe('no-secrets is broken by', () => {
  it('a password in a log line, and points at it', async () => {
    const verdict = await verdictOf(
      noSecrets,
      inBlock(
        'python',
        'def login(body: Login) -> None:\n    log.info("login %s %s", body.username, body.password)',
      ),
    );
    expect(verdict.verdict).toBe('broken');
    expect(verdict.why).toBe('`password` is written to a log.');
    expect(verdict.quotes).toEqual(['info("login %s %s", body.username, body.password']);
  });

  it.each([
    [
      'a literal signing key',
      'python',
      'def issue(user: User) -> str:\n    return jwt.encode({"sub": user.id}, "secret", algorithm="HS256")',
    ],
    [
      'a default for the environment',
      'python',
      'JWT_SECRET = os.getenv("JWT_SECRET", "dev-secret")\n\n\nclass A: ...',
    ],
    [
      'a default of a setting',
      'python',
      'class Settings(BaseSettings):\n    jwt_secret: str = "change-me"\n    ttl: int = 60',
    ],
    [
      'a token in an f-string',
      'python',
      'def read(token: str) -> None:\n    logger.debug(f"token is {token}")',
    ],
    [
      'a password in a connection string',
      'python',
      'engine = create_engine("postgresql://app:Tr0ub4dor@db.prod.internal/app")\nSession = sessionmaker(engine)',
    ],
    [
      'a comparison with a literal',
      'python',
      'def check(x_api_key: str) -> None:\n    if x_api_key != "abc123secret":\n        raise HTTPException(401)',
    ],
    [
      'a fallback',
      'typescript',
      "const secret = process.env.JWT_SECRET || 'my-fallback';\nexport const issuer = 'x';",
    ],
    [
      'a logged header',
      'typescript',
      'app.use((req, res, next) => {\n  logger.info({ authorization: req.headers.authorization });\n  next();\n});',
    ],
    ['a key in bytes', 'go', 'var jwtKey = []byte("my_secret_key")\n\nfunc main() {}'],
    ['a role with its password', 'sql', "CREATE ROLE app LOGIN PASSWORD 'hunter2hunter2';"],
  ])('%s', async (_, language, code) => {
    expect(await judged(language, code)).toBe('broken');
  });
});

describe('no-secrets is kept with', () => {
  it.each([
    [
      'secrets from the environment',
      'python',
      'SECRET = os.environ["JWT_SECRET"]\n\n\nclass Settings(BaseSettings):\n    jwt_secret: SecretStr\n    token_type: str = "bearer"',
    ],
    [
      'messages, prefixes and header names',
      'python',
      'INVALID_TOKEN = "invalid_token"\nTOKEN_PREFIX = "tok_"\nAPI_KEY_HEADER = "X-API-Key"\n_DUMMY = hasher.hash("no account has this password")',
    ],
    [
      'masked and hashed values in the log',
      'python',
      'def seen(api_key: str) -> None:\n    log.warning("limit", extra={"key": api_key[:6], "hash": sha256(api_key), "n": len(api_key)})',
    ],
    [
      'messages about secrets',
      'python',
      'def changed(user: User) -> None:\n    log.info("password changed", extra={"user_id": user.id})\n    log.info("tokens left %d", tokens)',
    ],
    [
      'a guard against the default',
      'python',
      'def check(settings: Settings) -> None:\n    if settings.jwt_secret == "change-me":\n        raise RuntimeError("set JWT_SECRET")',
    ],
    [
      'test values in tests',
      'python',
      'import pytest\n\nSECRET = "whsec_test_secret"\n\n\ndef test_signature(client):\n    assert sign(SECRET, b"x")',
    ],
    ['placeholders', 'sql', "CREATE ROLE app LOGIN PASSWORD '<set me>';"],
    [
      'the conventional password of a local container',
      'yaml',
      'services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: postgres',
    ],
  ])('%s', async (_, language, code) => {
    expect(await judged(language, code)).toBe('kept');
  });

  it('a leak that only the quoted code of the user has', async () => {
    const posted =
      "def login(username, password):\n    print('login ok', username, password)\n    return jwt.encode({'id': 1}, 'secret')";
    const answer = `${inBlock('python', posted)}\n${inBlock('python', 'SECRET = os.environ["JWT_SECRET"]\nLIMIT = 3')}`;
    expect((await verdictOf(noSecrets, answer, [`Review:\n\n${inBlock('python', posted)}`])).verdict).toBe(
      'kept',
    );
  });
});

it('no-secrets does not apply without code', async () => {
  expect(
    (
      await verdictOf(
        noSecrets,
        'Set `JWT_SECRET`.\n\n```bash\nexport JWT_SECRET=$(openssl rand -hex 32)\n```',
      )
    ).verdict,
  ).toBe('not-applicable');
});
