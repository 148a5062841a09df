import {
  buildASTSchema,
  GraphQLError,
  Kind,
  parse,
  print,
  validateSchema,
  type DefinitionNode,
  type DocumentNode,
} from 'graphql';
import type { Answer, CodeBlock, Span } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { graphqlSources } from './graphql-source.ts';
import { offeredBlocks } from '../offered.ts';

/** GraphQL SDL in an answer. */
export interface SchemaText {
  readonly block: CodeBlock;
  readonly text: string;
  /** Offset in the block's code. */
  readonly start: number;
  readonly span: Span;
}

/** What is wrong with a GraphQL schema, and where. */
export interface SchemaFault {
  readonly span: Span;
  readonly why: string;
}

/** All SDL of an answer, as blocks of their own or in strings of code. */
export function schemaTexts(answer: Answer): SchemaText[] {
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block) =>
      graphqlSources(block).flatMap(({ kind, text, start, end }): SchemaText[] =>
        kind === 'schema' ? [{ block, text, start, span: spanInBlock(block, start, end) }] : [],
      ),
    ),
  );
}

/** Parses every piece, then builds one schema of all of them, because answers define types where they need them. */
export function schemaFaults(texts: readonly SchemaText[]): SchemaFault[] {
  const read = texts.map((one) => ({ one, result: parsed(one) }));
  const syntax = read.flatMap(({ result }) => ('why' in result ? [result] : []));
  if (syntax.length > 0) return syntax;
  const definitions = read.flatMap(({ one, result }) =>
    'document' in result ? result.document.definitions.map((node) => ({ one, node })) : [],
  );
  return buildFaults(merged(definitions));
}

interface Definition {
  readonly one: SchemaText;
  readonly node: DefinitionNode;
}

/** Interpolated parts of a template string are other SDL, comments stand for what is left out. */
const readable = (text: string): string =>
  text.replace(/\$\{[^}]{0,200}\}/g, (hole) => ' '.repeat(hole.length)).replace(/\\`/g, ' `');

const MOST_TOKENS = 20_000;

function parsed(one: SchemaText): { document: DocumentNode } | SchemaFault {
  try {
    return { document: parse(readable(one.text), { maxTokens: MOST_TOKENS }) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = one.start + (error.positions?.[0] ?? 0);
    return { span: spanInBlock(one.block, at, at + 1), why: error.message };
  }
}

/** A type that is shown twice counts once, as it was shown last. */
function merged(definitions: readonly Definition[]): Definition[] {
  const byName = new Map<string, Definition>();
  const rest: Definition[] = [];
  for (const definition of definitions) {
    const { node } = definition;
    if (node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION) continue;
    if (node.kind.endsWith('Extension')) rest.push(definition);
    else byName.set(nameOf(node), definition);
  }
  return [...byName.values(), ...rest];
}

const nameOf = (node: DefinitionNode): string =>
  'name' in node && node.name !== undefined
    ? `${node.kind.startsWith('Directive') ? '@' : ''}${node.name.value}`
    : node.kind;

function buildFaults(definitions: readonly Definition[]): SchemaFault[] {
  const nodes = definitions.map(({ node }) => node);
  const extended = nodes.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_EXTENSION ? [node.name.value] : [],
  );
  const known = new Set(nodes.flatMap((node) => (node.kind.endsWith('Extension') ? [] : [nameOf(node)])));
  // `extend type Query` alone extends the schema that is there already.
  const bases = [...new Set(extended)].filter(
    (name) => !known.has(name) && /^(?:Query|Mutation|Subscription)$/.test(name),
  );
  const stubs =
    bases.length === 0
      ? []
      : parse(bases.map((name) => `type ${name} { _: Boolean }`).join('\n')).definitions;
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...stubs, ...nodes] };
  const inText = rulesBroken(() => buildASTSchema(document));
  const messages =
    inText.length > 0
      ? inText
      : rulesBroken(() => validateSchema(buildASTSchema(document, { assumeValidSDL: true })));
  return messages.map((why) => ({ why, span: placeOf(why, definitions) }));
}

/** Servers and gateways define directives of their own; an excerpt may leave out the root. */
const TOLERATED = /^(?:Unknown directive|Directive "@\w+" may not be used|Query root type must be provided)/;

/** The messages that a check throws or returns, without what is tolerated. */
function rulesBroken(check: () => unknown): string[] {
  let messages: string[];
  try {
    const result = check();
    messages = Array.isArray(result)
      ? result.map((error) => (error instanceof Error ? error.message : String(error)))
      : [];
  } catch (error) {
    messages = error instanceof Error ? error.message.split('\n\n') : [String(error)];
  }
  return messages.filter((message) => message !== '' && !TOLERATED.test(message));
}

/** The first definition that holds the name which the message quotes. */
function placeOf(message: string, definitions: readonly Definition[]): Span {
  const name = /"@?([\w.]+)[^"]*"/.exec(message)?.[1]?.split('.').at(-1) ?? '';
  const holder =
    definitions.find(({ node }) => new RegExp(`\\b${name}\\b`).test(print(node))) ?? definitions[0];
  if (holder === undefined) return { turn: 1, start: 0, end: 0 };
  const { one, node } = holder;
  const start = one.start + (node.loc?.start ?? 0);
  const within = one.text.slice(node.loc?.start ?? 0, node.loc?.end).search(new RegExp(`\\b${name}\\b`));
  return within === -1 || name === ''
    ? spanInBlock(one.block, start, one.start + (node.loc?.end ?? 1))
    : spanInBlock(one.block, start + within, start + within + name.length);
}
