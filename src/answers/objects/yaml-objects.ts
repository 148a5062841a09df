import { isMap, isScalar, isSeq, parseAllDocuments, type Node } from 'yaml';
import type { FieldValue, ObjectLiteral } from './object-literals.ts';

const LONGEST = 100_000;
const MOST_DEPTH = 60;

/** The maps of a YAML text as objects, outer before inner; empty if it is no YAML. */
export function yamlObjects(text: string): ObjectLiteral[] {
  if (text.length > LONGEST || /^[ \t]*[&*]\w+.*[&*]\w/m.test(text)) return [];
  const objects: ObjectLiteral[] = [];
  for (const document of documentsOf(text)) visit(document, undefined, objects, 0);
  return objects;
}

function documentsOf(text: string): Node[] {
  const documents = parseAllDocuments(text, {
    strict: false,
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap(({ contents }) => (contents === null ? [] : [contents as Node]));
}

function visit(
  node: unknown,
  parent: ObjectLiteral['parent'],
  objects: ObjectLiteral[],
  depth: number,
): void {
  if (depth > MOST_DEPTH) return;
  if (isSeq(node)) for (const item of node.items) visit(item, parent, objects, depth + 1);
  if (!isMap(node)) return;
  const [start = 0, end = 0] = node.range ?? [];
  const fields = new Map<string, FieldValue>();
  const object: ObjectLiteral = {
    kind: 'braces',
    start,
    end,
    fields,
    spreads: [],
    name: parent !== undefined && /^[A-Z]/.test(parent.key) ? parent.key : '',
    callee: '',
    arguments: [],
    parent,
    isReturned: false,
  };
  objects.push(object);
  parent?.object.fields.get(parent.key)?.objects.push(object);
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const text = isScalar(value) ? String(value.value) : '';
    const reference = name === '$ref' || name === '<<' ? /(\w+)$/.exec(text)?.[1] : undefined;
    if (reference !== undefined) object.spreads.push(reference);
    if (!fields.has(name)) fields.set(name, { objects: [], names: [], isScalar: isScalar(value), text });
    visit(value, { object, key: name }, objects, depth + 1);
  }
}
