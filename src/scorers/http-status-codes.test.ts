import { describe, expect, it } from 'vitest';
import { httpStatusCodes } from './http-status-codes.ts';
import { verdictOf } from './shared/testing.ts';

const score = (text: string, user?: string[]) => verdictOf(httpStatusCodes, text, user);
const verdict = async (text: string, user?: string[]) => (await score(text, user)).verdict;
const code = (language: string, ...lines: string[]) => `\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`;

const FASTAPI = (success: string) =>
  code(
    'python',
    'router = APIRouter(prefix="/v1/tags")',
    '',
    '',
    `@router.post(""${success})`,
    'async def create_tag(body: TagIn, tags: Tags) -> TagOut:',
    '    if await tags.exists(body.name):',
    '        raise HTTPException(409, "tag exists")',
    '    return await tags.add(body)',
  );

describe('http-status-codes is kept by', () => {
  it('a success status in the decorator and a refusal in the code', async () => {
    const { verdict: found, quotes } = await score(FASTAPI(', status_code=201'));
    expect([found, quotes]).toEqual(['kept', ['201', '409']]);
  });

  it.each([
    [
      'a success status that only a test names',
      `${FASTAPI('')}\n${code('python', 'def test_ok(client):', '    assert client.post("/v1/tags").status_code == 200')}`,
    ],
    [
      'names of Go',
      code(
        'go',
        'func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {',
        '\tif r.Method != "GET" {',
        '\t\thttp.Error(w, "no", http.StatusMethodNotAllowed)',
        '\t\treturn',
        '\t}',
        '\tw.WriteHeader(http.StatusNoContent)',
        '}',
      ),
    ],
    [
      'Express',
      code(
        'ts',
        "app.post('/tags', async (req, res) => {",
        "  if (!req.body.name) return res.status(400).json({ error: 'name' });",
        '  const tag = await add(req.body);',
        '  res.status(201).json(tag);',
        '});',
      ),
    ],
    [
      'NestJS by names of exceptions',
      code(
        'ts',
        "@Controller('tags')",
        'export class TagsController {',
        '  @Post()',
        '  @HttpCode(HttpStatus.CREATED)',
        '  add(@Body() body: TagDto) {',
        "    if (!body.name) throw new BadRequestException('name');",
        '    return this.tags.add(body);',
        '  }',
        '}',
      ),
    ],
    [
      'Django',
      code(
        'python',
        'from django.http import JsonResponse',
        '',
        'def tag(request, pk):',
        '    found = get_object_or_404(Tag, pk=pk)',
        '    return JsonResponse({"id": found.pk}, status=200)',
      ),
    ],
    [
      'a table',
      '| Endpoint | Success | Errors |\n|---|---|---|\n| `POST /v1/tags` | 201 | 409, 422 |\n| `GET /v1/tags/{id}` | 200 | 404 |\n',
    ],
    ['sentences', '## POST /tags\n\nAnswers 201 with the new tag. A name in use gets 409.'],
    [
      'sentences in German',
      '## POST /tags\n\nLiefert 201 mit dem neuen Eintrag; ein doppelter Name ergibt 409.',
    ],
    [
      'OpenAPI',
      code(
        'yaml',
        'paths:',
        '  /tags:',
        '    get:',
        '      responses:',
        "        '200': { description: all }",
        "        '401': { description: no token }",
      ),
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });

  it('a middleware with its own refusal', async () => {
    const text = code(
      'python',
      'class Quota(BaseHTTPMiddleware):',
      '    async def dispatch(self, request, call_next):',
      '        if not await allowed(request):',
      '            return JSONResponse({"error": "slow down"}, status_code=429)',
      '        return await call_next(request)',
    );
    expect(await verdict(text)).toBe('kept');
  });
});

describe('http-status-codes is broken by', () => {
  it.each([
    ['refusals without a success status', FASTAPI('')],
    ['a success status without refusals', FASTAPI(', status_code=201').replace(/ {4}if[^]*?exists"\)\n/, '')],
    [
      'a number that is a load, not a status',
      `${FASTAPI('')}\nIt takes 200 requests a second with 200 ms to spare, up to 201 MB, at 200 and 300 rps.`,
    ],
    [
      'a success status that the review criticises',
      `A failed login answers **200** today.\n\n${FASTAPI('')}`,
    ],
    [
      'a success status of the health check only',
      `${FASTAPI('')}\n${code('python', '@app.get("/healthz", status_code=200)', 'async def healthz() -> dict:', '    return {"ok": True}')}`,
    ],
    ['a success status that is ruled out', `${FASTAPI('')}\nA duplicate gets 409, not 200.`],
    [
      'a query limit of 200',
      `${FASTAPI('')}\n${code('sql', 'SELECT id FROM tags', 'ORDER BY id', 'LIMIT 200;')}`,
    ],
    [
      'a column of 200 characters',
      `${FASTAPI('')}\n${code('python', 'class Tag(Base):', '    name = mapped_column(String(200))')}`,
    ],
    [
      'GraphQL with a 401 alone',
      `${code('graphql', 'type Query {', '  tags: [String!]!', '}')}\nWithout a token the server answers 401.`,
    ],
    [
      'no status at all',
      code(
        'ts',
        "app.get('/tags', async (req, res) => {",
        '  const tags = await list();',
        '  res.json(tags);',
        '});',
      ),
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });

  it("the user's own code, which gives 200", async () => {
    const own =
      "@app.post('/enter')\ndef enter(name):\n    audit(name)\n    return Response('ok', status=200)";
    expect(
      await verdict(`Yours:\n\n${code('python', ...own.split('\n'))}\nMine:\n\n${FASTAPI('')}`, [own]),
    ).toBe('broken');
  });
});

describe('http-status-codes is not applicable to', () => {
  it.each([
    [
      'a schema',
      code('sql', 'CREATE TABLE tags (', '  id bigint PRIMARY KEY,', '  name text NOT NULL', ');'),
    ],
    [
      'a module with an endpoint as a later idea',
      'Use `parse(path)`. If it moves behind an upload, `POST /v1/imports` would answer 202.',
    ],
    [
      'questions alone',
      '1. Does `GET /orders` exist already?\n2. Should a failure be 400 or 422?\n3. How many users are there?',
    ],
    ['an empty answer', ''],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
