import type { StoredTurn, StoredVerdict } from '../../runs/format.ts';
import type { Report } from '../report.ts';

/** All that the HTML page knows of a run when it opens: shared by the builder and by `src/ui`. Plain JSON. */
export interface PageData {
  readonly format: 1;
  /** `file`: the page stands alone. `view`: transcripts that are not embedded come from `trials/<index>.json`. */
  readonly mode: 'file' | 'view';
  readonly report: Report;
  /** In the order of the report's agents. */
  readonly prompts: readonly PagePrompt[];
  readonly tasks: readonly PageTask[];
  /** Every promise of the catalogue, scored or not. Verdict codes stand in this order. */
  readonly promises: readonly PagePromise[];
  /** Every trial of the run, in the order in which it begins them. */
  readonly trials: readonly PageTrial[];
  /** Trials whose transcripts are embedded; the others are in the run folder only. */
  readonly embedded: number;
  /** In the order of the report's agents. */
  readonly effort: readonly PageEffort[];
}

export interface PageTask {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly stack: string;
  readonly clarity: string;
}

export interface PagePromise {
  readonly id: string;
  readonly title: string;
  readonly severity: 'block' | 'warn' | 'info';
  readonly scored: boolean;
}

/** One agent's prompt, line by line. */
export interface PagePrompt {
  readonly agent: string;
  readonly lines: readonly PromptLine[];
  /** Statements of behaviour, and how many of them make at least one promise. */
  readonly statements: number;
  readonly coveredStatements: number;
  readonly promises: number;
  readonly scoredPromises: number;
}

/** One line of a prompt as written. */
export interface PromptLine {
  /** 1-based line of the agent's file. */
  readonly line: number;
  readonly text: string;
  /** Ids of the promises that it makes. */
  readonly promises: readonly string[];
  /** True if it states behaviour and no promise of the catalogue knows it. */
  readonly unchecked: boolean;
}

/** One trial in short. */
export interface PageTrial {
  /** Index into the report's agents. */
  readonly agent: number;
  /** Index into the tasks. */
  readonly task: number;
  readonly repeat: number;
  /** One code a promise: `k` kept, `b` broken, `n` not applicable, `u` unscored, `-` not judged. */
  readonly verdicts: string;
  readonly turns: number;
  /** Why no (further) answer could be had: the error's kind. */
  readonly error?: string;
}

/** One trial in full. */
export interface PageTranscript {
  readonly turns: readonly StoredTurn[];
  readonly error?: { readonly kind: string; readonly message: string };
  readonly verdicts: readonly StoredVerdict[];
}

/** What the report does not tell of one agent's answers. */
export interface PageEffort {
  /** Turns whose calls were counted; recorded answers took none. */
  readonly counted: number;
  /** Latencies of turns in milliseconds, ascending; of many, evenly spaced quantiles of them. */
  readonly latencies: readonly number[];
}
