import type { Answer } from '../../answers/answer.ts';
import type { PythonFile } from '../../answers/python-files.ts';
import { isEnglish } from './language.ts';

/** Words by which a text says that something is there already, comes from elsewhere, or is for the reader to supply. */
const EXISTS =
  /\b(?:assum\w+|already|existing|exists?|you(?:'ll| will)? (?:have|own|provide|supply|need to (?:define|provide|write|supply))|your(?:s| own)?|provided?|supplied|supply|replace|adapt|adjust|swap|stand(?:s|ing)? (?:for|in)|stand-in|placeholder|whatever|elsewhere|not shown|omitted|left out|belongs? to|comes? from|taken from|lives? in|defined in|reus\w+|from the (?:app|project|codebase|service|existing|rest)|plug in|fixture|stub|todo|implement (?:it|this|these|them)|up to you|injected|project-specific|legacy)\b/i;

/** Words of a comment that speak of the code on its line without naming it. */
const OWN =
  /\b(?:yours?|existing|elsewhere|not shown|placeholder|replace|assum\w+|provided (?:by|elsewhere)|defined in|lives in|project-specific|stub)\b/i;

/** Names that everyone imports from the language or a library; no sentence makes them part of the user's code. */
const OF_LIBRARIES = new Set(
  `abc argparse array ast asyncio base64 bisect collections contextlib contextvars copy csv dataclasses datetime decimal enum functools
  hashlib heapq hmac html http importlib inspect io ipaddress itertools json logging math mimetypes multiprocessing operator os pathlib
  pickle queue random re secrets shutil signal socket sqlite3 ssl statistics string struct subprocess sys tempfile textwrap threading time
  traceback types typing unicodedata unittest urllib uuid warnings weakref zlib zoneinfo np pd numpy pandas httpx requests aiohttp pytest
  jwt redis boto3 sqlalchemy asyncpg psycopg pydantic fastapi celery structlog uvicorn sa orjson alembic op models
  Annotated Any Awaitable Callable ClassVar Final Generator AsyncGenerator AsyncIterator Iterable Iterator Literal Mapping NamedTuple
  Optional Protocol Self Sequence TypedDict TypeVar Union TYPE_CHECKING timedelta timezone UTC date Decimal InvalidOperation UUID uuid4
  Path Enum StrEnum IntEnum defaultdict deque Counter OrderedDict dataclass field asdict partial wraps lru_cache cache cached_property
  contextmanager asynccontextmanager suppress ABC abstractmethod StringIO BytesIO ZoneInfo
  BaseModel Field ConfigDict EmailStr HttpUrl SecretStr StringConstraints ValidationError field_validator model_validator TypeAdapter
  BaseSettings SettingsConfigDict FastAPI APIRouter Depends HTTPException Request Response Header Query Body Cookie Form File UploadFile
  BackgroundTasks WebSocket WebSocketDisconnect Security status JSONResponse StreamingResponse RedirectResponse RequestValidationError
  CORSMiddleware BaseHTTPMiddleware TestClient AsyncClient ASGITransport HTTPBearer OAuth2PasswordBearer run_in_threadpool
  select insert update delete func text and_ or_ Column ForeignKey Index UniqueConstraint CheckConstraint Mapped mapped_column relationship
  DeclarativeBase Session AsyncSession sessionmaker async_sessionmaker create_engine create_async_engine IntegrityError selectinload
  joinedload Integer String Text Boolean DateTime Redis Celery shared_task PasswordHasher CryptContext TTLCache`.split(
    /\s+/,
  ),
);

/** True for names of the standard library and of well-known packages. */
export const isOfLibraries = (name: string): boolean => OF_LIBRARIES.has(name);

/**
 * True if the user or the assistant clearly says that the name exists in the user's code, or is for the user to supply: the
 * user's message names it, a sentence of the answer names it and says so, or a comment does, on its line or by its name.
 */
export function isSaidToExist(name: string, answer: Answer, files: readonly PythonFile[]): boolean {
  if (isOfLibraries(name)) return false;
  return (
    isNamedByUser(name, answer) ||
    isNamedInProse(name, answer) ||
    files.some((file) => isNamedInComment(name, file))
  );
}

const isTelling = (name: string): boolean => /_|[a-z][A-Z]|^[A-Z]\w*[a-z]/.test(name);
const word = (name: string): RegExp => new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'u');

function isNamedByUser(name: string, { user }: Answer): boolean {
  const named = word(name);
  return user.some((message) => {
    if (!named.test(message)) return false;
    if (isTelling(name)) return true;
    const code = message.match(/```[\s\S]*?(?:```|$)|`[^`\n]+`/g) ?? [];
    return code.some((part) => named.test(part));
  });
}

function isNamedInProse(name: string, { turns }: Answer): boolean {
  const quoted = new RegExp(`\`[^\`]*(?<![\\w])${name}(?!\\w)[^\`]*\``, 'u');
  const bare = word(name);
  const described = new RegExp(
    `^\\W*${name}\\b(?:[^.]{0,60})\\b(?:is|are|stands?|comes?|returns?|does|checks|reads|gives|holds)\\b`,
    'u',
  );
  return turns.some(({ prose }) =>
    prose.some(({ text, kind }) => {
      if (kind === 'heading' || !(quoted.test(text) || (isTelling(name) && bare.test(text)))) return false;
      return EXISTS.test(text) || described.test(text) || !isEnglish(text);
    }),
  );
}

function isNamedInComment(name: string, { program }: PythonFile): boolean {
  const named = word(name);
  return program.comments.some(({ text, start, trailing }) => {
    if (named.test(text) && EXISTS.test(text)) return true;
    if (!OWN.test(text)) return false;
    const from = trailing ? program.code.lastIndexOf('\n', start) + 1 : start + text.length + 1;
    const end = program.code.indexOf('\n', trailing ? start : from);
    return named.test(program.code.slice(from, trailing ? start : end === -1 ? undefined : end));
  });
}
