import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv';
import type { Validator } from '@seriousme/openapi-schema-validator';

type Fields = Readonly<Record<string, unknown>>;

/** A place, as a JSON pointer, where a document has not the structure that its version of OpenAPI asks for. */
export interface StructureFault {
  readonly pointer: string;
  readonly why: string;
}

interface Validators {
  readonly documents: Validator;
  /** OpenAPI 3.1 leaves the inside of schema objects to JSON Schema 2020-12. */
  readonly schemas: Ajv2020;
}

let loading: Promise<Validators> | undefined;

async function load(): Promise<Validators> {
  const [openapi, ajv] = await Promise.all([
    import('@seriousme/openapi-schema-validator'),
    import('ajv/dist/2020.js'),
  ]);
  return {
    // Making the code of the schemas smaller takes longer than it saves in a thousand documents.
    documents: new openapi.Validator({ allErrors: true, code: { optimize: false } }),
    schemas: new ajv.Ajv2020({ strict: false, validateFormats: false }),
  };
}

/**
 * Checks a whole document (OpenAPI 3.0 to 3.2, Swagger 2) against the published schema of its version. An excerpt, which
 * tells no version, is completed by what it leaves out and has to fit 3.0 or 3.1.
 */
export async function structureFaults(root: Fields): Promise<StructureFault[]> {
  if ('openapi' in root || 'swagger' in root) return faultsOf(root);
  const completed = { info: { title: 'an excerpt', version: '1' }, paths: {}, ...root };
  const [asLatest, asOldest] = [
    await faultsOf({ openapi: '3.1.0', ...completed }),
    await faultsOf({ openapi: '3.0.3', ...completed }),
  ];
  return asOldest.length === 0 ? [] : asLatest;
}

async function faultsOf(root: Fields): Promise<StructureFault[]> {
  loading ??= load();
  const { documents, schemas } = await loading;
  const { errors } = await documents.validate(root);
  if (typeof errors === 'string')
    return isVersionUnknown(errors) ? [{ pointer: '', why: WRONG_VERSION }] : [];
  const found = telling(errors ?? []);
  if (!/^3\.[1-9]/.test(String(root['openapi']))) return found;
  const inSchemas = schemasIn(root).flatMap(({ value, pointer }) => {
    if (typeof value === 'object' && value !== null && schemas.validateSchema(value) !== true)
      return telling(schemas.errors ?? []).map((fault) => ({ ...fault, pointer: pointer + fault.pointer }));
    return [];
  });
  return [...found, ...inSchemas];
}

const WRONG_VERSION = 'names no version of OpenAPI that there is';
/** Any other text is about references, which are checked with their places elsewhere. */
const isVersionUnknown = (message: string): boolean => message.includes('supported swagger/openapi version');

const MOST_FAULTS = 10;

/** The errors that say something: the first one at each innermost place. */
function telling(errors: readonly ErrorObject[]): StructureFault[] {
  const found = new Map<string, StructureFault>();
  for (const error of errors) {
    const { instancePath: pointer, keyword } = error;
    if (keyword === 'if' || keyword === 'anyOf' || keyword === 'oneOf' || found.has(pointer)) continue;
    found.set(pointer, { pointer, why: wording(error) });
  }
  // What is wrong within a part makes the parts around it wrong, too.
  const around = new Set([...found.keys()].flatMap(ancestorsOf));
  return [...found.values()].filter(({ pointer }) => !around.has(pointer)).slice(0, MOST_FAULTS);
}

function ancestorsOf(pointer: string): string[] {
  const parts = pointer.split('/');
  return parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

function wording({ params, propertyName, keyword, message }: ErrorObject): string {
  const fields: Fields = params;
  const name =
    fields['additionalProperty'] ?? fields['unevaluatedProperty'] ?? fields['propertyName'] ?? propertyName;
  if (typeof name === 'string') return `must not have the key \`${name}\``;
  if (keyword === 'enum') return 'has a value that is not allowed there';
  return message ?? 'is not valid';
}

const MOST_DEPTH = 60;

/** The outermost schema objects of a document: under `schema`, and the named ones of `components`. */
function schemasIn(root: Fields): { value: unknown; pointer: string }[] {
  const found: { value: unknown; pointer: string }[] = [];
  const visit = (value: unknown, pointer: string, depth: number): void => {
    if (depth > MOST_DEPTH || typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (key === 'schema' || pointer === '/components/schemas') found.push({ value: inner, pointer: place });
      // What an example holds is data, not part of the document.
      else if (key !== 'example' && key !== 'examples') visit(inner, place, depth + 1);
    }
  };
  visit(root, '', 0);
  return found;
}
