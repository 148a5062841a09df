import type { Answer, CodeBlock, Prose, Span, Turn } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { graphqlSources } from './graphql-source.ts';
import { objectLiterals } from '../objects/object-literals.ts';
import { offeredBlocks } from '../offered.ts';
import { placeIn } from '../places.ts';

/** A piece of API documentation. */
export interface ApiExample {
  readonly span: Span;
  readonly kind: 'openapi' | 'graphql' | 'example';
  /** What it is, for a list. */
  readonly what: string;
}

/** Schemas of the API, and examples of its requests and responses, in the order of the text. */
export function apiExamplesIn(answer: Answer): ApiExample[] {
  return answer.turns.flatMap((turn) => {
    const found = [
      ...offeredBlocks(turn).flatMap((block) => inBlock(block, turn)),
      ...turn.prose.flatMap((prose) => inProse(prose, turn)),
    ];
    return found.sort((a, b) => a.span.start - b.span.start);
  });
}

/** True for OpenAPI in YAML or JSON that describes at least one path. */
export const isOpenapi = ({ language, code }: Pick<CodeBlock, 'language' | 'code'>): boolean =>
  /^(?:yaml|json|openapi)$/.test(language) &&
  (/^[ \t{]*["']?(?:openapi|swagger|paths)["']?\s*:/m.test(code) || OPERATION.test(code)) &&
  /^[ \t{]*["']?\/[^\s"']{0,200}["']?\s*:|\{\s*["']\/[^\s"']{0,200}["']\s*:\s*\{/m.test(code);

const OPERATION =
  /^[ \t]*["']?(?:get|post|put|patch|delete)["']?\s*:[^]{0,4000}?^[ \t]*["']?(?:responses|requestBody|operationId)["']?\s*:/m;

/** Documentation that code carries: examples of fields, and OpenAPI in annotations and comments. */
const IN_CODE =
  /\bjson_schema_extra\b[^]{0,200}?\bexamples?\b|\bopenapi_examples\s*=|\bexamples\s*=\s*\[|@(?:openapi|swagger)\b|\bOpenApiExample\(|@Api(?:Property|Response|Body|OkResponse|CreatedResponse)\(\{[^}]{0,300}\bexamples?:|@ExampleObject\(|\bSwaggerRequestExample\b/;

function inBlock(block: CodeBlock, turn: Turn): ApiExample[] {
  const { span, code, language, role } = block;
  if (isOpenapi(block)) return [{ span, kind: 'openapi', what: 'an OpenAPI document' }];
  const schemas = graphqlSources(block).filter(({ kind }) => kind !== 'server');
  if (schemas.length > 0) {
    return schemas.map(({ start, end }): ApiExample => ({
      span: spanInBlock(block, start, end),
      kind: 'graphql',
      what: 'a GraphQL schema',
    }));
  }
  const example = (what: string): ApiExample[] => [{ span, kind: 'example', what }];
  if (role === 'test' || role === 'diagram') return [];
  if (language === 'http' || isExchange(code)) return example('an exchange of request or response');
  if (language === 'shell') return isCallWithContent(code) ? example('a call of the endpoint') : [];
  if (language === 'json' || (role !== 'implementation' && /^[ \t]*\{\s*["']?\w/.test(code)))
    return isBodyExample(block, turn) ? example('an example body') : [];
  const inCode = role === 'implementation' ? IN_CODE.exec(code) : null;
  return inCode === null
    ? []
    : [
        {
          span: spanInBlock(block, inCode.index, inCode.index + inCode[0].length),
          kind: 'example',
          what: 'documentation in the code',
        },
      ];
}

const isExchange = (code: string): boolean =>
  /^[ \t]*(?:[<>] ?)?HTTP\/[\d.]+ \d{3}|^[ \t]*(?:GET|POST|PUT|PATCH|DELETE) \/\S*(?: HTTP\/[\d.]+)?[ \t]*\n(?:[\w-]+: \S|\s*\n\s*\{)/m.test(
    code,
  ) && !/^[ \t]*(?:def|func|function|class|import)\b/m.test(code);

const isCallWithContent = (code: string): boolean =>
  /\bcurl\b[^]{0,2000}?\s(?:-d|--data\S*|--json|-F|--form|-H|--header)\b/.test(code) ||
  /^[ \t]*\$?\s*(?:http|https|xh)\s+(?:POST|PUT|PATCH|GET|DELETE)?\s*\S+\s+\S+[:=]/m.test(code);

const ABOUT_API =
  /\b(?:requests?|responses?|body|bodies|payloads?|returns?|returned|answers?|replies|reply|clients?|callers?|status|endpoints?|errors?|contract|api|events?|receives?|sends?|sees?|webhook|message|envelope|frontend|json|sample|example|output|antwort\w*|anfrage\w*|réponse|requête|respuesta|solicitud)\b|\b[2-5]\d\d\b|\b(?:GET|POST|PUT|PATCH|DELETE) \//i;
const CONFIGURATION =
  /"(?:dependencies|devDependencies|scripts|compilerOptions|Statement|AWSTemplateFormatVersion|extends|plugins|\$schema|version|services|Resources|exporters|datasource|panels|workspaces)"\s*:/;
const LOG_LINE = /"(?:level|severity|lvl|loglevel|log_level|logger)"\s*:\s*"/i;

/** JSON that a client sends or gets: no settings, no log line; the text around it speaks of the API. */
function isBodyExample(block: CodeBlock, turn: Turn): boolean {
  if (CONFIGURATION.test(block.code) || LOG_LINE.test(block.code)) return false;
  const before = turn.prose
    .filter(({ span, kind }) => span.end <= block.span.start && kind !== 'heading')
    .slice(-2);
  const around = [...block.headings.slice(-2), ...before.map(({ text }) => text)].join('\n');
  return ABOUT_API.test(around) || /"(?:error|errors|data)"\s*:/.test(block.code);
}

const SPEAKS_OF_BODY =
  /\b(?:requests?|responses?|bod(?:y|ies)|payloads?|returns?|answers?|repl(?:y|ies)|gives?|gets?|events?|shape[ds]?|json|accepts?|sends?|envelope|format|client sees|errors? (?:look|are|use|come)|all use)\b|\b[2-5]\d\d\b|\b(?:GET|POST|PUT|PATCH|DELETE) \/|\/v\d+\//i;

/** A body in running text: `POST /v1/links` `{"url", "alias"?}`. */
function inProse(prose: Prose, turn: Turn): ApiExample[] {
  if (prose.quoted || prose.kind === 'heading') return [];
  if (!prose.text.includes('{') || !SPEAKS_OF_BODY.test(prose.text)) return [];
  return [...prose.text.matchAll(/`([^`]{0,60}?)(\{[^`]{2,800}\})`/g)].flatMap(
    ({ 0: whole, 1: before = '', 2: text = '', index }) => {
      // `{id}` is a parameter of a path; `f({…})` is code.
      if (/[/\w$)([\]]$/.test(before)) return [];
      const [object] = objectLiterals(text, 'json');
      const isBody =
        object !== undefined &&
        object.start === 0 &&
        (object.fields.size > 1 || /^\{\s*["']?\w+["']?\s*:/.test(text));
      return isBody
        ? [{ span: placeIn(turn, prose, whole, index), kind: 'example' as const, what: 'a body in the text' }]
        : [];
    },
  );
}
