import { describe, expect, it } from 'vitest';
import { pythonTypeHints } from './python-type-hints.ts';
import { verdictOf } from './shared/testing.ts';

const python = (code: string): string => `The service:\n\n\`\`\`python\n${code.trim()}\n\`\`\`\n`;

const TYPED = `
class Store:
    def __init__(self, pool: asyncpg.Pool):
        self.pool = pool

    async def load(self, key: str, *names: str, limit: int = 10, **extra: Any) -> list[Row]:
        return await self.pool.fetch(QUERY, key, sorted(names, key=lambda n: n.lower()))

    @classmethod
    def of(cls, url: str) -> "Store":
        return cls(url)
`;

describe('python-type-hints is kept', () => {
  it('if all parameters and returns are annotated', async () => {
    expect((await verdictOf(pythonTypeHints, python(TYPED))).verdict).toBe('kept');
  });

  it.each([
    [
      'untyped tests and fixtures below',
      '@pytest.fixture\ndef client():\n    return 1\n\n\ndef test_load(client):\n    def fake(x):\n        return x\n    assert fake(client)',
    ],
    [
      'a signature over many lines',
      '@router.get(\n    "/x",\n    response_model=Out,\n)\nasync def read(\n    key: Annotated[str, Query(max_length=10)],\n    *,\n    size: int = 3,\n) -> Out:\n    return Out()',
    ],
    [
      'code that does not parse',
      'def a(x: int) -> int:\n    return (x +\n\n\ndef b(y: str) -> None:\n    ...elided...',
    ],
  ])('with %s', async (_, code) => {
    expect((await verdictOf(pythonTypeHints, python(`${TYPED}\n\n${code}`))).verdict).toBe('kept');
  });

  it('whatever the user posted and the answer quotes', async () => {
    const posted = 'def login(username, password):\n    row = db.get(username)\n    return row == password';
    const answer = `You have this today:\n\n\`\`\`python\n${posted}\n\`\`\`\n\n${python(TYPED)}`;
    expect(
      (await verdictOf(pythonTypeHints, answer, [`Fix it:\n\n\`\`\`python\n${posted}\n\`\`\``])).verdict,
    ).toBe('kept');
  });
});

describe('python-type-hints is broken by', () => {
  it('a gap in code that stands above its own tests', async () => {
    const code = `${TYPED.replace(' -> "Store"', '')}\n\ndef test_of():\n    assert Store.of("x")`;
    expect((await verdictOf(pythonTypeHints, python(code))).verdict).toBe('broken');
  });

  it('one missing return annotation, and points at the function', async () => {
    const verdict = await verdictOf(pythonTypeHints, python(TYPED.replace(' -> list[Row]', '')));
    expect(verdict.verdict).toBe('broken');
    expect(verdict.why).toBe('`load` has no return annotation.');
    expect(verdict.quotes).toEqual([
      'async def load(self, key: str, *names: str, limit: int = 10, **extra: Any):',
    ]);
  });

  it.each([
    ['a parameter without a type', 'limit: int = 10', 'limit=10', '`limit` has no type in `load`.'],
    ['star arguments without a type', '*names: str', '*names', '`*names` has no type in `load`.'],
    ['a class method without a return', ' -> "Store"', '', '`of` has no return annotation.'],
    ['an untyped parameter of __init__', 'pool: asyncpg.Pool', 'pool', '`pool` has no type in `__init__`.'],
  ])('%s', async (_, from, to, why) => {
    expect(await verdictOf(pythonTypeHints, python(TYPED.replace(from, to)))).toMatchObject({
      verdict: 'broken',
      why,
    });
  });

  it('an untyped function inside a typed one', async () => {
    const code = 'def outer(x: int) -> int:\n    def inner(y):\n        return y\n    return inner(x)';
    expect((await verdictOf(pythonTypeHints, python(code))).verdict).toBe('broken');
  });
});

it('python-type-hints does not apply without Python functions', async () => {
  expect(
    (await verdictOf(pythonTypeHints, '```ts\nexport function get(id) {\n  return id;\n}\n```')).verdict,
  ).toBe('not-applicable');
  expect((await verdictOf(pythonTypeHints, python('LIMIT = 3\nprint(LIMIT)'))).verdict).toBe(
    'not-applicable',
  );
});
