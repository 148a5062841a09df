/** A suite as another tool's files describe it, before it is written. */
export interface ImportedSuite {
  /** The folder it gets by default, and the suite's name. */
  readonly name: string;
  /** What it was read from, as the user would type it. */
  readonly source: string;
  /** Agent definition files that exist already and are used in place. */
  readonly agentPaths: readonly string[];
  /** Agent definition files to write. */
  readonly agents: readonly { readonly id: string; readonly text: string }[];
  readonly tasks: readonly ImportedTask[];
  readonly promises: readonly ImportedPromise[];
  /** As `model:` of a suite. */
  readonly model?: string | undefined;
  readonly repeats?: number | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** What has no place in a suite, or means something else there; one line each: where and what. */
  readonly unmapped: readonly string[];
}

/** A row of the dataset to write: its columns are the fields of a task and metadata. */
export interface ImportedTask {
  readonly id: string;
  readonly title: string;
  readonly task: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A promise of the catalogue to write. */
export interface ImportedPromise {
  readonly id: string;
  readonly title: string;
  /** As `scorer:` of a catalogue. */
  readonly scorer: Readonly<Record<string, unknown>>;
  /** Only these tasks; all of them if undefined. */
  readonly tasks?: readonly string[] | undefined;
}

/** Hands out names of a kind, each once: small letters and digits with hyphens, as ids of promises have to be. */
export function namer(fallback: string): (wanted: string) => string {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return (wanted) => {
    const base = slugOf(wanted) || fallback;
    let name = base;
    let number = numbers.get(base) ?? 2;
    for (; taken.has(name); number++) name = `${base}-${number}`;
    numbers.set(base, number);
    taken.add(name);
    return name;
  };
}

/** `Answers in JSON!` -> `answers-in-json`; at most 60 characters. */
export function slugOf(text: string): string {
  return text
    .slice(0, 1000)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 60)
    .replace(/-$/, '');
}
