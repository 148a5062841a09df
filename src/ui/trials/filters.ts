import type { PageTrial } from '../../reports/html/page-data.ts';
import type { Page } from '../page.ts';
import { verdictOf } from '../page.ts';
import { CODES } from '../parts/verdict.tsx';
import type { Sorting } from '../parts/table.tsx';

/** Which trials to list; an empty string filters nothing. */
export interface TrialFilter {
  readonly variant: string;
  readonly promise: string;
  readonly verdict: string;
  readonly kind: string;
  readonly text: string;
}

/** A trial with its place in the data and its counts. */
export interface ListedTrial {
  readonly index: number;
  readonly trial: PageTrial;
  readonly kept: number;
  readonly judged: number;
  /** Ids of the promises that it broke. */
  readonly broken: readonly string[];
}

/** Reads a filter from the parameters of the address. */
export function filterOf(params: URLSearchParams): TrialFilter {
  const value = (name: string): string => params.get(name) ?? '';
  return {
    variant: value('variant'),
    promise: value('promise'),
    verdict: value('verdict'),
    kind: value('kind'),
    text: value('q'),
  };
}

/** The trials that fit, in the order asked for. */
export function listTrials(page: Page, filter: TrialFilter, sorting: Sorting): ListedTrial[] {
  const { data } = page;
  const agent = data.report.agents.findIndex(({ id }) => id === filter.variant);
  const promise = page.promises.get(filter.promise)?.index ?? -1;
  const code = CODES[filter.verdict as keyof typeof CODES] as string | undefined;
  const text = filter.text.trim().toLowerCase();
  const listed = data.trials.flatMap((trial, index) => {
    if (filter.variant && trial.agent !== agent) return [];
    if (filter.kind && data.tasks[trial.task]?.kind !== filter.kind) return [];
    if (filter.promise && verdictOf(trial, promise) === '-') return [];
    if (code && !(filter.promise ? verdictOf(trial, promise) === code : trial.verdicts.includes(code)))
      return [];
    if (text && !says(page, trial, index, text)) return [];
    return [counted(page, trial, index)];
  });
  const order = ORDERS[sorting.by as keyof typeof ORDERS] as Order | undefined;
  if (order) listed.sort((a, b) => order(page, a, b));
  return sorting.down ? listed.reverse() : listed;
}

type Order = (page: Page, a: ListedTrial, b: ListedTrial) => number;

const ORDERS = {
  task: ({ data }, a, b) =>
    (data.tasks[a.trial.task]?.title ?? '').localeCompare(data.tasks[b.trial.task]?.title ?? '', 'en'),
  variant: (_, a, b) => a.trial.agent - b.trial.agent,
  kept: (_, a, b) => share(a) - share(b),
  turns: (_, a, b) => a.trial.turns - b.trial.turns,
} satisfies Record<string, Order>;

function share({ kept, judged }: ListedTrial): number {
  return judged === 0 ? 2 : kept / judged;
}

/** Counts the verdicts of a trial. */
export function counted(page: Page, trial: PageTrial, index: number): ListedTrial {
  const broken: string[] = [];
  let kept = 0;
  for (const [at, { id }] of page.data.promises.entries()) {
    const code = verdictOf(trial, at);
    if (code === 'k') kept++;
    if (code === 'b') broken.push(id);
  }
  return { index, trial, kept, judged: kept + broken.length, broken };
}

function says(page: Page, trial: PageTrial, index: number, text: string): boolean {
  const task = page.data.tasks[trial.task];
  if (`${task?.id} ${task?.title} ${task?.stack}`.toLowerCase().includes(text)) return true;
  const turns = page.embedded(index)?.turns ?? [];
  return turns.some(
    (turn) => turn.assistant.toLowerCase().includes(text) || turn.user.toLowerCase().includes(text),
  );
}
