import { Kind, parse, type DocumentNode, type FieldDefinitionNode, type TypeNode } from 'graphql';
import type { Answer, Span } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { endpointsIn, isOperational, type Endpoint } from './endpoints.ts';
import { schemaTexts, type SchemaText } from './graphql-schema.ts';
import { remarksOn } from '../mentions.ts';
import { jobsIn } from './services.ts';
import { sqlOf } from '../sql.ts';

/** A list that clients can fetch. */
export interface OfferedList {
  readonly span: Span;
  /** `GET /v1/orders`, or the field of a GraphQL query. */
  readonly name: string;
  readonly isPaged: boolean;
}

/**
 * The lists that an answer's endpoints and GraphQL queries return, each once; of an answer that has no such lists, those that
 * its SQL reads for an application.
 */
export function listsIn(answer: Answer): OfferedList[] {
  const found = [...restLists(answer), ...schemaTexts(answer).flatMap(queryLists)];
  return found.length > 0 || endpointsIn(answer).some(({ source }) => source === 'code')
    ? found
    : sqlLists(answer);
}

/** Queries that an application runs for somebody: with parameters, sorted and cut. Not those of jobs and of operators. */
function sqlLists(answer: Answer): OfferedList[] {
  const statements = sqlOf(answer);
  const works =
    jobsIn(answer).length > 0 ||
    statements.some(({ source, kind }) => source === 'code' && WRITES.test(kind));
  return statements
    .filter(
      ({ source, kind, text }) =>
        /^(?:select|with)$/.test(kind) &&
        !(source === 'code' && works) &&
        SORTED_AND_CUT.test(text) &&
        PARAMETER.test(text) &&
        !NOT_FOR_CALLERS.test(text),
    )
    .map(({ span, text }) => ({
      span,
      name: `SELECT … FROM ${/\bfrom\s+(?:\w+\.)?"?(\w+)/i.exec(text)?.[1] ?? ''}`,
      isPaged: NEXT_PAGE.test(text),
    }));
}

const WRITES = /^(?:insert|update|delete|merge)$/;
const SORTED_AND_CUT = /\border\s+by\b[\s\S]{0,400}\b(?:limit\s+(?!1\b)|fetch\s+(?:first|next)\b)/i;
const PARAMETER = /\$\d|(?<!:):[a-z_]\w*|%s|%\(\w+\)s|\?(?=[\s,);]|$)|@\w+/;
const NOT_FOR_CALLERS =
  /\bfor\s+(?:no\s+key\s+)?update\b|\bskip\s+locked\b|\bpg_\w+|\binformation_schema\b|\binsert\s+into\b|\bdelete\s+from\b/i;
/** A row value or a sort key that is compared with the last row of the page before. */
const NEXT_PAGE =
  /\boffset\b|\)\s*[<>]=?\s*(?:row\s*)?\(|\b\w*(?:id|seq|_at|_on|date|time|position|rank|score|key|cursor)"?\s*[<>]=?\s*(?:\$|(?<!:):|%|\?|@|coalesce\()/i;

/** What asks for a certain page; a mere limit does not. */
const PAGE =
  /\b(?:cursor\w*|pages?|page_?(?:no|number|token|info|size)|per_?page|offset|skip|(?:after|before|since|until)(?:_\w+|\w*[A-Z]\w*)|starting_after|ending_before|next_?(?:token|page|cursor|key)|last_?(?:id|seen|key)|continuation\w*|paginat\w*|LimitOffset\w*|keyset|Pageable|max_?id|exclusive_?start_?key)\b|\b(?:after|before|since)\b\s*[?:=]|[`"'.&?](?:after|before|since)\b/i;
/** Last parts of a path that end in s and are one thing. */
const SINGULAR =
  /^(?:status|stats|metrics|settings|preferences|address|access|progress|analytics|docs|series|css|ws|news|usage|canvas|process|success|business|previous|is|as|this|us|details|totals?|counts?|me)$/i;
const LISTING =
  /^(?:search|list|feed|history|inbox|timeline|index|all|browse|catalog(?:ue)?|leaderboard|find)$/i;

function restLists(answer: Answer): OfferedList[] {
  const reads = endpointsIn(answer).filter(
    ({ method, path, source, hypothetical }) =>
      (method === 'GET' || method === '') &&
      path !== '' &&
      !hypothetical &&
      !isOperational(path) &&
      (source === 'code' || (source === 'contract' && method === 'GET')),
  );
  const isGeneral =
    remarksOn(
      answer,
      /\b(?:page|paginate|paging) (?:with|by|through|on|uses?)\b|\b(?:cursor|keyset|offset|key-?set)[- ](?:based )?(?:pagination|paging)\b/i,
    ).length > 0;
  const byPath = new Map<string, OfferedList>();
  for (const endpoint of reads) {
    if (!returnsList(endpoint, answer)) continue;
    const key = normal(endpoint.path);
    const isPaged =
      PAGE.test(`?${queryOf(endpoint.path)}`) ||
      PAGE.test(surroundings(endpoint, answer)) ||
      (endpoint.source === 'contract' && isGeneral);
    const known = byPath.get(key);
    if (known === undefined)
      byPath.set(key, { span: endpoint, name: `GET ${endpoint.path.split('?', 1)[0]}`, isPaged });
    else if (isPaged && !known.isPaged) byPath.set(key, { ...known, isPaged });
  }
  return [...byPath.values()];
}

const normal = (path: string): string =>
  (path.split('?', 1)[0] ?? '').replace(/\{[^}]*\}|:\w+|<[^>]*>/g, '*').replace(/\/$/, '');
const queryOf = (path: string): string => path.split('?')[1] ?? '';

function returnsList(endpoint: Endpoint, answer: Answer): boolean {
  const last = normal(endpoint.path).split('/').at(-1) ?? '';
  const text = endpoint.source === 'code' ? surroundings(endpoint, answer) : '';
  if (last.endsWith('*'))
    return /->\s*(?:list|List|Sequence|Page)\b|response_model\s*=\s*(?:list|List|Page)\[/.test(text);
  if (
    SINGULAR.test(last) ||
    /^(?:ws|socket|stream|live|events)$/i.test(last) ||
    /Route\(|websocket|StreamingResponse|EventSource/.test(text.slice(0, 200))
  )
    return false;
  const isWrite = endpoint.method === '' && /methods\s*=\s*\[[^\]]*["'](?:POST|PUT|PATCH|DELETE)/.test(text);
  return (
    !isWrite &&
    (/[a-z]s$/i.test(last) ||
      LISTING.test(last) ||
      /->\s*(?:list|List|Sequence|Page)\b|response_model\s*=\s*(?:list|List|Page)\[/.test(text))
  );
}

const LONGEST_HANDLER = 2500;

/** Of a route in code: its handler. Of a contract: the row, item or block it stands in. */
function surroundings({ turn, start, end, source }: Endpoint, answer: Answer): string {
  const turnOf = answer.turns[turn - 1];
  if (turnOf === undefined) return '';
  if (source === 'contract') {
    const prose = turnOf.prose.find(({ span }) => span.start <= start && span.end >= start);
    if (prose !== undefined && prose.kind !== 'heading') return prose.text;
    const block = turnOf.blocks.find(({ span }) => span.start <= start && span.end >= end);
    if (prose === undefined && block === undefined) return '';
    return turnOf.text.slice(start, start + 600);
  }
  const block = turnOf.blocks.find(({ span }) => span.start <= start && span.end >= end);
  const text = turnOf.text.slice(start, Math.min(start + LONGEST_HANDLER, block?.span.end ?? Infinity));
  const next =
    /\n(?=@\w|(?:\w+\.)(?:get|post|put|patch|delete|GET|POST)\(|\s*(?:r|mux|app|router)\.\w+\(["'])/.exec(
      text,
    )?.index;
  return text.slice(0, next ?? text.length);
}

function queryLists(schema: SchemaText): OfferedList[] {
  let document: DocumentNode;
  try {
    document = parse(
      schema.text.replace(/\$\{[^}]{0,200}\}/g, (hole) => ' '.repeat(hole.length)),
      { maxTokens: 20_000 },
    );
  } catch {
    return [];
  }
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const type = node.name.value;
    if (type === 'Mutation' || type === 'Subscription') return [];
    return (node.fields ?? [])
      .filter((field) => type === 'Query' || hasSize(field))
      .flatMap((field) => offered(field, schema));
  });
}

/** Of a list within another type, the client says how much of it; one without is read whole, as an order's lines are. */
const hasSize = ({ arguments: args }: FieldDefinitionNode): boolean =>
  (args ?? []).some(({ name }) => /^(?:first|last|limit|take|top|count|pageSize|perPage)$/.test(name.value));

function offered(field: FieldDefinitionNode, schema: SchemaText): OfferedList[] {
  const name = typeNameOf(field.type);
  const isPage = /(?:Connection|Page|Paginated\w*|Result|Slice|List)$/.test(name);
  if (!isList(field.type) && !isPage) return [];
  const isPaged =
    isPage ||
    (field.arguments ?? []).some(
      (argument) =>
        PAGE.test(`.${argument.name.value}`) ||
        /^(?:input|pagination|paging|pageInput)$/i.test(argument.name.value),
    );
  const start = schema.start + (field.loc?.start ?? 0);
  return [
    {
      span: spanInBlock(schema.block, start, schema.start + (field.loc?.end ?? 0)),
      name: `query ${field.name.value}`,
      isPaged,
    },
  ];
}

const isList = (type: TypeNode): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));
const typeNameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : typeNameOf(type.type);
