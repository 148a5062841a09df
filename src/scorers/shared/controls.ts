import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const change = z.strictObject({ replace: z.string().min(1), with: z.string() });
const conversation = z.strictObject({ turns: z.array(z.string()), user: z.array(z.string()).optional() });
const cases = z.record(z.string(), z.union([z.string(), change, conversation])).default({});

/** Answers whose verdict by one scorer is known: the base is kept, mutants are one small change to it or whole answers. */
const fileSchema = z.strictObject({
  answer: z.string().optional(),
  kept: cases,
  broken: cases,
  'not-applicable': cases,
});

/** One answer with the verdict that a scorer has to give it. */
export interface Control {
  readonly name: string;
  readonly verdict: 'kept' | 'broken' | 'not-applicable';
  readonly turns: readonly string[];
  readonly user: readonly string[];
}

/** The name of the answer that mutants change. */
export const BASE = 'the base answer';
const TASK = ['Build it.'];

/** Reads the controls of all scorers from a folder of YAML files, by scorer id. */
export async function loadControls(folder: URL): Promise<ReadonlyMap<string, readonly Control[]>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  const read = files.map(async (file): Promise<[string, Control[]]> => {
    const parsed = fileSchema.parse(parse(await readFile(new URL(file, folder), 'utf8')));
    return [file.replace(/\.yaml$/, ''), controlsOf(parsed, file)];
  });
  return new Map(await Promise.all(read));
}

function controlsOf({ answer, ...verdicts }: z.output<typeof fileSchema>, file: string): Control[] {
  const base: Control[] =
    answer === undefined ? [] : [{ name: BASE, verdict: 'kept', turns: [answer], user: TASK }];
  const found = (['kept', 'broken', 'not-applicable'] as const).flatMap((verdict) =>
    Object.entries(verdicts[verdict]).map(([name, value]): Control => {
      if (typeof value === 'string') return { name, verdict, turns: [value], user: TASK };
      if ('turns' in value) return { name, verdict, turns: value.turns, user: value.user ?? TASK };
      if (answer?.includes(value.replace) !== true) throw new Error(`${file}: "${name}" changes nothing`);
      return { name, verdict, turns: [answer.replace(value.replace, () => value.with)], user: TASK };
    }),
  );
  return [...base, ...found];
}
