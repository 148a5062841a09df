import { isCollection, isNode, parseDocument, type Document } from 'yaml';
import type { Answer, CodeBlock, Span } from '../../answers/answer.ts';
import { spanInBlock } from '../../answers/code-blocks.ts';
import { isOpenapi } from '../../answers/http/api-examples.ts';
import { offeredBlocks } from '../../answers/offered.ts';
import { structureFaults } from './openapi-structure.ts';

/** What is wrong with an OpenAPI document, and where. */
export interface OpenapiFault {
  readonly span: Span;
  readonly why: string;
}

/** The blocks of an answer that hold OpenAPI, whole documents as well as excerpts of paths. */
export function openapiBlocks(answer: Answer): CodeBlock[] {
  return answer.turns.flatMap((turn) => offeredBlocks(turn).filter(isOpenapi));
}

/** Checks one block: syntax, structure, references, path parameters and names. An excerpt need not be complete. */
export async function openapiFaults(block: CodeBlock): Promise<OpenapiFault[]> {
  const document = parseDocument(block.code, { prettyErrors: true, logLevel: 'silent' });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const [start, end] = syntax.pos;
    return [
      {
        span: spanInBlock(block, start, Math.max(end, start + 1)),
        why: syntax.message.split('\n', 1)[0] ?? 'not YAML',
      },
    ];
  }
  const root: unknown = toPlain(document);
  if (!isRecord(root)) return [];
  const read = new Reader(block, document, asParts(root), 'openapi' in root || 'swagger' in root);
  return [...(await read.structure()), ...read.references(), ...read.operations()];
}

/** Aliases are expanded at most this often, against documents that multiply. */
const MOST_ALIASES = 100;

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Parts {
  readonly root: Fields;
  /** Where the parts stand in the document: excerpts may leave `paths:` out. */
  readonly prefix: readonly string[];
}

function asParts(root: Fields): Parts {
  const isBare = Object.keys(root).some((key) => key.startsWith('/'));
  return isBare ? { root: { paths: root }, prefix: ['paths'] } : { root, prefix: [] };
}

class Reader {
  private readonly block: CodeBlock;
  private readonly document: Document;
  private readonly parts: Parts;
  private readonly isWhole: boolean;

  constructor(block: CodeBlock, document: Document, parts: Parts, isWhole: boolean) {
    this.block = block;
    this.document = document;
    this.parts = parts;
    this.isWhole = isWhole;
  }

  async structure(): Promise<OpenapiFault[]> {
    const faults = await structureFaults(this.parts.root);
    return faults
      .filter(({ pointer }) => !isElided(this.valueAt(pointer)))
      .map(({ pointer, why }) => ({
        span: this.spanOf(pathOf(pointer)),
        why: `${pointer || 'the document'} ${why}`,
      }));
  }

  /** Local references that lead nowhere. An excerpt may refer to components that it does not repeat. */
  references(): OpenapiFault[] {
    const found: OpenapiFault[] = [];
    walk(this.parts.root, [], (value, path) => {
      const target = isRecord(value) ? value['$ref'] : undefined;
      if (typeof target !== 'string' || !target.startsWith('#/')) return;
      const [first = '', kind = ''] = pathOf(target.slice(1));
      const holder = this.parts.root[first];
      const isPresent = this.isWhole || (isRecord(holder) && kind in holder);
      if (isPresent && this.at(pathOf(target.slice(1))) === undefined)
        found.push({ span: this.spanOf(path), why: `\`${target}\` is not defined` });
    });
    return found;
  }

  /** Path parameters that are not declared or declared in vain, operation ids used twice, security schemes nobody defines. */
  operations(): OpenapiFault[] {
    const found: OpenapiFault[] = [];
    const ids = new Set<unknown>();
    const paths = this.parts.root['paths'];
    for (const [path, item] of Object.entries(isRecord(paths) ? paths : {})) {
      if (!isRecord(item) || !path.startsWith('/')) continue;
      for (const [method, operation] of Object.entries(item)) {
        if (!/^(?:get|put|post|delete|options|head|patch|trace)$/.test(method) || !isRecord(operation))
          continue;
        const place = this.spanOf(['paths', path, method]);
        const why = this.parameterFault(path, [
          ...listOf(item['parameters']),
          ...listOf(operation['parameters']),
        ]);
        if (why !== undefined) found.push({ span: place, why: `${method.toUpperCase()} ${path} ${why}` });
        const id = operation['operationId'];
        if (typeof id === 'string' && ids.has(id))
          found.push({ span: place, why: `the operationId \`${id}\` is used twice` });
        ids.add(id);
        found.push(...this.securityFaults(operation['security'], place));
      }
    }
    return [...found, ...this.securityFaults(this.parts.root['security'], this.spanOf(['security']))];
  }

  private parameterFault(path: string, parameters: readonly unknown[]): string | undefined {
    const resolved = parameters.map((parameter) => this.resolve(parameter));
    if (resolved.includes(undefined)) return undefined; // an excerpt: the parameter may be declared elsewhere
    const declared = new Set(
      resolved.flatMap((parameter) => {
        const name = parameter?.['in'] === 'path' ? parameter['name'] : undefined;
        return typeof name === 'string' ? [name] : [];
      }),
    );
    const used = [...path.matchAll(/\{([^}]{1,100})\}/g)].map(([, name = '']) => name);
    const undeclared = used.find((name) => !declared.has(name));
    if (undeclared !== undefined) return `does not declare its path parameter \`${undeclared}\``;
    const unused = [...declared].find((name) => !used.includes(name));
    return unused === undefined
      ? undefined
      : `declares the path parameter \`${unused}\`, which is not in the path`;
  }

  private securityFaults(security: unknown, span: Span): OpenapiFault[] {
    const components = this.parts.root['components'];
    const schemes = isRecord(components)
      ? components['securitySchemes']
      : this.parts.root['securityDefinitions'];
    if (!this.isWhole && !isRecord(schemes)) return [];
    const known = isRecord(schemes) ? schemes : {};
    const names = listOf(security).flatMap((requirement) =>
      isRecord(requirement) ? Object.keys(requirement) : [],
    );
    return names
      .filter((name) => !(name in known))
      .map((name) => ({ span, why: `the security scheme \`${name}\` is not defined` }));
  }

  private resolve(value: unknown): Fields | undefined {
    if (!isRecord(value)) return undefined;
    const target = value['$ref'];
    if (typeof target !== 'string') return value;
    const found = target.startsWith('#/') ? this.at(pathOf(target.slice(1))) : undefined;
    return isRecord(found) ? found : undefined;
  }

  private at(path: readonly string[]): unknown {
    let value: unknown = this.parts.root;
    for (const key of path)
      value = isRecord(value) || Array.isArray(value) ? (value as Fields)[key] : undefined;
    return value;
  }

  private valueAt(pointer: string): unknown {
    return this.at(pathOf(pointer));
  }

  private spanOf(path: readonly string[]): Span {
    const [first, ...rest] = path;
    const within = first !== undefined && first === this.parts.prefix[0] ? rest : path;
    for (let length = within.length; length > 0; length--) {
      const keys = within.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const node = this.document.getIn(keys, true) ?? this.document.getIn(within.slice(0, length), true);
      if (isNode(node) && node.range)
        return spanInBlock(this.block, node.range[0], Math.max(node.range[1], node.range[0] + 1));
    }
    const { contents } = this.document;
    const end = isCollection(contents) ? contents.range?.[1] : undefined;
    return spanInBlock(this.block, 0, end ?? this.block.code.length);
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const pathOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponentSafely(part).replaceAll('~1', '/').replaceAll('~0', '~'));

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An ellipsis stands for what the author leaves out. */
const isElided = (value: unknown): boolean => typeof value === 'string' && /^(?:\.{3}|…)/.test(value);

const MOST_DEPTH = 100;

function walk(
  value: unknown,
  path: readonly string[],
  visit: (value: unknown, path: readonly string[]) => void,
): void {
  if (path.length > MOST_DEPTH || typeof value !== 'object' || value === null) return;
  visit(value, path);
  // What an example holds is data, not part of the document.
  for (const [key, inner] of Object.entries(value))
    if (key !== 'example' && key !== 'examples') walk(inner, [...path, key], visit);
}
