import type { Answer, CodeBlock, Span, Turn } from '../../answers/answer.ts';
import { spanInBlock } from '../../answers/code-blocks.ts';
import { missingFrom, objectsIn, type WrittenObject } from '../../answers/objects/shapes.ts';
import { STATUS_NAMES } from '../../answers/http/status-names.ts';
import { offeredBlocks } from '../../answers/offered.ts';
import { oncePer } from '../../answers/once.ts';

/** The body of an error response that an answer shows or builds. */
export interface ErrorBody {
  readonly span: Span;
  /** Dotted paths of the required shape that it lacks; empty if it has the shape. */
  readonly missing: readonly string[];
  /** What it is, as the object of a sentence: "plain text". */
  readonly description: string;
}

/** Every error body of an answer, those of the required shape first; `shape` lists the dotted paths that a body must have. */
export function errorBodiesIn(answer: Answer, shape: readonly string[]): ErrorBody[] {
  const objects = objectsIn(answer);
  const heads = new Set(shape.map((path) => path.split('.', 1)[0] ?? ''));
  const bodies = objects.written
    .filter(isWholeBody)
    .map((one) => ({ one, missing: missingFrom(one, shape, objects) }));
  const isRight = bodies.some(({ missing }) => missing.length === 0);
  const written = bodies
    .filter(({ one, missing }) => {
      if (missing.length === 0) return true;
      // A helper of the answer's own makes the body, whatever it is called with.
      const isHelped =
        functionsDefinedIn(answer).has(one.object.callee) && (one.object.kind === 'braces' || isRight);
      return !isHelped && !isAbbreviated(one) && showsError(one, heads, answer);
    })
    .map(({ one, missing }): ErrorBody => ({ span: one.span, missing, description: describe(one) }));
  const converted = convertsExceptions(answer);
  const plain = answer.turns.flatMap((turn) => plainErrorsIn(turn, converted, shape));
  return [...written, ...plain].sort(
    (a, b) => a.missing.length - b.missing.length || a.span.turn - b.span.turn || a.span.start - b.span.start,
  );
}

const functionsDefinedIn = oncePer((answer: Answer): ReadonlySet<string> => {
  const definition =
    /\b(?:def|function|fun|fn|func(?:\s+\([^)\n]{1,80}\))?)\s+(\w+)\s*\(|\b(?:const|let)\s+(\w+)\s*=\s*(?:async\s*)?\(/g;
  const code = answer.turns.flatMap(({ blocks }) =>
    blocks.filter(({ quotesUser }) => !quotesUser).map((block) => block.code),
  );
  return new Set(
    code.flatMap((text) => [...text.matchAll(definition)].map((match) => match[1] ?? match[2] ?? '')),
  );
});

/** Fields under which documents and code put a body, and which are not part of it. */
const CARRIER =
  /^(?:examples?|value|body|content|json|payload|responses?|default|schemas?|properties|model|application\/(?:problem\+)?json|[2-5](?:\d\d|xx)|[A-Z]\w*|\w*[eE]rror\w*[rR]esponse|components|definitions|items|state|extra|initial|res|reply|obj|object|dict|map)$/;

/** True if the object is a body by itself: not a part of another body. */
function isWholeBody({ object, block }: WrittenObject): boolean {
  const { parent, callee } = object;
  if (parent === undefined) return !(isPythonRefusal(callee) && object.kind === 'braces');
  if (parent.object.kind === 'call' && isPythonRefusal(parent.object.callee)) return false;
  if (parent.object.kind === 'type') return false;
  const isData = block === undefined || block.role === 'data';
  if (
    isData &&
    /^(?:response|responses|res|reply|object|state|extra)$/.test(parent.key) &&
    block?.language === 'json'
  )
    return false;
  return CARRIER.test(parent.key);
}

/** FastAPI puts whatever such an exception carries under `detail`. */
const isPythonRefusal = (callee: string): boolean => /(?:^|\.)HTTPException$/.test(callee);

const isAbbreviated = ({ object }: WrittenObject): boolean =>
  [...object.fields].some(
    ([key, { objects, text }]) =>
      /^(?:…|\.{3})/.test(key) ||
      /…|\.{3}/.test(text.slice(0, 300)) ||
      objects.some(({ spreads }) => spreads.includes('')),
  ) || object.spreads.includes('');

const RESPONDER =
  /(?:^|\.)(?:json|JSON|send|jsonify|\w*Response|Encode|render|respond\w*|reply|body|make_response|write|Write|writeJSON|write_json|abort|problem|error|fail|Json|AbortWithStatusJSON|end)$/;
const CLIENT_CODE =
  /(?:^|\.)(?:log\w*|console|print\w*|info|warn\w*|debug|exception|captureException|emit|publish|track|set|get|fetch|axios|post|update|create|insert)(?:\.|$)/i;

const HEADER = /^[A-Z][A-Za-z]*(?:-[A-Za-z]+)+$|^(?:Location|Allow|Vary|ETag|Connection|Authorization)$/;

/** True if an object that has not the required shape is nevertheless what a client gets for a failed request. */
function showsError(
  { object, block, span }: WrittenObject,
  heads: ReadonlySet<string>,
  answer: Answer,
): boolean {
  const keys = [...object.fields.keys()];
  if (keys.every((key) => HEADER.test(key))) return false;
  const named = object.fields.get('error');
  const hasError =
    named !== undefined &&
    !/^(?:null|None|nil|undefined|false|string|str|\w*\s*\|\s*null)$/.test(named.text.trim());
  if (object.kind === 'type')
    return (
      heads.has('error') && keys.includes('error') && keys.length <= 3 && /error|problem/i.test(object.name)
    );
  if (block === undefined) return hasError && keys.length <= 2;
  if (block.role === 'test') return false;
  if (block.language === 'http') return failsBefore(block.code, object.start);
  if (block.role === 'data' || block.role === 'illustration') {
    if (block.language === 'yaml' || block.language === 'openapi') return false;
    return (
      (hasError && keys.length <= 3) ||
      (isAnnouncedAsError(block, answer) &&
        keys.some((key) => /^(?:error|errors|detail|message|code|title|reason)$/.test(key)))
    );
  }
  if (block.role !== 'implementation' || CLIENT_CODE.test(object.callee)) return false;
  const refuses = [object.callee, ...object.arguments].some(isFailing);
  const answers = RESPONDER.test(object.callee) || (object.callee === '' && object.isReturned);
  if (object.kind === 'call') return hasError && named.isScalar && refuses;
  return (
    (refuses && RESPONDER.test(object.callee)) ||
    (hasError && answers && keys.length <= 3 && span.end > span.start)
  );
}

/** An argument or a call before it that holds a failing status. */
function isFailing(text: string): boolean {
  if (
    /^\s*(?:status(?:_code|Code)?\s*[=:]\s*)?[45]\d\d\s*$/.test(text) ||
    /\bstatus(?:_?[cC]ode)?\(?\s*[=:(]?\s*[45]\d\d\b/.test(text.slice(0, 200)) ||
    /\bHTTP_[45]\d\d_/.test(text.slice(0, 200))
  )
    return true;
  const name = /\b(?:http\.Status|HTTPStatus\.|HttpStatus\.|StatusCode::|StatusCodes\.)(\w+)/.exec(
    text.slice(0, 200),
  )?.[1];
  return name !== undefined && (STATUS_NAMES.get(name.replaceAll('_', '').toLowerCase()) ?? 0) >= 400;
}

/** In an exchange, the status line above the body. */
function failsBefore(code: string, at: number): boolean {
  const lines = [...code.slice(0, at).matchAll(/^[ \t]*(?:<\s*)?HTTP\/[\d.]+\s+(\d)\d\d/gm)];
  return /[45]/.test(lines.at(-1)?.[1] ?? '');
}

function isAnnouncedAsError(block: CodeBlock, answer: Answer): boolean {
  const turn = answer.turns[block.span.turn - 1];
  const previous = turn?.prose.findLast(({ span }) => span.end <= block.span.start);
  const text = previous === undefined || previous.kind === 'row' ? '' : previous.text;
  return (
    /\b4\d\d\b|\b50\d\b|\berror (?:body|response|format|envelope|shape|example)\b|\berrors? (?:look|come|are|has|have)\b/i.test(
      text,
    ) && !/\b20[0-4]\b/.test(text)
  );
}

/** Errors that code answers without writing an object: text bodies, and the default body of a framework. */
function plainErrorsIn(turn: Turn, converted: boolean, shape: readonly string[]): ErrorBody[] {
  return offeredBlocks(turn).flatMap((block) => {
    if (block.role !== 'implementation') return [];
    const forms: [RegExp, string][] = [[TEXT_BODY, 'plain text']];
    if (!converted) forms.push([FRAMEWORK_BODY, 'the framework\'s own body `{"detail": …}`']);
    return forms.flatMap(([pattern, description]) =>
      [...block.code.matchAll(pattern)].map(({ index }): ErrorBody => ({
        span: spanInBlock(block, index, endOfLine(block.code, index)),
        missing: shape,
        description,
      })),
    );
  });
}

const endOfLine = (code: string, at: number): number => {
  const end = code.indexOf('\n', at);
  return end === -1 ? code.length : end;
};

const TEXT_BODY =
  /\bhttp\.(?:Error|NotFound)\(|\bPlainTextResponse\((?:[^()\n]|\n){0,200}?status_code\s*=\s*[45]\d\d|\.status\(\s*[45]\d\d\s*\)\.send\(\s*["'`](?!\s*\{)|\bc\.String\(\s*(?:[45]\d\d|http\.Status(?:BadRequest|Unauthorized|Forbidden|NotFound|Conflict|TooManyRequests|InternalServerError|ServiceUnavailable|UnprocessableEntity))/g;
const FRAMEWORK_BODY = /(?<![\w.])HTTPException\(/g;

const HANDLER_IN_CODE =
  /exception_handler\(\s*(?:[\w.]*HTTPException|4\d\d|Exception\b)|exception_handlers\s*=|@Catch\(|setErrorHandler|EXCEPTION_HANDLER|def \w*exception_handler\(/;
const CONVERTS =
  /\b(?:turn|convert|wrap|map|render|write|shape|translat|reformat|produc|emit|format|put|bring|normali[sz])(?:s|es|ed|ing)?\b/i;

/** True if code or text says that a handler brings exceptions of the framework into the agreed shape. */
function convertsExceptions(answer: Answer): boolean {
  return answer.turns.some(
    (turn) =>
      turn.blocks.some(
        ({ code, role, quotesUser }) =>
          role === 'implementation' && !quotesUser && HANDLER_IN_CODE.test(code),
      ) ||
      turn.prose.some(
        ({ text }) =>
          /\b(?:handlers?|middleware|filter|hook)\b/i.test(text) &&
          /\bHTTPException|\bexceptions?\b|\b(?:all|every|any) errors?\b/i.test(text) &&
          CONVERTS.test(text),
      ),
  );
}

function describe({ object }: WrittenObject): string {
  const fields = (of: WrittenObject['object']): string => [...of.fields.keys()].slice(0, 6).join(', ');
  const inner = object.fields.get('error')?.objects[0];
  return inner === undefined ? `a body with \`${fields(object)}\`` : `an \`error\` with \`${fields(inner)}\``;
}
