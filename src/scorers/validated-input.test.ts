import { describe, expect, it } from 'vitest';
import { verdictOf } from './shared/testing.ts';
import { validatedInput } from './validated-input.ts';

const inBlock = (language: string, code: string): string =>
  `The endpoint:\n\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;

describe('validated-input is broken by', () => {
  it('a raw body that goes straight to the database, and points at the input', async () => {
    const code =
      '@app.post("/users")\nasync def create(payload: dict) -> dict:\n    user = await repo.create(payload["email"])\n    return {"id": user.id}';
    const verdict = await verdictOf(validatedInput, inBlock('python', code));
    expect(verdict.verdict).toBe('broken');
    expect(verdict.quotes).toEqual(['@app.post']);
  });

  it.each([
    [
      'a path parameter of any text',
      'python',
      '@app.get("/users/{user_id}")\nasync def read(user_id: str) -> dict:\n    row = await pool.fetchrow(SELECT, user_id)\n    if row is None:\n        raise HTTPException(404, "no such user")\n    return dict(row)',
    ],
    [
      'Django data without a serializer',
      'python',
      'class OrderView(APIView):\n    def post(self, request):\n        order = Order.objects.create(**request.data)\n        return Response({"id": order.id}, status=201)',
    ],
    [
      'an Express body',
      'typescript',
      "app.post('/users', async (req, res) => {\n  const { email } = req.body;\n  res.status(201).json(await db.insert(users).values({ email }));\n});",
    ],
    [
      'a decoded body in Go',
      'go',
      'func Create(w http.ResponseWriter, r *http.Request) {\n\tvar u User\n\tjson.NewDecoder(r.Body).Decode(&u)\n\tstore.Save(u)\n\tw.WriteHeader(201)\n}',
    ],
  ])('%s', async (_, language, code) => {
    expect((await verdictOf(validatedInput, inBlock(language, code))).verdict).toBe('broken');
  });
});

describe('validated-input is kept by', () => {
  it.each([
    [
      'a typed path parameter',
      'python',
      '@app.get("/users/{user_id}")\nasync def read(user_id: UUID) -> dict:\n    row = await pool.fetchrow(SELECT, user_id)\n    return dict(row)',
    ],
    [
      'a model',
      'python',
      'class UserIn(BaseModel):\n    email: EmailStr\n\n\n@app.post("/users")\nasync def create(payload: UserIn) -> dict:\n    return await repo.create(payload)',
    ],
    [
      'a check of a header',
      'python',
      'async def plan(request: Request) -> str:\n    key = request.headers.get("x-api-key")\n    if not key:\n        raise HTTPException(401, "missing key")\n    return await lookup(key)',
    ],
    [
      'checks of rows',
      'python',
      'def read(path: str) -> None:\n    for row in csv.DictReader(open(path)):\n        if not row["amount"]:\n            raise ValueError("amount is empty")\n        save(row)',
    ],
    [
      'zod',
      'typescript',
      "const Body = z.object({ email: z.string().email() });\napp.post('/users', async (req, res) => {\n  res.json(await create(Body.parse(req.body)));\n});",
    ],
    [
      'an explicit check',
      'typescript',
      "app.post('/users', async (req, res) => {\n  if (typeof req.body.email !== 'string') {\n    return res.status(400).json({ error: 'bad email' });\n  }\n  res.json(await create(req.body.email));\n});",
    ],
    [
      'tags of a struct',
      'go',
      'type User struct {\n\tEmail string `json:"email" binding:"required,email"`\n}\n\nfunc Create(c *gin.Context) {\n\tvar u User\n\tc.ShouldBindJSON(&u)\n}',
    ],
  ])('%s', async (_, language, code) => {
    expect((await verdictOf(validatedInput, inBlock(language, code))).verdict).toBe('kept');
  });
});

it('validated-input does not apply to code that takes no input', async () => {
  const ddl = inBlock('sql', 'CREATE TABLE tags (\n  name text CHECK (length(name) < 50)\n);');
  const model = inBlock(
    'python',
    'class Tag(Base):\n    __tablename__ = "tags"\n    id: Mapped[int] = mapped_column(primary_key=True)',
  );
  expect((await verdictOf(validatedInput, ddl + model)).verdict).toBe('not-applicable');
});
