import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readText } from '../input/read.ts';
import { messageOf, UserError } from '../input/user-error.ts';
import type { StoredVerdict } from '../runs/format.ts';
import type { Side, SideTrial, TrialUsage } from './side.ts';
import type { StoredRun } from './stored-run.ts';

/** Raised when an older Vouch could misread a baseline. */
const BASELINE_FORMAT = 1;

const baselineSchema = z.strictObject({
  format: z.literal(BASELINE_FORMAT),
  suite: z.string(),
  run: z.string(),
  date: z.iso.datetime(),
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
  provider: z.string(),
  params: z.record(z.string(), z.unknown()),
  protocol: z.int(),
  maxTurns: z.int(),
  repeats: z.int().min(1),
  agents: z.array(
    z.strictObject({
      id: z.string(),
      model: z.string(),
      served: z.array(z.string()),
      promptHash: z.string(),
      made: z.array(z.string()),
    }),
  ),
  tasks: z.array(z.strictObject({ id: z.string(), title: z.string(), hash: z.string() })),
  promises: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      severity: z.enum(['block', 'warn', 'info']),
      scorer: z.string().nullable(),
      hash: z.string(),
    }),
  ),
  /** Per agent, task -> fingerprints of its answers in the order of repeats, empty where there is none. */
  answers: z.array(z.strictObject({ agent: z.string(), tasks: z.record(z.string(), z.array(z.string())) })),
  verdicts: z.array(
    z.strictObject({
      agent: z.string(),
      promise: z.string(),
      kept: z.int(),
      of: z.int(),
      /** Task -> one letter a repeat: k kept, b broken, n not applicable, u unscored. */
      tasks: z.record(z.string(), z.string().regex(/^[kbnu]*$/)),
    }),
  ),
});

/** A stored run summary that a gate compares with; moved only by `vouch bless`. */
export type Baseline = z.output<typeof baselineSchema>;

const LETTERS = { kept: 'k', broken: 'b', 'not-applicable': 'n', unscored: 'u' } as const;
const VERDICTS = { k: 'kept', b: 'broken', n: 'not-applicable', u: 'unscored' } as const;

/** The file of a suite's baseline. */
export function baselinePath(folder: string, suite: string): string {
  return join(folder, `${suite.replace(/[^\p{L}\p{N}_.-]+/gu, '-')}.json`);
}

/** A run as a baseline. */
export function baselineOf({ header, scoring, trials }: StoredRun): Baseline {
  const made = new Map(scoring.agents.map((agent) => [agent.id, agent.promises.map(({ id }) => id)]));
  return {
    format: BASELINE_FORMAT,
    suite: header.suite.name,
    run: header.id,
    date: header.startedAt,
    git: header.git,
    provider: header.model.provider,
    params: header.model.params,
    protocol: header.protocol,
    maxTurns: header.maxTurns,
    repeats: header.repeats,
    agents: header.agents.map(({ id, model, promptHash }) => ({
      id,
      model,
      served: [...new Set((trials.get(id) ?? []).flatMap(({ servedModels }) => servedModels))].sort(),
      promptHash,
      made: made.get(id) ?? [],
    })),
    tasks: header.tasks.map(({ id, title, hash }) => ({ id, title, hash })),
    promises: scoring.promises.map(({ id, title, severity, scorer, hash }) => ({
      id,
      title,
      severity,
      scorer,
      hash,
    })),
    answers: header.agents.map(({ id }) => ({
      agent: id,
      tasks: Object.fromEntries(
        header.tasks.map((task) => [
          task.id,
          repeatsOf(task.id, trials.get(id) ?? []).map(({ fingerprint, error }) =>
            error ? '' : fingerprint,
          ),
        ]),
      ),
    })),
    verdicts: header.agents.flatMap(({ id }) =>
      (made.get(id) ?? []).flatMap(
        (promise) =>
          verdictsOf(
            id,
            promise,
            header.tasks.map((task) => task.id),
            trials.get(id) ?? [],
          ) ?? [],
      ),
    ),
  };
}

function verdictsOf(
  agent: string,
  promise: string,
  tasks: readonly string[],
  trials: readonly SideTrial[],
): Baseline['verdicts'][number] | undefined {
  if (!trials.some(({ verdicts }) => verdicts.has(promise))) return undefined;
  const letters = tasks.map((task): [string, string] => {
    return [
      task,
      repeatsOf(task, trials)
        .map(({ verdicts }) => LETTERS[verdicts.get(promise)?.verdict ?? 'unscored'])
        .join(''),
    ];
  });
  const all = letters.map(([, text]) => text).join('');
  const kept = all.split('k').length - 1;
  return { agent, promise, kept, of: kept + all.split('b').length - 1, tasks: Object.fromEntries(letters) };
}

function repeatsOf(task: string, trials: readonly SideTrial[]): SideTrial[] {
  return trials.filter((trial) => trial.task === task).sort((x, y) => x.repeat - y.repeat);
}

/**
 * One agent of a baseline as the A of a comparison; undefined if it is not in it.
 * @param folder the run that was blessed, where it is at hand.
 */
export function baselineSide(
  baseline: Baseline,
  agentId: string,
  place: string,
  folder?: string,
): Side | undefined {
  const agent = baseline.agents.find(({ id }) => id === agentId);
  if (!agent) return undefined;
  const verdicts = baseline.verdicts.filter((line) => line.agent === agentId);
  const answers = baseline.answers.find((line) => line.agent === agentId)?.tasks ?? {};
  const trials = baseline.tasks.flatMap(({ id: task }) =>
    (answers[task] ?? []).map((fingerprint, index) =>
      trialOf({ task, index, fingerprint }, verdicts, {
        servedModels: agent.served,
        from: { folder, agent: agentId, repeat: index + 1 },
      }),
    ),
  );
  return {
    label: `${agentId} (baseline of ${baseline.date.slice(0, 10)})`,
    agent: agentId,
    promptHash: agent.promptHash,
    model: agent.model,
    provider: baseline.provider,
    params: baseline.params,
    protocol: baseline.protocol,
    maxTurns: baseline.maxTurns,
    source: { id: baseline.run, place },
    tasks: new Map(baseline.tasks.map(({ id, title, hash }) => [id, { title, hash }])),
    promises: new Map(baseline.promises.map((promise) => [promise.id, promise])),
    made: agent.made,
    trials,
    planned: trials.length,
    unscored: 0,
  };
}

const UNKNOWN_USAGE: TrialUsage = {
  turns: undefined,
  characters: undefined,
  inputTokens: undefined,
  outputTokens: undefined,
  cost: undefined,
  latencyMs: undefined,
};

function trialOf(
  { task, index, fingerprint }: { task: string; index: number; fingerprint: string },
  verdicts: Baseline['verdicts'],
  known: Pick<SideTrial, 'servedModels' | 'from'>,
): SideTrial {
  const given = verdicts.flatMap(({ promise, tasks }): [string, StoredVerdict][] => {
    const letter = tasks[task]?.[index] as keyof typeof VERDICTS | undefined;
    if (letter === undefined) return [];
    const verdict = VERDICTS[letter];
    return [[promise, { promise, verdict, why: `${verdict} when the baseline was blessed`, evidence: [] }]];
  });
  return {
    task,
    repeat: index + 1,
    fingerprint,
    error:
      fingerprint === ''
        ? { kind: 'missing', message: 'no answer when the baseline was blessed' }
        : undefined,
    truncated: false,
    ...known,
    usage: UNKNOWN_USAGE,
    verdicts: new Map(given),
  };
}

/**
 * Reads a baseline, or undefined if there is none.
 * @throws {UserError} if it is damaged or of another format, or belongs to another suite.
 */
export async function readBaseline(path: string, suite: string): Promise<Baseline | undefined> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (error instanceof UserError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
      return undefined;
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw UserError.at(
      path,
      `not JSON (${messageOf(error)}); restore it from git, or delete it and run \`vouch bless\``,
      { cause: error },
    );
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (format !== BASELINE_FORMAT) {
    throw UserError.at(
      path,
      `baseline format ${String(format)}, this version of Vouch reads format ${BASELINE_FORMAT}; delete it and run \`vouch bless\``,
    );
  }
  const parsed = baselineSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw UserError.at(
      path,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unexpected content'}; restore it from git, or delete it and run \`vouch bless\``,
    );
  }
  if (parsed.data.suite !== suite) {
    throw UserError.at(path, `is the baseline of suite "${parsed.data.suite}", not of "${suite}"`);
  }
  return parsed.data;
}

/** Writes a baseline, one line a promise, so that a diff shows what moved. */
export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, formatBaseline(baseline));
}

/** The text of a baseline file. */
function formatBaseline(baseline: Baseline): string {
  const entries = Object.entries(baseline).map(([key, value]) => {
    if (!Array.isArray(value)) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const lines = value.map((line) => `    ${JSON.stringify(line)}`);
    return `  ${JSON.stringify(key)}: [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}
