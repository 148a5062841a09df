import { z } from 'zod';
import { compiledLate } from '../input/compiled-late.ts';
import { trustSchema } from '../promises/trust.ts';

/** Raised when an older Vouch could misread a run file. */
export const RUN_FORMAT = 1;

const usage = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
});

const agent = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string(),
  model: z.string(),
  prompt: z.string(),
  promptLine: z.int(),
  promptHash: z.string(),
  fileHash: z.string(),
  /** What its prompt promises, and on which lines of the file. */
  promises: z.array(z.object({ id: z.string(), lines: z.array(z.int()) })),
});

const task = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  stack: z.string(),
  clarity: z.string(),
  metadata: z.record(z.string(), z.string()),
  /** Of the task's and the answers' text. */
  hash: z.string(),
});

const promise = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['block', 'warn', 'info']),
  /** The scorer's id and version, or null where nothing scores this promise. */
  scorer: z.string().nullable(),
  hash: z.string(),
  /** How far the scorer was found to agree with labels, where that was measured. */
  trust: trustSchema.optional(),
});

const asked = z.object({
  agents: z.array(z.string()).optional(),
  model: z.string().optional(),
  batch: z.boolean().optional(),
  filter: z.record(z.string(), z.array(z.string())).optional(),
  firstTasks: z.int().optional(),
});

/** The first line of a run file: all that was judged, and with what. */
const header = z.object({
  type: z.literal('run'),
  format: z.literal(RUN_FORMAT),
  id: z.string(),
  startedAt: z.iso.datetime(),
  vouch: z.string(),
  node: z.string(),
  packages: z.record(z.string(), z.string()),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
  suite: z.object({
    name: z.string(),
    path: z.string(),
    hash: z.string(),
    /** The agent that is never edited. */
    sentinel: z.string().optional(),
  }),
  model: z.object({ provider: z.string(), params: z.record(z.string(), z.unknown()) }),
  protocol: z.int(),
  maxTurns: z.int(),
  repeats: z.int(),
  agents: z.array(agent),
  tasks: z.array(task),
  promises: z.array(promise),
  /** Trials that were planned; fewer trial lines mean an unfinished run. */
  trials: z.int(),
  /** True if every agent was judged by every promise, made or not. */
  allPromises: z.boolean(),
  /** What the command line asked for instead of what the suite says: resuming the run asks for the same. */
  asked: asked.optional(),
  /** True if answers that were stored before the run began were not used. */
  fresh: z.boolean().optional(),
  /** Which of the parts of a run this one is; `trials` are those of the part. */
  shard: z.object({ index: z.int().min(1), of: z.int().min(1) }).optional(),
  /** True if a comparison made the run: comparing again goes on with its trials. */
  comparison: z.boolean().optional(),
});

const storedTurn = z.object({
  user: z.string(),
  assistant: z.string(),
  stopReason: z.string(),
  truncated: z.boolean(),
  servedModel: z.string().optional(),
  usage: usage.optional(),
  cost: z.number().optional(),
  latencyMs: z.number().optional(),
  attempts: z.int().optional(),
  waitedMs: z.number().optional(),
  /** True if an earlier run paid for this answer. */
  reused: z.boolean().optional(),
  /** Whether the assistant was taken to wait for the user, and why; left out where the suite allows one turn only. */
  waits: z.boolean().optional(),
  waitsWhy: z.string().optional(),
});

const trial = z.object({
  type: z.literal('trial'),
  key: z.string(),
  agent: z.string(),
  task: z.string(),
  repeat: z.int(),
  /** Turns that were answered; on an error, those before it. */
  turns: z.array(storedTurn),
  /** Why no (further) answer could be had. */
  error: z
    .object({
      kind: z.string(),
      message: z.string(),
      /** What the failed call used and cost all the same, in tokens and dollars. */
      usage: usage.optional(),
      cost: z.number().optional(),
    })
    .optional(),
});

const evidence = z.object({
  turn: z.int(),
  start: z.int(),
  end: z.int(),
  /** 1-based line of the turn's text at which the evidence begins. */
  line: z.int(),
  /** The text at the place, shortened. */
  quote: z.string(),
  why: z.string(),
});

const verdict = z.object({
  promise: z.string(),
  verdict: z.enum(['kept', 'broken', 'not-applicable', 'unscored']),
  cause: z.string().optional(),
  why: z.string(),
  evidence: z.array(evidence),
  /** What a judge model used for this verdict, and its price in dollars where that is known. */
  usage: usage.optional(),
  cost: z.number().optional(),
  /** True if an earlier run paid for all votes. */
  reused: z.boolean().optional(),
});

const scored = z.object({
  type: z.literal('scored'),
  agent: z.string(),
  task: z.string(),
  repeat: z.int(),
  /** Tells apart what code gave the verdicts; left out by earlier versions. */
  code: z.string().optional(),
  verdicts: z.array(verdict),
});

/** Starts another scoring of the same trials: the scored lines after it replace those before it, once complete. */
const scoring = z.object({
  type: z.literal('scoring'),
  startedAt: z.iso.datetime(),
  vouch: z.string(),
  agents: z.array(agent.pick({ id: true, promises: true })),
  promises: z.array(promise),
});

/** How work on a run ended; a run that was resumed has one for each time. None: the process was killed. */
const ended = z.object({
  type: z.literal('ended'),
  at: z.iso.datetime(),
  /**
   * `whole`: every planned trial has been tried. `decided`: a comparison knew enough before the budget was spent. `no-answers`:
   * every further call would have failed likewise.
   */
  reason: z.enum(['whole', 'decided', 'interrupted', 'max-cost', 'no-answers']),
  /** Trials without an answer whose error may be gone at another try. */
  retryable: z.int().optional(),
  /** How the limit of calls in flight changed: milliseconds since the model was opened, the new limit, and why. */
  limits: z
    .array(
      z.object({
        atMs: z.number(),
        limit: z.int(),
        why: z.enum(['start', 'grow', 'rate-limit']),
        /** Whose calls, where they go to several models. */
        model: z.string().optional(),
      }),
    )
    .optional(),
});

/** Any line of a run file. */
export const runLine = z.discriminatedUnion('type', [header, trial, scored, scoring, ended]);

export const lineChecks = compiledLate(runLine);

export type RunHeader = z.output<typeof header>;
/** What the command line asked for instead of what the suite says. */
export type AskedFor = z.output<typeof asked>;
export type TrialLine = z.output<typeof trial>;
/** One assistant turn as stored. */
export type StoredTurn = z.output<typeof storedTurn>;
export type ScoredLine = z.output<typeof scored>;
export type EndedLine = z.output<typeof ended>;
export type ScoringLine = z.output<typeof scoring>;
export type StoredVerdict = z.output<typeof verdict>;
export type StoredEvidence = z.output<typeof evidence>;
export type RunLine = z.output<typeof runLine>;
