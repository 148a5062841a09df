import type { Agent } from '../agents/agent.ts';
import type { Task } from '../datasets/task.ts';

/** One message of a conversation. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** What a model is asked: the next assistant turn of one trial. */
export interface ModelRequest {
  /** Key of the trial: equal keys and turns may share one stored answer. */
  readonly key: string;
  readonly agent: Agent;
  readonly task: Task;
  /** 1-based repeat of this agent and task. */
  readonly repeat: number;
  /** Ends with a user message. */
  readonly messages: readonly Message[];
}

/** Counts of tokens that one or more calls used, as the provider bills them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** What a call was billed for; the cost, in dollars, is undefined when the price is not known. */
export interface Spent {
  readonly usage: Usage;
  readonly cost?: number | undefined;
}

/** One assistant turn. */
export interface ModelAnswer {
  readonly text: string;
  /** True if the provider cut the answer off (`max_tokens`, context window): it must not be scored as if whole. */
  readonly truncated: boolean;
  /** The provider's own word for why the answer ended. */
  readonly stopReason: string;
  /** The model that answered, as the provider names it; undefined for recorded answers. */
  readonly servedModel?: string | undefined;
  readonly usage?: Usage | undefined;
  /** Dollars; undefined when the price or the usage is unknown, never 0 for unknown. */
  readonly cost?: number | undefined;
  /** Time from the request to the whole answer, without waiting on limits; undefined for recorded answers. */
  readonly latencyMs?: number | undefined;
  /** Calls that were sent for this answer, failed ones included; undefined for recorded answers. */
  readonly attempts?: number | undefined;
  /** Time spent waiting on limits and between attempts, in milliseconds; no part of `latencyMs`. */
  readonly waitedMs?: number | undefined;
  /** True if the answer was stored by an earlier call: this run did not pay for it. */
  readonly reused?: boolean | undefined;
  /**
   * Only recorded conversations know how they went on: the user's recorded next message, or null where the recording
   * ends. Undefined lets the conversation protocol decide.
   */
  readonly recordedReply?: string | null | undefined;
}

/** A source of answers. */
export interface Model {
  /** `replay`, `anthropic`, …: where answers come from. */
  readonly provider: string;
  /**
   * The resolved model id that will answer for this agent (`claude-sonnet-5-5`; `replay`).
   * @throws {UserError} if the agent's own `model` is not known.
   */
  modelId(agent: Agent): string;
  /** Everything that shapes an answer besides the messages: part of the trial key. */
  readonly params: Readonly<Record<string, unknown>>;
  /** @throws {ModelError} when no answer could be had; other errors are bugs. */
  answer(request: ModelRequest, signal?: AbortSignal): Promise<ModelAnswer>;
  /** Trials that this model wants at work at once, instead of the suite's concurrency: a batch wants all of a round. */
  readonly parallelTrials?: number | undefined;
  /** True if answers come in batches, hours later: one look at results is one batch, and an interrupt waits for none. */
  readonly inBatches?: boolean | undefined;
  /**
   * Dollars that a call of this agent costs with this usage, at the prices that the suite gave or that are known; undefined if
   * neither says.
   */
  costOf?(agent: Agent, usage: Usage): number | undefined;
  /** How the limit of calls in flight changed so far. */
  limits?(): readonly LimitChange[];
  /** Frees connections and timers; no call may follow. */
  close?(): Promise<void>;
}

/** A change of the number of calls that may be in flight. */
export interface LimitChange {
  /** Milliseconds since the model was opened. */
  readonly atMs: number;
  /** Calls in flight from then on. */
  readonly limit: number;
  readonly why: 'start' | 'grow' | 'rate-limit';
  /** Whose calls; undefined where all calls go to one model. */
  readonly model?: string | undefined;
}

/** Why a call gave no answer. `missing`: a recording has none. `fatal`: every further call would fail likewise. */
export type ModelErrorCause =
  | 'missing'
  | 'rate-limit'
  | 'overloaded'
  | 'timeout'
  | 'network'
  | 'refused'
  | 'bad-request'
  | 'fatal';

/** A call that gave no answer: data about one trial, the run goes on. */
export class ModelError extends Error {
  override name = 'ModelError' as const;
  readonly kind: ModelErrorCause;
  /** What the call used and cost all the same: a refusal is paid for. */
  readonly spent: Spent | undefined;

  constructor(kind: ModelErrorCause, message: string, spent?: Spent) {
    super(message);
    this.kind = kind;
    this.spent = spent;
  }
}
