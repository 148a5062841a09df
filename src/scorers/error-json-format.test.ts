import { describe, expect, it } from 'vitest';
import { errorJsonFormat } from './error-json-format.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string, params: Record<string, unknown> = {}) =>
  (await verdictOf(errorJsonFormat, text, ['Build it.'], params)).verdict;
const code = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`;

const ROUTE = code(
  'python',
  '@app.get("/v1/tags/{tag_id}")\nasync def read_tag(tag_id: int, tags: Tags) -> Tag:\n    tag = await tags.find(tag_id)\n    if tag is None:\n        raise ApiError(404, "TAG_NOT_FOUND", "No such tag.")\n    return tag',
);
const BODY =
  '{\n  "error": {\n    "code": "TAG_NOT_FOUND",\n    "message": "No such tag.",\n    "request_id": "6f1c",\n    "timestamp": "2025-03-31T08:15:00Z"\n  }\n}';
const HELPER = `def problem(status: int, code: str, message: str, request_id: str) -> JSONResponse:
    body = {"code": code, "message": message}
    body_with_id = {**body, "request_id": request_id, "timestamp": now()}
    return JSONResponse(status_code=status, content={"error": body_with_id})`;
const GO = `type errorDetail struct {
	Code      string    \`json:"code"\`
	Message   string    \`json:"message"\`
	RequestID string    \`json:"request_id"\`
	Timestamp time.Time \`json:"timestamp"\`
}

type errorBody struct {
	Error errorDetail \`json:"error"\`
}

func get(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusNotFound, errorBody{Error: errorDetail{Code: "TAG_NOT_FOUND"}})
}`;
const MODELS = `class ErrorInfo(BaseModel):
    code: str
    message: str
    details: dict[str, str] | None = None
    request_id: str
    timestamp: datetime


class ErrorResponse(BaseModel):
    error: ErrorInfo`;
const EXPRESS = `app.get('/v1/tags/:id', async (req, res) => {
  const tag = await find(req.params.id);
  if (!tag) {
    return res.status(404).json({ error: { code: 'TAG_NOT_FOUND', message: 'No such tag.', request_id: req.id, timestamp: new Date().toISOString() } });
  }
  res.json(tag);
});`;

describe('error-json-format is kept by', () => {
  it('a body as JSON', async () => {
    const { verdict: found, quotes } = await verdictOf(
      errorJsonFormat,
      `${ROUTE}\nA miss gives 404:\n\n${code('json', BODY)}`,
    );
    expect([found, quotes]).toEqual(['kept', [BODY]]);
  });

  it.each([
    ['a helper that builds it in steps', code('python', HELPER)],
    ['models that refer to each other', code('python', MODELS)],
    ['structs with tags', code('go', GO)],
    ['a handler of Express', code('ts', EXPRESS)],
    [
      'an interface of TypeScript',
      code(
        'ts',
        'interface ErrorBody {\n  error: {\n    code: string;\n    message: string;\n    details?: unknown;\n    request_id: string;\n    timestamp: string;\n  };\n}',
      ),
    ],
    [
      'JSON in a string',
      code(
        'go',
        'func deny(w http.ResponseWriter) {\n\tw.Write([]byte(`{"error": {"code": "NO", "message": "no", "request_id": "1", "timestamp": "now"}}`))\n}',
      ),
    ],
    ['an exchange', code('http', `HTTP/1.1 404 Not Found\nContent-Type: application/json\n\n${BODY}`)],
    [
      'a shape in running text',
      'All errors look like `{"error": {code, message, details, request_id, timestamp}}`.',
    ],
    [
      'a schema of OpenAPI',
      code(
        'yaml',
        'components:\n  schemas:\n    Error:\n      type: object\n      properties:\n        error:\n          $ref: "#/components/schemas/Detail"\n    Detail:\n      properties:\n        code: { type: string }\n        message: { type: string }\n        request_id: { type: string }\n        timestamp: { type: string, format: date-time }',
      ),
    ],
    [
      'a record of Java',
      code(
        'java',
        'record ErrorInfo(String code, String message, @JsonProperty("request_id") String requestId, Instant timestamp) {}\n\nrecord ErrorBody(ErrorInfo error) {}',
      ),
    ],
    [
      'a data class of Kotlin',
      code(
        'kotlin',
        'data class Detail(val code: String, val message: String, @SerialName("request_id") val requestId: String, val timestamp: Instant)\n\ndata class ErrorBody(val error: Detail)',
      ),
    ],
    [
      'an anonymous object of C#',
      code(
        'csharp',
        'app.MapGet("/tags", () => Results.Json(new { error = new { code, message, request_id = id, timestamp = now } }, statusCode: 404));\nvar a = 1;\nvar b = 2;',
      ),
    ],
    [
      'a map of PHP',
      code(
        'php',
        "return response()->json(['error' => [\n    'code' => $code,\n    'message' => $text,\n    'request_id' => $id,\n    'timestamp' => now(),\n]], 404);",
      ),
    ],
    [
      'a typed parameter',
      code(
        'python',
        '@dataclass\nclass Problem:\n    code: str\n    message: str\n    request_id: str\n    timestamp: str\n\n\ndef answer(status: int, problem: Problem) -> JSONResponse:\n    return JSONResponse({"error": asdict(problem)}, status_code=status)',
      ),
    ],
    [
      'a body, while HTTPException is converted by a handler',
      `${code('python', `${HELPER}\n\n\n@app.exception_handler(HTTPException)\nasync def on_error(request: Request, exc: HTTPException) -> JSONResponse:\n    return problem(exc.status_code, "ERROR", exc.detail, request.state.id)`)}\n${code('python', 'def check(x: int) -> None:\n    if x < 0:\n        raise HTTPException(400, "negative")\n    save(x)')}`,
    ],
    [
      'a body, beside a log entry with `error`',
      `${code('json', BODY)}\n${code('python', 'def work() -> None:\n    logger.error("failed", extra={"error": "boom"})\n    queue.put({"error": "boom"})\n    stop()')}`,
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('kept');
  });
});

describe('error-json-format is broken by', () => {
  it('a body without its timestamp, and says so', async () => {
    const found = await verdictOf(
      errorJsonFormat,
      `${ROUTE}\n${code('json', BODY.replace(/,\s*"timestamp": "[^"]*"/, ''))}`,
    );
    expect([found.verdict, found.why]).toEqual([
      'broken',
      'Errors are answered with an `error` with `code, message, request_id`, which lacks `error.timestamp`.',
    ]);
  });

  it.each([
    ['a body one level too deep', code('json', `{ "detail": ${BODY} }`)],
    [
      'a body that the framework nests',
      code(
        'python',
        'def check(x: int) -> None:\n    if x < 0:\n        raise HTTPException(400, detail={"error": {"code": "NEG", "message": "negative", "request_id": rid(), "timestamp": now()}})\n    save(x)',
      ),
    ],
    ['fields in camel case', code('json', BODY.replace('request_id', 'requestId'))],
    [
      'flat fields',
      code('json', '{ "code": "X", "message": "x", "request_id": "1", "timestamp": "2025-01-01T00:00:00Z" }'),
    ],
    [
      'a string for the error',
      code('ts', EXPRESS.replace(/\{ error: \{[^}]*\} \}/, "{ error: 'no such tag' }")),
    ],
    ['a field that a struct does not send', code('go', GO.replace('json:"request_id"', 'json:"-"'))],
    ['a helper that forgets the id', code('python', HELPER.replace('"request_id": request_id, ', ''))],
    ['the fields in prose only', 'Errors carry `error.code`, `message`, `request_id` and `timestamp`.'],
    [
      'the right body beside a bare HTTPException',
      `${code('json', BODY)}\n${code('python', 'def check(x: int) -> None:\n    if x < 0:\n        raise HTTPException(400, "negative")\n    save(x)')}`,
    ],
    [
      'the right body beside one of another shape',
      `${code('json', BODY)}\nOver the limit it is 429:\n\n${code('json', '{ "error": "slow_down", "retry_after": 3 }')}`,
    ],
    [
      'the right body beside plain text',
      `${code('json', BODY)}\n${code('go', 'func get(w http.ResponseWriter, r *http.Request) {\n\tif r.URL.Path == "/" {\n\t\thttp.Error(w, "nope", http.StatusNotFound)\n\t}\n}')}`,
    ],
    [
      'GraphQL errors',
      code(
        'ts',
        "const deny = () => {\n  throw new GraphQLError('Please sign in.', { extensions: { code: 'UNAUTHENTICATED' } });\n};\nexport const resolvers = { Query: { me: deny } };",
      ),
    ],
    ['no error body at all', ''],
  ])('%s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('broken');
  });
});

describe('error-json-format', () => {
  it('takes another shape from the catalogue', async () => {
    const params = { shape: ['type', 'title', 'status'] };
    const problem = code('json', '{ "type": "about:blank", "title": "No such tag", "status": 404 }');
    expect(await verdict(`${ROUTE}\n${problem}`, params)).toBe('kept');
    expect(await verdict(`${ROUTE}\nA miss gives 404:\n\n${code('json', BODY)}`, params)).toBe('broken');
  });

  it.each([
    [
      'a module without an interface',
      code('python', 'def total(rows: list[int]) -> int:\n    return sum(rows)\n\n\nprint(total([1]))'),
    ],
    ['an empty answer', ''],
  ])('is not applicable to %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
