import { describe, expect, it } from 'vitest';
import { pydanticModels } from './pydantic-models.ts';
import { verdictOf } from './shared/testing.ts';

const python = (code: string): string => `The router:\n\n\`\`\`python\n${code.trim()}\n\`\`\`\n`;
const judged = async (code: string): Promise<string> =>
  (await verdictOf(pydanticModels, python(code))).verdict;

const MODEL = 'class UserIn(BaseModel):\n    email: EmailStr\n\n\n';

describe('pydantic-models is kept by', () => {
  it.each([
    [
      'a model for the body',
      `${MODEL}@router.post("/users")\nasync def create(body: UserIn) -> UserOut:\n    return await save(body)`,
    ],
    [
      'a model that reads the raw body of a webhook',
      `${MODEL}@router.post("/hook")\nasync def hook(request: Request) -> None:\n    event = UserIn.model_validate(await request.json())\n    await save(event)`,
    ],
    [
      'a model imported from the schemas',
      'from app.schemas import UserIn\n\n\n@router.patch("/users/{user_id}")\nasync def patch(user_id: str, body: UserIn) -> None:\n    await save(user_id, body)',
    ],
    [
      'a model for the rows of a file',
      `${MODEL}def read(rows: Iterable[dict]) -> list[UserIn]:\n    return [UserIn(**row) for row in rows]`,
    ],
  ])('%s', async (_, code) => {
    expect(await judged(code)).toBe('kept');
  });
});

describe('pydantic-models is broken by', () => {
  it('one raw body among models, and points at the parameter', async () => {
    const verdict = await verdictOf(
      pydanticModels,
      python(
        `${MODEL}@router.post("/users")\nasync def create(body: UserIn) -> None:\n    ...\n\n\n@router.post("/tags")\nasync def tag(payload: dict, *args, **kw) -> None:\n    await save(payload)`,
      ),
    );
    expect(verdict.verdict).toBe('broken');
    expect(verdict.quotes).toEqual(['payload: dict']);
  });

  it.each([
    [
      'fields without a model',
      '@app.post("/login")\ndef login(username: str, password: str) -> dict:\n    return {"ok": True}',
    ],
    [
      'JSON that no model reads',
      '@app.post("/users")\nasync def create(request: Request) -> dict:\n    body = await request.json()\n    return await save(body["email"])',
    ],
    [
      'records returned as they are',
      '@app.get("/users")\nasync def users(pool: Pool) -> list[dict]:\n    return [dict(row) for row in await pool.fetch(ALL)]',
    ],
  ])('%s', async (_, code) => {
    expect(await judged(code)).toBe('broken');
  });
});

it('pydantic-models does not apply to redirects, uploads and other frameworks', async () => {
  expect(
    await judged(
      '@app.get("/{code}")\nasync def follow(code: str) -> RedirectResponse:\n    return RedirectResponse(await find(code))',
    ),
  ).toBe('not-applicable');
  expect(
    await judged(
      'class OrderView(APIView):\n    def post(self, request):\n        return Response(status=201)',
    ),
  ).toBe('not-applicable');
});
