import { allMatches } from '../prefilter/match.ts';
import type { Answer, CodeBlock, Prose, Span, Turn } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { isOperational } from './endpoints.ts';
import { isAsked, placeIn } from '../places.ts';
import { routesIn } from './routes.ts';
import { STATUS_CODES, STATUS_NAMES } from './status-names.ts';
import { offeredBlocks } from '../offered.ts';

/** A specific HTTP status code that the answer gives for what it offers. */
export interface Status extends Span {
  readonly code: number;
  /** True if it belongs to a health check, metrics or the like. */
  readonly operational: boolean;
}

/** True for what tells a client that the request succeeded, redirects included. */
export const isSuccess = ({ code }: Status): boolean => code >= 200 && code < 400;

/** True for what tells a client that the request failed. */
export const isFailure = ({ code }: Status): boolean => code >= 400;

/** All status codes in code, tests, contracts, examples and text, in the order of the text; without what the answer rejects. */
export function statusesIn(answer: Answer): Status[] {
  return answer.turns
    .flatMap((turn) => [...offeredBlocks(turn).flatMap(inBlock), ...inProse(turn)])
    .sort((a, b) => a.turn - b.turn || a.start - b.start);
}

const NUMBER = '([2-5]\\d\\d)(?![\\w.%]|,\\d)';
const ANY_NUMBER = new RegExp(NUMBER);

/** Where program text holds a status by number. */
const NUMERIC: readonly RegExp[] = [
  new RegExp(`\\bstatus_?[cC]ode["']?\\]?\\s*(?:=|:|==|===|,)\\s*${NUMBER}`, 'g'),
  new RegExp(`\\bstatus["']?\\s*(?::|=|==|===)\\s*${NUMBER}`, 'gi'),
  new RegExp(
    `\\b(?:status|sendStatus|WriteHeader|code|HttpCode|JSON|Redirect|redirect|abort|SendStatus|Status|Error|NewError|NewHTTPError|setStatus|sendError|StatusCode|ResponseStatus|writeError|write_error|error_response|errorResponse|reply|respond\\w*|send_error|sendError|problem|fail|http_error|httpError|api_error|apiError|error|json_response|createError|assert_response|c\\.String|ctx\\.String|c\\.text)\\(\\s*(?:[\\w.]{1,40}\\s*,\\s*){0,3}${NUMBER}`,
    'g',
  ),
  new RegExp(
    `\\b\\w*(?:HTTPException|HttpException|HTTPError|HttpError|ApiError|APIError|AppError|Exception|Error|Response|Refused|Problem)\\(\\s*(?:status(?:_code)?\\s*=\\s*)?${NUMBER}`,
    'g',
  ),
  new RegExp(`["']${NUMBER}["']\\s*:\\s*(?:\\{|$)`, 'gm'),
  new RegExp(`^[ \\t]*["']?${NUMBER}["']?\\s*:\\s*(?:\\{|["'\\[]|$)`, 'gm'),
  new RegExp(
    `\\b[sS]tatus\\w*["')\\]]{0,3}[^\\n]{0,30}?\\b(?:toBe|toEqual|assertEqual|toStrictEqual|equal|eql?|expect)\\(\\s*${NUMBER}|\\bexpect\\(${NUMBER}`,
    'g',
  ),
  new RegExp(`\\b(?:status|code|super)\\([^()\\n]{0,60}?(?:\\?\\?|\\|\\||[:?(,])\\s*${NUMBER}`, 'g'),
  new RegExp(`\\bsuper\\(\\s*${NUMBER}`, 'g'),
  new RegExp(`\\bHTTP/[\\d.]+\\s+${NUMBER}`, 'g'),
  new RegExp(`\\breturn(?:\\s+[^\\n#]{1,160}[)}\\]"'])?\\s*,\\s*${NUMBER}`, 'g'),
  new RegExp(`(?:->|→|=>|─>|▶|►)\\s*\`?(?:HTTP )?${NUMBER}\\b`, 'g'),
];

/** Tables of responses by status: `responses={401: …, 404: …}`, `response: { 202: …, 429: … }`. */
const TABLE =
  /\b(?:responses?|RESPONSES?|\w*(?:STATUS|Status|ERROR|Error)\w*|errors?)\s*(?::\s*[\w[\], .|<>]{1,60}=)?\s*[=:(]{0,2}\s*\{/g;
const LONGEST_TABLE = 1500;
const TABLE_KEY = new RegExp(`(?:^\\s*|[{,]\\s*)["']?${NUMBER}["']?\\s*:`, 'g');

/** Where program text holds a status by name: `HTTP_201_CREATED`, `http.StatusFound`, `HttpStatus.CREATED`, `:no_content`. */
const NAMED: readonly RegExp[] = [
  /\bHTTP_([2-5]\d\d)_[A-Z_]+/g,
  /\b(?:http|fiber|fasthttp|nethttp)\.Status([A-Z]\w+)/g,
  /\b(?:HTTPStatus|HttpStatus|HttpStatusCode|StatusCodes?|Response\.Status)(?:\.|::)([A-Z]\w+)/g,
  /\b([A-Z]\w+?)(?:Http)?Exception\(/g,
  /\bHttpResponse([A-Z]\w+)\(/g,
  /\b(?:Boom|createError|httpErrors|createHttpError)\.(\w+)\(/g,
  /\b(?:Http|get_(?:object|list)_or_)(404)\b/g,
  /\b(?:status:\s*|head\s*\(?\s*|render\s+[^\n]{0,80}status:\s*):([a-z_]+)\b/g,
  /\bResponseEntity\.(\w+)\(/g,
  /\bResults?\.(\w+)\(/g,
];

function inBlock(block: CodeBlock): Status[] {
  if (block.language === 'sql' || block.language === 'lua') return [];
  const { code } = block;
  const found = new Map<number, Status>();
  const operational = operationalRanges(block);
  const add = (index: number, text: string, status: number | undefined): void => {
    if (status === undefined || !STATUS_CODES.has(status) || found.has(index)) return;
    const isOutside = operational.every(({ start, end }) => index < start || index >= end);
    found.set(index, {
      ...spanInBlock(block, index, index + text.length),
      code: status,
      operational: !isOutside,
    });
  };
  const hasNumber = ANY_NUMBER.test(code);
  for (const pattern of hasNumber ? NUMERIC : []) {
    for (const match of allMatches(pattern, code)) {
      const digits = match[1] ?? match[2] ?? '';
      add(match.index + match[0].lastIndexOf(digits), digits, Number(digits));
    }
  }
  for (const table of hasNumber ? allMatches(TABLE, code) : []) {
    const start = table.index + table[0].length;
    const body = code.slice(start, start + LONGEST_TABLE).split(/\}\s*[;)]|\n\s*\n/, 1)[0] ?? '';
    for (const match of body.matchAll(TABLE_KEY)) {
      const digits = match[1] ?? '';
      add(start + match.index + match[0].indexOf(digits), digits, Number(digits));
    }
  }
  for (const pattern of NAMED) {
    for (const match of allMatches(pattern, code)) add(match.index, match[0], statusOfName(match[1] ?? ''));
  }
  for (const text of hasNumber && block.role === 'diagram' ? diagramStatuses(code) : [])
    add(text.index, text.digits, Number(text.digits));
  return [...found.values()];
}

const statusOfName = (name: string): number | undefined =>
  /^\d+$/.test(name) ? Number(name) : STATUS_NAMES.get(name.replace(/[_\s]/g, '').toLowerCase());

const IN_DIAGRAM = new RegExp(`(?:[:|(]\\s*|-->?\\s*)(?:HTTP )?${NUMBER}(?=\\s|$|\\||\\)|,)`, 'g');

/** In a drawing, a message between parts may be a bare status: `API-->>Client: 202 Accepted`. */
function diagramStatuses(code: string): { index: number; digits: string }[] {
  return [...allMatches(IN_DIAGRAM, code)].map((match) => ({
    index: match.index + match[0].indexOf(match[1] ?? ''),
    digits: match[1] ?? '',
  }));
}

/** Parts of a block that begin at an operational route and end at the next route. */
function operationalRanges(block: CodeBlock): { start: number; end: number }[] {
  const routes = routesIn(block).filter(({ source }) => source !== 'prefix');
  return routes.flatMap(({ path, start }, at) =>
    isOperational(path) ? [{ start, end: routes[at + 1]?.start ?? block.code.length }] : [],
  );
}

const TEXT_NUMBER =
  /(?<![\w.,/:#$€£%+*~≈<>=^-])([2-5]\d\d)(?![\w%]|[.,]\d|[-–/]\d|\s?(?:ms|s|kb|mb|gb|tb|kib|mib|gib|k|m|px|rps|qps|tps|req|requests?|seconds?|minutes?|hours?|days?|bytes?|characters?|chars?|rows?|users?|items?|entries|records?|messages?|members?|people|connections?|threads?|workers?|pods?|replicas?|calls?|queries|lines?|files?|keys?|events?|times|percent|per|a (?:second|minute|hour|day|month)|dollars?|euros?|x|×)\b)/gi;
const CUE =
  /\b(?:status(?:es)?|http|https|response|responses|respond(?:s|ed)?|return(?:s|ed|ing)?|answer(?:s|ed|ing)?|repl(?:y|ies|ied)|gives?|gets?|yields?|sends?|code|codes|error|errors|refus\w*|reject\w*|raises?|throws?|becomes?|success\w*|redirects?|with an?|ok|created|accepted|no content|found|moved|conflict|forbidden|unauthori[sz]ed|unprocessable|bad request|not found|too many requests|gone|unavailable|antwort\w*|liefert|gibt|renvoie|retourne|devuelve|responde|respuesta|retorna)\b|→|->|⇒|=>|zurück|répon|erfolg|réussi|éxito|статус|ответ|возвращ|返回|状态|狀態|レスポンス|返す|返し/iu;
const QUANTITY =
  /(?:\b(?:limit(?:ed)?(?: of| to)?|max(?:imum)?|min(?:imum)?|up to|under|over|at most|at least|above|below|than|about|around|roughly|some|first|top|last|every|only|by|port|batch(?:es)? of|size|of|to|between|and the next|nearly|almost|exceeds?|within)|[≤≥±])\s*$/i;
const REJECTED =
  /\b(?:not|never|no|instead of|rather than|without|isn't|don't|doesn't|vs\.?|versus|unlike)\s+(?:an?\s+|the\s+|plain\s+|bare\s+)?[*_`"'(]*(?:HTTP\s+)?$/i;
/** A success status for a failure is what the answer criticises. */
const FAULT =
  /\b(?:fail(?:s|ed|ure|ures|ing)?|errors?|wrong|invalid|incorrect|bad (?:login|password|credentials)|denied|sees? (?:only )?success\w*)\b/i;

function inProse(turn: Turn): Status[] {
  const found: Status[] = [];
  let isStatusTable = false;
  for (const [at, prose] of turn.prose.entries()) {
    const startsTable = prose.kind === 'row' && turn.prose[at - 1]?.kind !== 'row';
    if (prose.kind !== 'row') isStatusTable = false;
    else if (startsTable) isStatusTable = prose.text.split(' | ').some(isStatusColumn);
    if (!prose.quoted && !isAsked(prose, turn)) found.push(...inText(prose, turn, isStatusTable));
  }
  return found;
}

const isStatusColumn = (title: string): boolean =>
  /\b(?:status(?:es)?|codes?|http|responses?|result|success|errors?|returns?|answers?|expected|outcome|reply|antwort|réponse|respuesta)\b/i.test(
    title,
  ) && !/\b(?:time|times|latency|rate|rates|p\d\d|ms|size|per)\b/i.test(title);

function inText(prose: Prose, turn: Turn, isStatusTable: boolean): Status[] {
  const { text } = prose;
  const operational = isOperationalText(text);
  return [...allMatches(TEXT_NUMBER, text)]
    .filter(
      (match) =>
        STATUS_CODES.has(Number(match[1])) && isStatus(match[1] ?? '', text, match.index, isStatusTable),
    )
    .map((match): Status => ({
      ...placeIn(turn, prose, match[1] ?? '', match.index),
      code: Number(match[1]),
      operational,
    }));
}

/** Codes that are seldom a number of something. */
const UNMISTAKABLE = /^(?:40[1-9]|41\d|42[1-9]|431|451|50[1-4]|20[124]|30[1-478])$/;
const BESIDE_OTHER =
  /(?<!\w)(?:20[0124]|30[1-478]|4[0-2]\d|50[0-4])[`*]*(?:\s*[,/|;]\s*|\s+(?:or|and|oder|und|ou|et|o|y)\s+)[`*]*$/;
const BEFORE_OTHER =
  /^[`*]*(?:\s*[,/|]\s*|\s+(?:or|and|oder|und|ou|et|o|y)\s+)[`*]*(?:an?\s+)?(?:20[124]|30[1-478]|4[0-2]\d|50[0-4])(?!\w)/;

/** Whether a number in running text is a status of this interface. */
function isStatus(digits: string, text: string, at: number, isStatusTable: boolean): boolean {
  const before = text.slice(Math.max(0, at - 60), at);
  const after = text.slice(at + digits.length, at + digits.length + 60);
  if (REJECTED.test(before)) return false;
  const clause = clauseAround(text, at);
  const isFault =
    Number(digits) < 400 &&
    FAULT.test(clause) &&
    !/\bsuccess(?:ful(?:ly)?)?\b(?! status)/i.test(clause) &&
    !/\b[45]\d\d\b/.test(clause);
  if (isFault) return false;
  if (UNMISTAKABLE.test(digits)) return !QUANTITY.test(before) || CUE.test(clause);
  if (QUANTITY.test(before) || countsThings(after)) return false;
  const isMarked = /[`*]$/.test(before) && /^[`*]/.test(after);
  return (
    isMarked ||
    isAlone(before, after) ||
    BESIDE_OTHER.test(before) ||
    BEFORE_OTHER.test(after) ||
    CUE.test(clause) ||
    (isStatusTable && /(?:^|\|)\s*$/.test(before))
  );
}

const VERBS =
  /^(?:means|has|was|does|plus|this|always|success|responses|statuses|answers|codes|replies|redirects|returns|stays|lets|tells|says|comes|needs|goes|makes|keeps|carries|includes|contains|thus|unless|versus)$/;
const PREPOSITION =
  /^(?:with|and|or|on|for|if|when|plus|but|in|at|to|from|then|while|once|even|only|is|as|because|since|after|before|whose|whether|without|via)$/;

/** A plural noun after the number: `200 results`, `400 concurrent clients`. */
function countsThings(after: string): boolean {
  const [, first = '', second = ''] = /^\s+([a-z-]{2,})(?:\s+([a-z-]{2,}))?/.exec(after) ?? [];
  if (PREPOSITION.test(first)) return false;
  const isPlural = (word: string): boolean =>
    word.length > 3 && word.endsWith('s') && !word.endsWith('ss') && !VERBS.test(word);
  return (
    isPlural(first) ||
    (isPlural(second) && !VERBS.test(first) && !PREPOSITION.test(first) && !CUE.test(first))
  );
}

/** A table cell, an item or a bracket that holds nothing but the number. */
const isAlone = (before: string, after: string): boolean =>
  /(?:^|[|(:]\s*)$/.test(before) && /^(?:\s*(?:[|).,;]|$)|[`*]?\s+[A-Z`])/.test(after);

const isOperationalText = (text: string): boolean =>
  /\b(?:health ?-?checks?|liveness|readiness|health endpoint)\b|\/(?:healthz?|readyz?|livez?|metrics)\b/i.test(
    text,
  ) && !/\b(?:GET|POST|PUT|PATCH|DELETE) \/(?!health|ready|live|metrics)/.test(text);

function clauseAround(text: string, at: number): string {
  const before = text.slice(0, at);
  const start = Math.max(
    before.lastIndexOf(';'),
    before.lastIndexOf('|'),
    before.lastIndexOf(', '),
    before.lastIndexOf('. '),
  );
  const rest = text.slice(at);
  const stop = /[;|]|, |\. /.exec(rest)?.index ?? rest.length;
  return text.slice(start + 1, at + stop);
}
