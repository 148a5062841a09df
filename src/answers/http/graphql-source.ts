import { oncePer } from '../once.ts';
import { firstMatch, matches } from '../prefilter/match.ts';
import type { CodeBlock } from '../answer.ts';

/** A GraphQL schema within a block of code, as offsets into the code. */
export interface GraphqlSource {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `schema` is SDL, `types` is a schema written as types of the program, `server` serves one that is not shown. */
  readonly kind: 'schema' | 'types' | 'server';
}

const SDL =
  /^[ \t]*(?:extend\s+)?(?:type|interface|input|union|enum|scalar|schema|directive)\b[\s\w@(){}:!"'&|=,.-]{0,400}?[{=]/m;
const ROOT = /\btype\s+(?:Query|Mutation|Subscription)\b|\bschema\s*\{/;
const SERVER =
  /\b(?:new ApolloServer|createYoga|createSchema|makeExecutableSchema|buildSchema|GraphQLSchema|strawberry\.Schema|graphene\.Schema|make_executable_schema|SchemaBuilder|gqlgen|graphql\.NewSchema|mercurius|@Resolver)\b/;
const TYPES =
  /@strawberry\.type\b|@ObjectType\(|\bnew GraphQLObjectType\(|\bgraphene\.ObjectType\b|\.(?:objectType|queryType)\(|\bobjectType\(\{/;

/** GraphQL schemas in a block: its whole text, the template strings in it that hold SDL, or code that builds a schema. */
export const graphqlSources = oncePer(({ language, code, role }: CodeBlock): readonly GraphqlSource[] => {
  if (language === 'graphql')
    return matches(SDL, code) ? [{ text: code, start: 0, end: code.length, kind: 'schema' }] : [];
  if (role === 'test' || role === 'shell' || role === 'diagram') return [];
  const found: GraphqlSource[] = [];
  for (const match of code.matchAll(/`([^`]{20,50000})`|"""([^]{20,50000}?)"""/g)) {
    const text = match[1] ?? match[2] ?? '';
    if (!matches(ROOT, text) || !matches(SDL, text)) continue;
    const start = match.index + match[0].indexOf(text);
    found.push({ text, start, end: start + text.length, kind: 'schema' });
  }
  if (found.length > 0) return found;
  const types = firstMatch(TYPES, code);
  const match = types ?? firstMatch(SERVER, code);
  if (match === null) return [];
  const [text] = match;
  return [
    { text, start: match.index, end: match.index + text.length, kind: types === null ? 'server' : 'types' },
  ];
});
