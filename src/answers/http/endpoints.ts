import { allMatches } from '../prefilter/match.ts';
import type { Answer, CodeBlock, Prose, Span, Turn } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { graphqlSources } from './graphql-source.ts';
import { isAsked, placeIn } from '../places.ts';
import { routesIn } from './routes.ts';
import { isProgramming } from '../tokens/program.ts';
import { offeredBlocks } from '../offered.ts';
import { oncePer } from '../once.ts';

/**
 * A mention of an HTTP endpoint.
 *
 * `code`: a route that the code defines. `prefix`: a path under which code mounts routes. `contract`: an OpenAPI path, or
 * an endpoint in a table, list, heading, diagram or example exchange. `mention`: in a running sentence. `graphql`: a GraphQL
 * schema or server, which is served over HTTP. `handler`: code that answers requests without telling its path.
 */
export interface Endpoint extends Span {
  readonly source: 'code' | 'prefix' | 'contract' | 'mention' | 'graphql' | 'handler';
  /** Upper case; '' if it is not told. */
  readonly method: string;
  /** As written, with the prefix of its router where that is known; '' if it is not told. */
  readonly path: string;
  /** True if the sentence only imagines the endpoint, or names one of the past or of somebody else. */
  readonly hypothetical: boolean;
}

/** All endpoints that the assistant's turns define, document or mention, in the order of the text. */
export const endpointsIn = oncePer((answer: Answer): readonly Endpoint[] => {
  const found = answer.turns.flatMap((turn) => [...offeredBlocks(turn).flatMap(inBlock), ...inProse(turn)]);
  found.sort((a, b) => a.turn - b.turn || a.start - b.start);
  return found;
});

/** True for paths of health checks, metrics and documentation, which are no part of the API proper. */
export const isOperational = (path: string): boolean =>
  /^\/?(?:api\/)?(?:v\d+\/)?(?:_?health\w*|-\/\w+|live(?:z|ness)?|ready(?:z|ness)?|readiness|ping|status|metrics|docs|redoc|openapi(?:\.\w+)?|swagger\S*|graphiql|favicon\.ico)(?:\/|$)/i.test(
    path,
  );

/** True for paths that serve no resource to a reader: steps of a sign-in, confirmations from a mail, streams and sockets. */
export const servesNoResource = (path: string): boolean =>
  /\/(?:auth|oauth2?|oidc|saml|sso|log-?in|log-?out|sign-?in|sign-?out|callback|verify|confirm|unsubscribe|magic-?links?)(?:\/|\?|$)/i.test(
    path,
  ) || /\/(?:ws|socket|stream|sse)\/?(?:\?|$)/i.test(path);

function inBlock(block: CodeBlock): Endpoint[] {
  const graphql = graphqlSources(block).map(({ start, end }): Endpoint => ({
    ...spanInBlock(block, start, end),
    source: 'graphql',
    method: 'POST',
    path: '',
    hypothetical: false,
  }));
  // A line or two that mount a handler make an endpoint, though they are no implementation.
  const isProgram =
    (block.role === 'implementation' && block.language !== 'sql' && block.language !== 'yaml') ||
    (block.role === 'illustration' && isProgramming(block.language));
  const routes = isProgram
    ? routesIn(block).map(({ source, method, path, start, end }): Endpoint => ({
        ...spanInBlock(block, start, end),
        source,
        method,
        path,
        hypothetical: false,
      }))
    : [];
  return [...graphql, ...routes, ...(isProgram || block.role === 'test' ? [] : writtenIn(block))];
}

const METHODS = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS';
const PATH = '/(?:[A-Za-z0-9_{:<$*~@][\\w./{}:?=&$*~@%+…<>-]{0,200}|(?=[\\s"\')]|$))';
const METHOD_PATH = new RegExp(
  `(?<![\\w/])(${METHODS}|WSS?)(?:\`?[ \\t|:]{1,4}\`|[ \\t]{1,4})(?:https?://[\\w.:$\\{\\}-]{1,80})?(${PATH})`,
  'g',
);
const URL_PATH = new RegExp(`https?://[\\w.:$\\{\\}-]{1,80}(${PATH})`, 'g');
const OPENAPI_PATH = /^[ \t]{0,8}["']?(\/[^\s"':]{0,200})["']?:[ \t]*(?:\{[ \t]*)?$/gm;

function writtenIn(block: CodeBlock): Endpoint[] {
  const { code } = block;
  const found: Endpoint[] = [];
  const add = (match: RegExpExecArray, method: string, path: string): void => {
    found.push({
      ...spanInBlock(block, match.index, match.index + match[0].trimEnd().length),
      source: 'contract',
      method,
      path,
      hypothetical: false,
    });
  };
  for (const match of allMatches(METHOD_PATH, code)) add(match, match[1] ?? '', match[2] ?? '');
  if (block.language === 'shell' || block.language === 'http') {
    for (const match of allMatches(URL_PATH, code)) {
      const method =
        /-X\s*["']?([A-Z]{3,7})/.exec(code.slice(Math.max(0, match.index - 120), match.index))?.[1] ?? '';
      if (/\b(?:curl|http|xh|wget|hey|wrk|oha|k6|ab|vegeta)\b/.test(code) && isOwnHost(match[0]))
        add(match, method, match[1] ?? '');
    }
  }
  const isContract = /^[ \t]*["']?(?:openapi|swagger|paths)["']?\s*:/m.test(code);
  if (isContract)
    for (const match of allMatches(OPENAPI_PATH, code)) {
      const methods = methodsBelow(code, match);
      for (const method of methods.length > 0 ? methods : ['']) add(match, method, match[1] ?? '');
    }
  return found;
}

const OPENAPI_METHOD = /^["']?(get|post|put|patch|delete|head|options)["']?\s*:/;

/** The methods that a path of a contract lists: keys of the lines below it, the outermost ones. */
function methodsBelow(code: string, { index, 0: path }: RegExpExecArray): string[] {
  const depth = indent(path);
  const found: string[] = [];
  let inner: number | undefined;
  for (const line of code
    .slice(index + path.length, index + path.length + FAR_BELOW)
    .split('\n')
    .slice(1)) {
    if (line.trim() === '') continue;
    const here = indent(line);
    if (here <= depth) break;
    inner ??= here;
    const method = here === inner ? OPENAPI_METHOD.exec(line.trimStart())?.[1] : undefined;
    if (method !== undefined) found.push(method.toUpperCase());
  }
  return found;
}

const FAR_BELOW = 4000;
const indent = (line: string): number => line.length - line.trimStart().length;

/** Hosts that stand for the reader's own service, as examples do. */
const isOwnHost = (url: string): boolean =>
  /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\$|\{|(?:[\w-]+\.)*(?:example|yourapp|yourdomain|your-?\w*|acme|test|local|host|internal|mydomain|myapp)(?:\.\w+)*|[\w-]+(?::\d+)?(?=\/))/i.test(
    url,
  );

const IMAGINED =
  /\b(?:if|unless|would|could|might|later|some ?day|eventually|in (?:the )?future|once you|suppose|imagine|in case|as a next step|next step|follow-?up|should you|had|used to|no longer|hypothetical\w*)\b/i;

const LEADS = /^(?:[\w-]+ ){0,3}(?:endpoint|contract|route|request)?[:\s]*$/i;
const FAR_BEFORE = 400;

function inProse(turn: Turn): Endpoint[] {
  return turn.prose.flatMap((prose) => (prose.quoted || isAsked(prose, turn) ? [] : inText(prose, turn)));
}

function inText(prose: Prose, turn: Turn): Endpoint[] {
  const { text, kind } = prose;
  const found: Endpoint[] = [];
  const add = (at: number, matched: string, method: string, path: string): void => {
    // A sentence with an endpoint at its head is an entry of a contract, whatever its form.
    const leads = at <= 2 || (at < 100 && LEADS.test(text.slice(0, at)));
    const source = method === '' || (kind === 'sentence' && !leads) ? 'mention' : 'contract';
    const hypothetical =
      kind !== 'heading' &&
      kind !== 'row' &&
      IMAGINED.test(text.slice(Math.max(0, at - FAR_BEFORE), at + matched.length + 80));
    found.push({ ...placeIn(turn, prose, matched, at), source, method, path, hypothetical });
  };
  for (const match of allMatches(METHOD_PATH, text))
    add(match.index, match[0].trimEnd(), match[1] ?? '', match[2] ?? '');
  if (found.length > 0) return found;
  for (const match of text.matchAll(/`([^`\s]*?)(\/[A-Za-z0-9_{}:$.*<>-][^`\s]{0,200})`/g)) {
    if (isPath(match[1] ?? '', match[2] ?? ''))
      add(
        match.index,
        match[0],
        kind === 'row' || kind === 'heading' ? methodNear(text) : '',
        match[2] ?? '',
      );
  }
  return found;
}

/** A URL path: segments of words and parameters, no file name of source code and no directory of a machine. */
function isPath(before: string, path: string): boolean {
  if (before !== '' && !/^(?:https?:\/\/[\w.:-]+|wss?:\/\/[\w.:-]+)$/.test(before)) return false;
  if (/^\/(?:etc|usr|var|tmp|home|opt|proc|dev|app|src|bin|srv|mnt|lib|root|tests?|data)(?:\/|$)/.test(path))
    return false;
  return (
    /^(?:\/(?:[\w.~@*-]*|[:{<$][\w:.{}<>$-]*))+(?:\?\S*)?$/.test(path) &&
    !/\.(?:py|ts|js|go|sql|md|ya?ml|json|toml|env|sh)$/.test(path)
  );
}

const methodNear = (row: string): string =>
  new RegExp(`(?:^|[\\s|\`])(${METHODS})(?=[\\s|\`]|$)`).exec(row)?.[1] ?? '';
