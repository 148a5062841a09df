import { allMatches, matches } from '../prefilter/match.ts';
import type { Answer, CodeBlock, Span } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { endpointsIn, isOperational, type Endpoint } from './endpoints.ts';
import { offeredBlocks } from '../offered.ts';
import { oncePer } from '../once.ts';

/**
 * What of an HTTP interface an answer offers. `endpoints`: routes, a contract, or a GraphQL API. `middleware`: code that
 * works on every request or guards routes, with at most a route or two to show it in use. `none`: nothing that a client
 * could call; operational routes and endpoints that are only imagined do not count.
 */
export interface HttpInterface {
  readonly kind: 'endpoints' | 'middleware' | 'none';
  /** Of `endpoints`: what makes them. */
  readonly endpoints: readonly Endpoint[];
  /** True if all of it is a GraphQL API. */
  readonly isGraphql: boolean;
  /** Where middleware or guards are defined. */
  readonly middleware: readonly Span[];
}

/** Reads off what an answer offers over HTTP. */
export const httpInterface = oncePer((answer: Answer): HttpInterface => {
  const offered = endpointsIn(answer).filter(
    ({ hypothetical, path }) => !hypothetical && !isOperational(path),
  );
  const defined = offered.filter(
    ({ source }) => source === 'code' || source === 'handler' || source === 'graphql',
  );
  const contract = offered.filter(({ source }) => source === 'contract');
  const mentioned = offered.filter(({ source, method }) => source === 'mention' && method !== '');
  const middleware = middlewareIn(answer);
  const isGraphql =
    offered.some(({ source }) => source === 'graphql') &&
    !defined.some(({ source }) => source !== 'graphql') &&
    contract.length === 0;
  const inUse = defined.filter((endpoint) => !isDemonstration(endpoint, answer));
  const guards =
    middleware.length > 0 && inUse.length === 0 && contract.filter(isDescribed(answer)).length === 0;
  if (guards) return { kind: 'middleware', endpoints: defined, isGraphql, middleware };
  const endpoints = [...defined, ...contract, ...(mentioned.length > 1 ? mentioned : [])];
  return { kind: endpoints.length > 0 ? 'endpoints' : 'none', endpoints, isGraphql, middleware };
});

/** An endpoint that only serves as the target of a sample exchange is no contract. */
const isDescribed =
  (answer: Answer) =>
  ({ turn, start, end }: Endpoint): boolean =>
    !(
      answer.turns[turn - 1]?.blocks.some(
        ({ span, language }) =>
          span.start <= start && span.end >= end && (language === 'http' || language === 'shell'),
      ) ?? false
    );

const MIDDLEWARE =
  /\bBaseHTTPMiddleware\b|\.add_middleware\(|@\w+\.middleware\(|def __call__\(\s*self,\s*scope\b|\bMiddlewareMixin\b|def __init__\(self,\s*get_response\b|@\w+\.before_request\b|\bBase(?:Permission|Throttle|Authentication)\b|\(\s*req(?::[^,)\n]{1,60})?,\s*res(?::[^,)\n]{1,60})?,\s*next\b|\b(?:NextFunction|NestMiddleware|CanActivate|NestInterceptor|MiddlewareHandler|createMiddleware|RequestHandler)\b|async\s*\(\s*(?:c|ctx)(?::[^,)\n]{1,60})?,\s*next\b|\.addHook\(\s*['"](?:onRequest|preHandler|preValidation)|\bnext http\.Handler\b|\bgin\.HandlerFunc\b|\becho\.MiddlewareFunc\b|\bfiber\.Handler\b|\bOncePerRequestFilter\b|\bHandlerInterceptor\b|\bIMiddleware\b|\bRequestDelegate\b|\bdef call\(env\)|\blimit_req(?:_zone)?\b/g;
/** A FastAPI dependency that refuses. */
const DEPENDENCY = /\b(?:Depends|Security)\(/g;

function middlewareIn(answer: Answer): Span[] {
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block) => {
      if (block.role !== 'implementation') return [];
      return [...spansOf(MIDDLEWARE, block), ...(refuses(block) ? spansOf(DEPENDENCY, block) : [])];
    }),
  );
}

const REFUSES = /\bHTTPException\(|\bstatus_code\s*=\s*4\d\d/;
const refuses = ({ code }: CodeBlock): boolean => matches(REFUSES, code);

const spansOf = (pattern: RegExp, block: CodeBlock): Span[] =>
  [...allMatches(pattern, block.code)].map(({ 0: text, index }) =>
    spanInBlock(block, index, index + text.length),
  );

const MOST_DEMONSTRATION_LINES = 3;

/** A route whose handler does next to nothing, there to show a guard in use. */
function isDemonstration({ turn, start, source }: Endpoint, answer: Answer): boolean {
  if (source !== 'code') return false;
  const text = answer.turns[turn - 1]?.text ?? '';
  const after = text.slice(start, start + 600).split('\n');
  const end = after.findIndex((line, at) => at > 0 && (line.trim() === '' || /^\s*(?:@|```|~~~)/.test(line)));
  const lines = after.slice(0, end === -1 ? after.length : end);
  const body = lines
    .filter(
      (line) =>
        !/^\s*(?:@|(?:async )?def |["')\]},;(]|#|\/\/)|\bDepends\(|^\s*\w+\s*[:=][^=]*,?\s*$/.test(line),
    )
    .slice(0, 10);
  return (
    body.length <= MOST_DEMONSTRATION_LINES &&
    body.every((line) =>
      /\breturn\b|\.{3}|…|\bpass\b|res(?:ponse)?\.(?:json|send)\(|c\.(?:json|JSON|text|String)\(|=>|\.(?:get|post)\(/.test(
        line,
      ),
    )
  );
}
