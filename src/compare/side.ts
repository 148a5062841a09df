import type { RunHeader, StoredVerdict } from '../runs/format.ts';

/** Where the conversation of a trial can be read. */
export interface ConversationPlace {
  /** Run folder; undefined where only its verdicts are kept. */
  readonly folder: string | undefined;
  readonly agent: string;
  readonly repeat: number;
}

/** One conversation as far as a comparison needs it: its verdicts and what it cost, not its text. */
export interface SideTrial {
  readonly task: string;
  /** 1-based. */
  readonly repeat: number;
  readonly from: ConversationPlace;
  /** Equal for equal answers: the beginning of the SHA-256 of the assistant's turns. */
  readonly fingerprint: string;
  /** Why there is no (whole) answer. */
  readonly error: { readonly kind: string; readonly message: string } | undefined;
  readonly truncated: boolean;
  readonly servedModels: readonly string[];
  readonly usage: TrialUsage;
  /** By promise id. */
  readonly verdicts: ReadonlyMap<string, StoredVerdict>;
}

/** What one trial used; undefined where the model did not say, never 0 for unknown. */
export interface TrialUsage {
  readonly turns: number | undefined;
  /** Characters of the assistant's turns. */
  readonly characters: number | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Dollars. */
  readonly cost: number | undefined;
  readonly latencyMs: number | undefined;
}

/** A task as it was when a side was run. */
interface SideTask {
  readonly title: string;
  /** Of the task's and the answers' text. */
  readonly hash: string;
}

/** What judged a promise. */
export type JudgedPromise = RunHeader['promises'][number];

/** One of the two things that a comparison compares: one agent at one revision, with the trials it has. */
export interface Side {
  /** What reports call it. */
  readonly label: string;
  readonly agent: string;
  readonly promptHash: string;
  readonly model: string;
  readonly provider: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly protocol: number;
  readonly maxTurns: number;
  /** Where its trials can be read: run id and folder, or a baseline file. */
  readonly source: { readonly id: string; readonly place: string };
  readonly tasks: ReadonlyMap<string, SideTask>;
  /** What was judged, by promise id, in the catalogue's order. */
  readonly promises: ReadonlyMap<string, JudgedPromise>;
  /** Ids of the promises that this agent's answers were judged by, and of those it makes that nothing scores. */
  readonly made: readonly string[];
  readonly trials: readonly SideTrial[];
  /** Trials that were planned for it; fewer are an unfinished run. */
  readonly planned: number;
  /** Trials whose scores stem from an earlier, complete scoring, or are missing because scoring did not end. */
  readonly unscored: number;
}
