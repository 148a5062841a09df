import type { CodeBlock } from '../answer.ts';
import { oncePer } from '../once.ts';
import { allMatches } from '../prefilter/match.ts';

/** A route that code defines, as offsets into the code. */
export interface Route {
  readonly source: 'code' | 'prefix' | 'handler';
  readonly method: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

interface Form {
  readonly source: Route['source'];
  readonly pattern: RegExp;
  /** Reads method and path from the groups. */
  read(match: RegExpExecArray): { method: string; path: string; router?: string } | undefined;
}

const VERB = 'get|post|put|patch|delete|head|options';
const STRING = `[rfub]{0,2}(["'\`])([^"'\`\\n]{0,200})\\2`;

/** Clients and test clients have the same verbs as routers. */
const CLIENT =
  /^(?:client|\w*[cC]lient|axios|httpx?|requests?|session|supertest|ky|got|agent|fetch|page|cache|redis|map|params|headers|cookies|store|storage|mock|nock|responses|respx)$/;

const FORMS: readonly Form[] = [
  {
    // FastAPI, Starlette, Flask 2, Sanic, Litestar with an object: `@router.post("/x", …)`
    source: 'code',
    pattern: new RegExp(
      `@(\\w+)\\.(?:${VERB}|route|websocket|api_route)\\(\\s*(?:path\\s*=\\s*|rule\\s*=\\s*)?(?:${STRING})?`,
      'g',
    ),
    read: (match) => ({
      method: methodOf(/\.(\w+)\($|\.(\w+)\(/.exec(match[0])?.[2] ?? ''),
      path: match[3] ?? '',
      router: match[1] ?? '',
    }),
  },
  {
    // Express, Fastify, Hono, Koa, Gin, Echo, Fiber, Chi, Slim: `app.post('/x', …)`, `r.GET("/x", …)`
    source: 'code',
    pattern: new RegExp(
      `(?<![@\\w.])(\\w+)\\.(${VERB}|all|any|ws|${VERB.toUpperCase()}|Get|Post|Put|Patch|Delete|Head|Options|Any|Handle|HandleFunc|Method)\\(\\s*["'\`](?:(${VERB.toUpperCase()}) )?(\\/[^"'\`\\n]{0,200})["'\`]\\s*,`,
      'g',
    ),
    read: ([, router = '', verb = '', method = '', path = '']) =>
      CLIENT.test(router) && !/^handle/i.test(verb)
        ? undefined
        : { method: method || methodOf(verb), path, router },
  },
  {
    // Chained: `.route('/x').get(…)`, `.post('/x', …)`, axum `.route("/x", post(f))`
    source: 'code',
    pattern: new RegExp(`^[ \\t]*\\.(${VERB}|route|nest)\\(\\s*["'\`](\\/[^"'\`\\n]{0,200})["'\`]`, 'gm'),
    read: ([, verb = '', path = '']) => ({ method: methodOf(verb), path }),
  },
  {
    source: 'code',
    pattern: new RegExp(
      `\\bmethod:\\s*["'](${VERB})["']\\s*,\\s*(?:url|path):\\s*["'\`](\\/[^"'\`\\n]{0,200})`,
      'gi',
    ),
    read: ([, method = '', path = '']) => ({ method: method.toUpperCase(), path }),
  },
  {
    // Django: `path("orders/<int:pk>/", view)`
    source: 'code',
    pattern: /(?<![\w.])(?:re_)?path\(\s*r?["']([^"'\n]{0,200})["']\s*,/g,
    read: ([, path = '']) => ({ method: '', path: `/${path.replace(/^[\^/]+/, '')}` }),
  },
  {
    // NestJS, Spring, JAX-RS, ASP.NET attributes, tsoa
    source: 'code',
    pattern:
      /(?:@(?:Http)?|\[Http)(Get|Post|Put|Patch|Delete|Request|All|Sse)(?:Mapping)?\b(?:\(\s*(?:value\s*=\s*|path\s*=\s*)?\{?\s*(?:["'`]([^"'`\n]{0,200})["'`])?[^)\n]{0,200}\))?\]?\s*(?=[\n@[a-z]|$)/g,
    read: ([, verb = '', path = '']) => ({
      method: methodOf(verb),
      path: path === '' || path.startsWith('/') ? path : `/${path}`,
    }),
  },
  {
    // Starlette: `Route("/x", endpoint)`
    source: 'code',
    pattern: /(?<![\w.@])(?:Route|WebSocketRoute)\(\s*["'](\/[^"'\n]{0,200})["']\s*,/g,
    read: ([, path = '']) => ({ method: '', path }),
  },
  {
    source: 'prefix',
    pattern:
      /[@](?:Controller|RequestMapping|Route|RoutePrefix|Path)\(\s*(?:\{[^}\n]{0,100}path:\s*|value\s*=\s*|path\s*=\s*)?["'`]([^"'`\n]{1,200})["'`]|\[(?:Route|RoutePrefix)\("([^"\n]{1,200})"\)\]/g,
    read: ([, annotated, attribute]) => {
      const path = annotated ?? attribute ?? '';
      return { method: '', path: path.startsWith('/') ? path : `/${path}` };
    },
  },
  {
    // Minimal APIs, Laravel, Ktor, Rails, Rust attributes
    source: 'code',
    pattern:
      /(?:\bMap(Get|Post|Put|Patch|Delete)\(|\bRoute::(get|post|put|patch|delete|any)\(|#\[(get|post|put|patch|delete)\()\s*["']([^"'\n]{0,200})["']/g,
    read: ([, a, b, c, path = '']) => ({
      method: methodOf(a ?? b ?? c ?? ''),
      path: path.startsWith('/') ? path : `/${path}`,
    }),
  },
  {
    source: 'code',
    pattern:
      /^[ \t]*(get|post|put|patch|delete|resources?)\s+(?:["'](\/?[\w/:.-]{1,200})["']|:(\w{1,80}))(?=\s*[,{]|\s+(?:do|to)\b|\s*=>|\s*$)/gm,
    read: ([, verb = '', path = '', name = '']) => ({
      method: methodOf(verb),
      path: `/${(path || name).replace(/^\//, '')}`,
    }),
  },
  {
    source: 'prefix',
    pattern:
      /\b(?:APIRouter|Blueprint|include_router|register_blueprint|register|FastAPI|Router|mount|add_url_rule)\((?:[^()\n]|\n){0,300}?\b(?:prefix|url_prefix|root_path)\s*[=:]\s*f?["'`]([^"'`\n]{1,200})["'`]/g,
    read: ([, path = '']) => ({ method: '', path }),
  },
  {
    source: 'prefix',
    pattern:
      /(?:\.|\bRoute::)(?:use|Group|group|Route|mount|Mount|register|scope|prefix|basePath|setGlobalPrefix|PathPrefix|nest|MapGroup|StripPrefix)\(\s*["'`](\/?[\w/{}:.-]{1,200})["'`]/g,
    read: ([, path = '']) =>
      path.startsWith('/') || /^api\b|^v\d/.test(path)
        ? { method: '', path: path.startsWith('/') ? path : `/${path}` }
        : undefined,
  },
  {
    // Rails: `namespace :v1 do`
    source: 'prefix',
    pattern: /^[ \t]*(?:namespace|scope)\s+[:"'](\/?\w{1,80})/gm,
    read: ([, path = '']) => ({ method: '', path: `/${path.replace(/^\//, '')}` }),
  },
  {
    // Routes that are told by the place of a file, and functions that answer a request
    source: 'handler',
    pattern:
      /export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b|\b(?:Deno|Bun)\.serve\(|(?<![\w.])serve\(\s*(?:async\s*)?\(|\bfunc (?:\(\w+ [^)\n]{1,80}\) )?\w+\(\s*\w+ http\.ResponseWriter,\s*\w+ \*http\.Request|@api_view\(|@require_(?:POST|GET|http_methods)|class \w+\((?![^)\n]{0,120}GraphQL)[^)\n]{0,120}(?:ViewSet|APIView|GenericAPIView|View)\b[^)\n]{0,80}\):|class \w+Controller < |\bdef \w+\(request(?:\s*[,)]|:\s*(?:Async)?HttpRequest)|\bfetch\(request\b/g,
    read: ([, method = '']) => ({ method, path: '' }),
  },
];

const methodOf = (verb: string): string => {
  const upper = verb.toUpperCase();
  return /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(upper)
    ? upper
    : upper === 'WEBSOCKET' || upper === 'WS'
      ? 'WS'
      : '';
};

/** Routes that a block of code defines, in order; the prefix of a router in the same block is put before its paths. */
export const routesIn = oncePer(({ code }: CodeBlock): readonly Route[] => {
  const prefixes = routerPrefixes(code);
  const found: Route[] = [];
  for (const { source, pattern, read } of FORMS) {
    for (const match of allMatches(pattern, code)) {
      const route = read(match);
      if (route === undefined) continue;
      const prefix = prefixes.get(route.router ?? '') ?? '';
      const start = match.index + (match[0].length - match[0].trimStart().length);
      const end = match.index + match[0].trimEnd().length;
      found.push({
        source,
        method: route.method,
        path: prefix + route.path,
        start,
        end: Math.max(end, start + 1),
      });
    }
  }
  return found.sort((a, b) => a.start - b.start);
});

const MOUNTED =
  /\b(\w+)\s*(?::\s*\w+\s*)?:?=\s*(?:await\s+)?(?:(?:fastapi\.)?APIRouter|Blueprint|\w+\.(?:Group|group|basePath))\((?:[^()\n]|\n){0,300}?["'`](\/[^"'`\n]{0,200})["'`]/g;

function routerPrefixes(code: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', path = ''] of allMatches(MOUNTED, code))
    if (!found.has(name)) found.set(name, path);
  return found;
}
