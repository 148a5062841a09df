import type { Answer, CodeBlock, Span } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { objectLiterals, type ObjectLiteral } from './object-literals.ts';
import { placeIn } from '../places.ts';
import { yamlObjects } from './yaml-objects.ts';
import { offeredBlocks } from '../offered.ts';
import { oncePer } from '../once.ts';
import { tokensOf } from '../tokens/program.ts';

/** An object that the answer writes down, with its place. */
export interface WrittenObject {
  readonly object: ObjectLiteral;
  /** The block it stands in; undefined for inline code. */
  readonly block: CodeBlock | undefined;
  readonly span: Span;
}

/** All objects of an answer, and what their names stand for. */
export interface Objects {
  readonly written: readonly WrittenObject[];
  readonly named: ReadonlyMap<string, readonly WrittenObject[]>;
}

const SKIPPED = new Set([
  'sql',
  'mermaid',
  'plantuml',
  'ascii',
  'dockerfile',
  'toml',
  'ini',
  'env',
  'csv',
  'log',
  'markdown',
  'xml',
  'html',
  'graphql',
  'protobuf',
]);

/** Reads every object in code, data and inline code of the assistant's turns. */
export const objectsIn = oncePer((answer: Answer): Objects => {
  const written = answer.turns.flatMap((turn) => [
    ...offeredBlocks(turn).flatMap(inBlock),
    ...turn.prose
      .filter(({ quoted }) => !quoted)
      .flatMap((prose) =>
        [...prose.text.matchAll(/`(\{[^`]{2,800}\})`/g)].flatMap(({ 1: text = '', index }) => {
          const span = placeIn(turn, prose, text, index);
          return objectLiterals(text, 'json').map((object): WrittenObject => ({
            object,
            block: undefined,
            span,
          }));
        }),
      ),
  ]);
  const named = new Map<string, WrittenObject[]>();
  for (const one of written) {
    const { name } = one.object;
    if (name !== '') named.set(name, [...(named.get(name) ?? []), one].slice(0, 20));
  }
  return { written, named };
});

function inBlock(block: CodeBlock): WrittenObject[] {
  if (SKIPPED.has(block.language)) return [];
  const objects =
    block.language === 'yaml' || block.language === 'openapi'
      ? yamlObjects(block.code)
      : objectLiterals(block.code, block.language, tokensOf(block));
  return objects.map((object) => ({ object, block, span: spanInBlock(block, object.start, object.end) }));
}

const MOST_HOPS = 8;

/** Those of the dotted `paths` that the object does not have, names and spreads followed. */
export function missingFrom(one: WrittenObject, paths: readonly string[], objects: Objects): string[] {
  return paths.filter((path) => !has(one.object, path.split('.'), one.block, objects, MOST_HOPS));
}

function has(
  object: ObjectLiteral,
  [head = '', ...rest]: readonly string[],
  block: CodeBlock | undefined,
  objects: Objects,
  hops: number,
): boolean {
  if (hops === 0) return false;
  const value = object.fields.get(head);
  if (value !== undefined) {
    if (rest.length === 0) return true;
    if (value.objects.some((inner) => has(inner, rest, block, objects, hops - 1))) return true;
    return named(value.names, block, objects).some(
      (inner) => inner !== object && has(inner, rest, block, objects, hops - 1),
    );
  }
  // JSON Schema lists the fields of an object one level below.
  const inSchema = object.fields.get('properties')?.objects ?? [];
  const alternatives = ['allOf', 'schema'].flatMap((key) => object.fields.get(key)?.objects ?? []);
  if ([...inSchema, ...alternatives].some((inner) => has(inner, [head, ...rest], block, objects, hops - 1)))
    return true;
  return named(object.spreads, block, objects).some(
    (inner) => inner !== object && has(inner, [head, ...rest], block, objects, hops - 1),
  );
}

const TYPED = [
  // `p: Problem`, and `Problem p` or `p Problem` in a list of parameters
  /\b([a-z_]\w{0,60})\s*:\s*(?:[\w.]{0,40}\.)?([A-Z]\w{0,60})/g,
  /[(,]\s*([a-z]\w{0,60})\s+[*&]?([A-Z]\w{0,60})\s*(?=[,)])/g,
  /\b([a-z_]\w{0,60})\s*:?=\s*(?:new\s+|&)?(?:[\w.]{0,40}\.)?([A-Z]\w{0,60})\s*[({]/g,
];

/** The types of a block's variables and parameters, by name; the first declaration counts. */
const typesOf = oncePer((block: CodeBlock): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const pattern of TYPED) {
    for (const [, name = '', type = ''] of block.code.matchAll(pattern))
      if (!found.has(name)) found.set(name, type);
  }
  return found;
});

/** What names stand for: variables of the same block, types of any, and the types of the block's variables. */
function named(names: readonly string[], block: CodeBlock | undefined, objects: Objects): ObjectLiteral[] {
  if (names.length === 0) return [];
  const types = block === undefined ? undefined : typesOf(block);
  const all = names.flatMap((name) => (types?.has(name) === true ? [name, types.get(name) ?? ''] : [name]));
  return all.flatMap((name) =>
    (objects.named.get(name) ?? [])
      .filter((one) => one.block === block || one.object.kind === 'type' || /^[A-Z]/.test(name))
      .map(({ object }) => object),
  );
}
