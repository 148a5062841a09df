import type { RunLine } from '../runs/format.ts';
import type { TrialBody } from '../runs/trial-body.ts';
import type { TrialPlace } from '../runs/trial-grid.ts';
import type { Comparison } from '../compare/comparison.ts';
import type { ReportedGate } from './gate-document.ts';
import type { History } from './history/history.ts';
import { inertJson } from './plain.ts';
import type { RunIndex } from './html/trial-index.ts';
import type { Report } from './report.ts';

/** What a reporter may know besides its subject. */
export interface View {
  /** Columns at hand. */
  readonly width: number;
  /** How many examples to show. */
  readonly examples: number;
  /** Show rates with the scorers' measured errors taken out, where they can be. */
  readonly corrected: boolean;
  /** File to which a summary of this CI step is appended, if there is one. */
  readonly stepSummary?: string | undefined;
}

/** Text, whole or in parts. */
export type Text = string | AsyncIterable<string>;

/** A form in which a subject (a run, a comparison, a gate, a history) is told: a function of one object. */
export interface Reporter<Subject> {
  /** What it gives, for the help text. */
  readonly about: string;
  /** True if its text is one document, which other text on the same output would spoil. */
  readonly isDocument: boolean;
  readonly render: (subject: Subject, view: View) => Text | Promise<Text>;
}

/** Reporters by the name that `--reporter` takes. */
export type Reporters<Subject> = Readonly<Record<string, Reporter<Subject>>>;

/** A run to report. */
export interface ReportedRun {
  readonly report: Report;
  /** Which scoring of the run the report counts: 0 is its own, 1 the first that was added, and so on. */
  readonly scoring: number;
  /** What a page lists of each trial, where it is known already. */
  readonly index?: RunIndex | undefined;
  /**
   * The run's lines from the first on, for what a report does not keep; each call reads them anew. Trials that are not `wanted`
   * may be left out.
   */
  readonly lines: (wanted?: (trial: TrialPlace) => boolean) => AsyncIterable<RunLine>;
  /** What the lines of these trials say in the scoring that counts, where it is known at which places they stand. */
  readonly bodies?: ((trials: readonly TrialPlace[]) => AsyncIterable<TrialBody>) | undefined;
}

/** A JSON document of a subject. */
export function jsonText(value: unknown): string {
  return inertJson(value, 2);
}

/** How a run can be reported. What a reporter needs is loaded when it is used. */
export const RUN_REPORTERS: Reporters<ReportedRun> = {
  terminal: {
    about: 'table and examples that fit the terminal',
    isDocument: false,
    render: async ({ report }, view) => (await import('./terminal.ts')).renderTerminal(report, view),
  },
  markdown: {
    about: 'the same for a pull request comment (at most 65,536 characters)',
    isDocument: true,
    render: async ({ report }, { corrected }) =>
      (await import('./markdown.ts')).renderMarkdown(report, { corrected }),
  },
  json: {
    about: 'the whole report as one JSON document',
    isDocument: true,
    render: ({ report }) => jsonText(report),
  },
  html: {
    about: 'one page to open in a browser: matrix, prompt coverage, every trial with its evidence',
    isDocument: true,
    render: async (run) => (await import('./html/html.ts')).renderHtml(run),
  },
  junit: {
    about: 'JUnit XML: one test case for each agent and promise, failed where the promise was broken',
    isDocument: true,
    render: async ({ report }) => (await import('./junit.ts')).renderJunit(report),
  },
  github: {
    about: 'annotations on the lines of the agent files whose promises broke, and the step summary',
    isDocument: false,
    render: async ({ report }, view) => (await import('./github.ts')).reportRunToGithub(report, view),
  },
  csv: {
    about: 'one row for each verdict, safe to open in a spreadsheet',
    isDocument: true,
    render: async (run) => (await import('./csv.ts')).renderCsv(run),
  },
  promptfoo: {
    about: 'a results file for `promptfoo import`: a column for each agent, a metric for each promise',
    isDocument: true,
    render: async (run) => (await import('./promptfoo/results.ts')).promptfooResults(run),
  },
};

/** How a history of runs can be reported. */
export const HISTORY_REPORTERS: Reporters<History> = {
  terminal: {
    about: 'what changed since the night before, and each promise over the nights',
    isDocument: false,
    render: async (history, view) => (await import('./history/history-text.ts')).renderHistory(history, view),
  },
  markdown: {
    about: 'the same for a comment (at most 65,536 characters)',
    isDocument: true,
    render: async (history) => (await import('./history/history-markdown.ts')).renderHistoryMarkdown(history),
  },
  json: {
    about: 'the whole history as one JSON document',
    isDocument: true,
    render: jsonText,
  },
  html: {
    about: 'one page to open in a browser: what changed, and a line for each promise',
    isDocument: true,
    render: async (history) =>
      (await import('./html/html.ts')).renderOtherPage({ format: 1, kind: 'history', history }),
  },
};

/** How a comparison can be reported. */
export const COMPARISON_REPORTERS: Reporters<Comparison> = {
  terminal: {
    about: 'table, sentences and flipped tasks that fit the terminal',
    isDocument: false,
    render: async (comparison, view) =>
      (await import('./comparison-text.ts')).renderComparison(comparison, view),
  },
  markdown: {
    about: 'the same for a pull request comment (at most 65,536 characters)',
    isDocument: true,
    render: async (comparison) =>
      (await import('./comparison-markdown.ts')).renderComparisonMarkdown(comparison),
  },
  json: {
    about: 'the whole comparison as one JSON document',
    isDocument: true,
    render: jsonText,
  },
  html: {
    about: 'one page to open in a browser: differences with their intervals, flipped tasks, evidence, cost',
    isDocument: true,
    render: async (comparison) => {
      const { comparisonPage } = await import('./html/other-pages.ts');
      return (await import('./html/html.ts')).renderOtherPage(comparisonPage(comparison));
    },
  },
};

/** How the decision of a gate can be reported. */
export const GATE_REPORTERS: Reporters<ReportedGate> = {
  terminal: {
    about: "each agent's comparison and the decision",
    isDocument: false,
    render: async ({ document: { agents, notes, ...decision } }, view) =>
      (await import('./gate-text.ts')).renderGate(agents, decision, notes, view),
  },
  markdown: {
    about: 'decision, reasons and comparisons for a pull request comment (at most 65,536 characters)',
    isDocument: true,
    render: async ({ document }) => (await import('./gate-markdown.ts')).renderGateMarkdown(document),
  },
  json: {
    about: 'the decision and all comparisons as one JSON document, as in gate.json',
    isDocument: true,
    render: ({ document }) => jsonText(document),
  },
  github: {
    about: 'annotations on the lines of the agent files whose promises regressed, and the step summary',
    isDocument: false,
    render: async (gate, view) => (await import('./gate-github.ts')).reportGateToGithub(gate, view),
  },
  html: {
    about: 'one page to open in a browser: the decision and every comparison behind it',
    isDocument: true,
    render: async ({ document }) => {
      const { gatePage } = await import('./html/other-pages.ts');
      return (await import('./html/html.ts')).renderOtherPage(gatePage(document));
    },
  },
};
