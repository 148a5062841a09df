import type { PageData, PagePromise, PageTranscript, PageTrial } from '../reports/html/page-data.ts';
import { hidesNothing, shown } from './parts/visible.tsx';
import type { AnyPageData } from '../reports/html/other-pages.ts';
import { isPromised } from '../reports/promised.ts';
import type { Cell } from '../reports/report.ts';

/** The data of the page with what is looked up often. */
export interface Page {
  readonly data: PageData;
  readonly promises: ReadonlyMap<string, PagePromise & { readonly index: number }>;
  cell(agent: string, promise: string): Cell | undefined;
  /** True of a promise that the agent makes and no trial has a verdict on. */
  lacksVerdicts(agent: string, promise: string): boolean;
  /** Index of a trial, or -1. */
  find(agent: string, task: string, repeat: number): number;
  /** The transcript, if the page holds it. */
  embedded(trial: number): PageTranscript | undefined;
  /** The transcript, or undefined where neither the page nor the server has it. */
  transcript(trial: number): Promise<PageTranscript | undefined>;
}

/** Verdict of one trial on one promise. */
export type VerdictCode = 'k' | 'b' | 'n' | 'u' | '-';

export const VERDICT_WORDS = {
  k: 'kept',
  b: 'broken',
  n: 'not applicable',
  u: 'unscored',
  '-': 'not promised',
} as const satisfies Record<VerdictCode, string>;

/** What the document holds: a run, a comparison or a history. */
export function readData(): AnyPageData {
  const json = textOf('vouch-data');
  // To look at each value takes ten times as long as to read them all: half a second for 20,000 trials.
  return JSON.parse(json, hidesNothing(json) ? undefined : shownText) as AnyPageData;
}

/** The data of a run, and its transcripts as they are asked for. */
export function readPage(data: PageData): Page {
  const cells = new Map(data.report.cells.map((cell) => [`${cell.agent} ${cell.promise}`, cell]));
  const cell = (agent: string, promise: string): Cell | undefined => cells.get(`${agent} ${promise}`);
  const agents = new Map(data.report.agents.map(({ id }, index) => [id, index]));
  const tasks = new Map(data.tasks.map(({ id }, index) => [id, index]));
  const trials = new Map(
    data.trials.map(({ agent, task, repeat }, index) => [`${agent} ${task} ${repeat}`, index]),
  );
  let transcripts: Map<number, PageTranscript> | undefined;
  // Read when first asked for: in a large run it is most of the page.
  const embedded = (trial: number): PageTranscript | undefined => {
    transcripts ??= new Map(JSON.parse(textOf('vouch-transcripts')) as [number, PageTranscript][]);
    return transcripts.get(trial);
  };
  return {
    data,
    promises: new Map(data.promises.map((promise, index) => [promise.id, { ...promise, index }])),
    cell,
    lacksVerdicts: (agent, promise) => !cell(agent, promise) && isPromised(data.report, agent, promise),
    find: (agent, task, repeat) => trials.get(`${agents.get(agent)} ${tasks.get(task)} ${repeat}`) ?? -1,
    embedded,
    async transcript(trial) {
      const here = embedded(trial);
      if (here || data.mode === 'file') return here;
      const response = await fetch(`trials/${trial}.json`);
      if (!response.ok) return undefined;
      const found = (await response.json()) as PageTranscript;
      transcripts?.set(trial, found);
      return found;
    },
  };
}

/** The verdict of a trial on a promise, by the promise's place in the catalogue. */
export function verdictOf(trial: PageTrial, promise: number): VerdictCode {
  return (trial.verdicts[promise] ?? '-') as VerdictCode;
}

/** Names and titles come from outside: made safe to show once, where they enter. Prompts are shown character by character. */
function shownText(key: string, value: unknown): unknown {
  return typeof value === 'string' && key !== 'text' ? shown(value) : value;
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? 'null';
}
