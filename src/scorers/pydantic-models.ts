import type { PythonFunction, PythonParameter } from '../answers/python-functions.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { pythonFiles, type PythonFile } from '../answers/python-files.ts';
import { broken, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if Pydantic models check what comes in or goes out, and no endpoint takes a raw body (`dict`, `Any`, or JSON of the request
 * that no model reads) or single fields without a model. Broken also if endpoints return records and there is no model at all.
 * Not applicable if no endpoint takes or returns anything that a model could describe (uploads, redirects, health checks) and
 * the answer has no model elsewhere, as for the rows of a file.
 */
export const pydanticModels: Scorer = {
  id: 'pydantic-models',
  version: 3,
  score(answer): Verdict {
    const files = pythonFiles(answer).filter(({ block }) => block.role === 'implementation');
    const endpoints = files.flatMap((file) =>
      file.functions.filter(isEndpoint).map((found) => ({ file, found })),
    );
    const models = files.flatMap(modelsIn);
    const names = modelNames(files);
    const readsByModel =
      files.some(({ program }) => READS_BY_MODEL.test(program.code)) ||
      (names.size > 0 && files.some(({ program }) => constructs(program.code, names)));
    const raw = endpoints.flatMap(({ file, found }) => rawInput(file, found, readsByModel));
    const [first] = raw;
    if (first !== undefined) return broken(first.why, raw);
    const used = [
      ...models,
      ...endpoints.flatMap(({ file, found }) =>
        takesModel(file, found, names) ? [at(file, found, `\`${found.name}\` takes a model.`)] : [],
      ),
    ];
    if (used.length > 0) return kept('Pydantic models check the data.', used);
    const loose = endpoints.filter(({ file, found }) => RECORDS.test(bodyOf(file, found)));
    if (loose.length === 0)
      return notApplicable(
        'No endpoint of the answer takes or returns what a Pydantic model would describe.',
      );
    return broken(
      'The endpoints return records and use no Pydantic model.',
      loose.map(({ file, found }) => at(file, found, `\`${found.name}\` uses no model.`)),
    );
  },
};

const at = ({ place }: PythonFile, { start, end }: PythonFunction, why: string): Evidence => ({
  ...place(start, end),
  why,
});

const ROUTE = /^\w+(?:\.\w+)*\.(get|post|put|patch|delete|api_route)\(/;

const HEALTH = /["']\/(?:[\w/]*\/)?(?:_?health\w*|live\w*|ready\w*|readiness|ping|metrics|version)\b/i;

const isEndpoint = ({ decorators, isTest }: PythonFunction): boolean =>
  !isTest && decorators.some((text) => ROUTE.test(text) && !HEALTH.test(text));

const MODEL_CLASS =
  /^[ \t]*class (\w+)\((?:[^)\n]{0,200}\b)?(?:BaseModel|RootModel|GenericModel|SQLModel|Schema)\b[^\n]{0,200}/gm;
const READS_BY_MODEL =
  /\.(?:model_validate|model_validate_json|model_validate_strings|validate_python|validate_json|parse_obj|parse_raw)\(/;
const OTHER_USES = /\bTypeAdapter\(|@validate_call\b|\bpydantic\.dataclasses\b/g;

function modelsIn({ place, program: { code } }: PythonFile): Evidence[] {
  const classes = [...code.matchAll(MODEL_CLASS)].filter((match) => !/Settings\b/.test(match[0]));
  return [...classes, ...code.matchAll(OTHER_USES)].map((match) => {
    const start = match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
    return { ...place(start, match.index + match[0].length), why: 'A Pydantic model.' };
  });
}

/** Models by name: those that the answer defines, those derived from them, and those imported from a module of schemas. */
function modelNames(files: readonly PythonFile[]): Set<string> {
  const names = new Set<string>();
  for (const { program, imports } of files) {
    for (const match of program.code.matchAll(MODEL_CLASS)) names.add(match[1] ?? '');
    for (const { name, module } of imports)
      if (/(?:^|\.)(?:schemas?|dtos?|models?|contracts?|types)(?:\.|$)/.test(module) && /^[A-Z]/.test(name))
        names.add(name);
  }
  for (const { program } of files) {
    for (const match of program.code.matchAll(/^class (\w+)\((\w+)/gm))
      if (names.has(match[2] ?? '')) names.add(match[1] ?? '');
  }
  return names;
}

const constructs = (code: string, names: ReadonlySet<string>): boolean =>
  [...code.matchAll(/\b([A-Z]\w*)\(\s*\*\*/g)].some((match) => names.has(match[1] ?? ''));

function takesModel(
  { program: { code } }: PythonFile,
  { decorators, start, end }: PythonFunction,
  names: ReadonlySet<string>,
): boolean {
  return [...decorators, code.slice(start, end)].some((text) =>
    [...text.matchAll(/\b[A-Z]\w*/g)].some(([name]) => names.has(name)),
  );
}

/** Rows of a database or other data, given out as plain dictionaries; two words of a status are no data. */
const RECORDS =
  /->\s*(?:dict|Dict)(?!\[str,\s*str\])\b|->\s*(?:list|List|Sequence)\[(?:dict|Dict)|\breturn\s+(?:\[\s*dict\(|dict\()/;

/** From a function's name to the next line at the left margin after its head. */
const bodyOf = ({ program: { code } }: PythonFile, { start, end }: PythonFunction): string =>
  code.slice(start, end) + (code.slice(end, end + 3000).split(/\n(?=\S)/, 1)[0] ?? '');

const RAW_TYPE =
  /^(?:Annotated\[\s*)?(?:dict|Dict|Any|Mapping|MutableMapping|list\[dict|List\[Dict|JSON|object)\b/;
const DECLARED_SOURCE =
  /\b(?:Depends|Query|Path|Header|Cookie|Form|File|UploadFile|Security|Request|Response|BackgroundTasks|WebSocket)\b/;
const SIMPLE_TYPE = /^(?:str|EmailStr|SecretStr)$/;
const RAW_JSON = /\brequest\.json\(\)/;

/** Parameters and reads by which an endpoint takes a body that no model checks. */
function rawInput(file: PythonFile, found: PythonFunction, readsByModel: boolean): Evidence[] {
  const route = found.decorators.find((text) => ROUTE.test(text)) ?? '';
  const writes = /^(?:post|put|patch)$/.test(ROUTE.exec(route)?.[1] ?? '');
  const head = file.program.code.slice(found.start, found.end);
  const places = found.parameters.flatMap((parameter): Evidence[] => {
    const { text, start } = asWritten(parameter, head);
    if (DECLARED_SOURCE.test(text) || route.includes(`{${parameter.name}`)) return [];
    const span = file.place(found.start + start, found.start + start + text.length);
    if (RAW_TYPE.test(parameter.type))
      return [
        { ...span, why: `\`${found.name}\` takes \`${parameter.name}\` as it comes, without a model.` },
      ];
    const isLooseField =
      writes &&
      !text.includes('=') &&
      (SIMPLE_TYPE.test(parameter.type) || (parameter.type === '' && parameter.kind === 'plain'));
    return isLooseField
      ? [{ ...span, why: `\`${found.name}\` takes \`${parameter.name}\` by itself, not in a model.` }]
      : [];
  });
  const body = bodyOf(file, found);
  const json = RAW_JSON.exec(body);
  if (json !== null && !readsByModel) {
    const start = found.start + json.index;
    places.push({
      ...file.place(start, start + json[0].length),
      why: `\`${found.name}\` reads JSON that no model checks.`,
    });
  }
  return places;
}

/** A parameter with its type and default, as it stands in the head of its function. */
function asWritten({ name, type }: PythonParameter, head: string): { text: string; start: number } {
  const start = Math.max(0, head.search(new RegExp(`(?<![\\w.])${name}\\s*[:=,)]`)));
  const typed = type === '' ? start + name.length : head.indexOf(type, start) + type.length;
  const fallback = /^\s*=[^,]{0,80}/.exec(head.slice(typed))?.[0] ?? '';
  return { text: head.slice(start, typed + fallback.length), start };
}
