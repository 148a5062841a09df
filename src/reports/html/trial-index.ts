import type { RunHeader, RunLine, ScoredLine, ScoringLine, TrialLine } from '../../runs/format.ts';
import { EffortTally } from './effort.ts';
import type { PageEffort, PageTrial } from './page-data.ts';

const CODES = { kept: 'k', broken: 'b', 'not-applicable': 'n', unscored: 'u' } as const;

/** A run in so few words that a page can hold them of twenty thousand trials. */
export interface RunIndex {
  readonly header: RunHeader;
  /** Promises of the scoring that counts: verdict codes stand in this order. */
  readonly promises: RunHeader['promises'];
  /** What each agent's prompt promises, by agent id, as the scoring that counts found it. */
  readonly made: ReadonlyMap<string, RunHeader['agents'][number]['promises']>;
  readonly trials: readonly IndexedTrial[];
  /** In the order of the header's agents. */
  readonly effort: readonly PageEffort[];
}

/** One trial, and what its transcript would take in a page. */
export interface IndexedTrial {
  readonly id: string;
  readonly trial: PageTrial;
  /** Characters of its turns and verdicts. */
  readonly size: number;
}

/**
 * Reads a run once into its index; undefined if it has no header.
 * @param counted which scoring of the run counts, from 0.
 */
export async function indexRun(
  lines: AsyncIterable<RunLine>,
  counted: number,
): Promise<RunIndex | undefined> {
  let header: RunHeader | undefined;
  let scoring: RunHeader | ScoringLine | undefined;
  let number = -1;
  const trials = new Map<string, Omit<IndexedTrial, 'id'>>();
  const verdicts = new Map<string, { codes: string; size: number }>();
  let places: Places = { agents: new Map(), tasks: new Map(), promises: new Map() };
  let effort: EffortTally[] = [];
  for await (const line of lines) {
    if (line.type === 'run') {
      header = line;
      places = { agents: placesOf(line.agents), tasks: placesOf(line.tasks), promises: new Map() };
      effort = line.agents.map(() => new EffortTally());
    }
    if (line.type === 'run' || line.type === 'scoring') {
      number++;
      if (number !== counted) continue;
      scoring = line;
      places = { ...places, promises: placesOf(line.promises) };
    } else if (line.type === 'trial') {
      const agent = places.agents.get(line.agent);
      const task = places.tasks.get(line.task);
      if (agent === undefined || task === undefined) continue;
      effort[agent]?.add(line);
      trials.set(trialId(line), shortened(line, agent, task));
    } else if (line.type === 'scored' && number === counted) {
      verdicts.set(trialId(line), codesOf(line, places.promises));
    }
  }
  if (!header || !scoring) return undefined;
  return {
    header,
    promises: scoring.promises,
    made: new Map(scoring.agents.map(({ id, promises }) => [id, promises])),
    trials: [...trials].map(([id, { trial, size }]) => {
      const scored = verdicts.get(id);
      return { id, trial: { ...trial, verdicts: scored?.codes ?? '' }, size: size + (scored?.size ?? 0) };
    }),
    effort: effort.map((taken) => taken.totals()),
  };
}

/** What names one trial within its run. */
export function trialId({ agent, task, repeat }: Pick<TrialLine, 'agent' | 'task' | 'repeat'>): string {
  return JSON.stringify([agent, task, repeat]);
}

interface Places {
  readonly agents: ReadonlyMap<string, number>;
  readonly tasks: ReadonlyMap<string, number>;
  readonly promises: ReadonlyMap<string, number>;
}

function placesOf(named: readonly { readonly id: string }[]): Map<string, number> {
  return new Map(named.map(({ id }, index) => [id, index]));
}

function shortened(
  { repeat, turns, error }: TrialLine,
  agent: number,
  task: number,
): Omit<IndexedTrial, 'id'> {
  const size = turns.reduce((sum, turn) => sum + turn.user.length + turn.assistant.length + 200, 100);
  return {
    trial: {
      agent,
      task,
      repeat,
      verdicts: '',
      turns: turns.length,
      ...(error ? { error: error.kind } : {}),
    },
    size,
  };
}

function codesOf(line: ScoredLine, promises: Places['promises']): { codes: string; size: number } {
  const codes = Array.from({ length: promises.size }, () => '-');
  let size = 0;
  for (const { promise, verdict, why, evidence } of line.verdicts) {
    const at = promises.get(promise);
    if (at !== undefined) codes[at] = CODES[verdict];
    size += 100 + why.length;
    for (const { quote, why: reason } of evidence) size += 100 + quote.length + reason.length;
  }
  return { codes: codes.join(''), size };
}
