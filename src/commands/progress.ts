import { stripVTControlCharacters, styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { BatchStatus } from '../models/batch/batch-status.ts';
import type { TrialEvent } from '../play-trial.ts';
import { paidFor } from '../runs/paid.ts';
import { batchesText, batchLine } from './batch-text.ts';
import { duration } from './duration.ts';

/** Shows how a run goes; every method is cheap enough to call for each trial. */
export interface Progress {
  hear(event: TrialEvent): void;
  hearOfBatch(status: BatchStatus): void;
  /** Leaves the last state on the screen. */
  done(): void;
}

/** Where progress is written, and how. */
export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  /** Redraw in place (a terminal), or print a line now and then (a log). */
  readonly live: boolean;
  readonly now?: () => number;
}

/** Live progress of a run: done, running, kept rate so far, time left, cost. */
export function createProgress({ stream, live, now = Date.now }: ProgressOptions): Progress {
  const state: ProgressState = {
    total: 0,
    done: 0,
    before: 0,
    running: 0,
    failed: 0,
    kept: 0,
    judged: 0,
    cost: undefined,
    began: now(),
    batches: new Map(),
  };
  const draw = live ? createLogUpdate(stream) : undefined;
  let nextLine = 0;
  let lastDrawn = 0;
  let clock: NodeJS.Timeout | undefined;
  const show = (last: boolean): void => {
    if (state.total === 0) return;
    if (draw) {
      // Redrawing for every trial of a fast run would cost more than the run.
      if (!last && now() - lastDrawn < 60) return;
      lastDrawn = now();
      draw(renderProgress(state, now(), stream.columns));
    } else if (last ? state.done !== nextLine - logStep(state) : state.done >= nextLine) {
      stream.write(`${stripVTControlCharacters(renderProgress(state, now()))}\n`);
      nextLine = state.done + logStep(state);
    }
  };
  return {
    hear(event) {
      count(state, event, now());
      show(false);
    },
    hearOfBatch(status) {
      const before = state.batches.get(status.id)?.state;
      state.batches.set(status.id, status);
      const line = batchLine(status, now());
      if (!draw) {
        if (status.state !== before) stream.write(`${line}\n`);
        return;
      }
      if (status.state === 'left') draw.persist(line);
      // For hours nothing else may happen that would move the time on.
      clock ??= setInterval(() => show(false), 1000).unref();
      show(false);
    },
    done() {
      clearInterval(clock);
      show(true);
      draw?.done();
    },
  };
}

/** Counts of a run under way. */
export interface ProgressState {
  total: number;
  done: number;
  /** Trials that were done before the run was resumed. */
  before: number;
  running: number;
  failed: number;
  kept: number;
  judged: number;
  /** Dollars that this run paid; undefined until a price is known. */
  cost: number | undefined;
  /** Milliseconds. */
  began: number;
  /** By id: how each batch was last heard to stand. */
  batches: Map<string, BatchStatus>;
}

function count(state: ProgressState, event: TrialEvent, now: number): void {
  switch (event.type) {
    case 'planned':
      // A gate plans more than once: agent by agent, and when it asks a base again.
      if (state.total === 0) state.began = now;
      state.total = state.done + event.trials;
      state.before += event.done ?? 0;
      state.done += event.done ?? 0;
      return;
    case 'started':
      state.running++;
      return;
    case 'given-up':
      state.running--;
      return;
    case 'finished':
      state.running--;
      state.done++;
      if (event.trial.error) state.failed++;
      for (const { verdict } of event.scored.verdicts) {
        if (verdict === 'kept') state.kept++;
        if (verdict === 'kept' || verdict === 'broken') state.judged++;
      }
      for (const line of [event.trial, event.scored]) {
        const paid = paidFor(line);
        if (paid !== undefined) state.cost = (state.cost ?? 0) + paid;
      }
  }
}

/** One line: bar, trials done and running, kept rate so far, cost, time left; less of it where `width` columns have no room for all. */
export function renderProgress(state: ProgressState, now: number, width = Infinity): string {
  const parts = [`${state.done}/${state.total} trials`];
  if (state.running > 0) parts.push(`${state.running} running`);
  if (state.failed > 0) parts.push(styleText('red', `${state.failed} without an answer`));
  if (state.judged > 0) parts.push(`${Math.round((100 * state.kept) / state.judged)} % of promises kept`);
  if (state.cost !== undefined) parts.push(`$${state.cost.toFixed(2)}`);
  const elapsed = (now - state.began) / 1000;
  const batches = batchesText([...state.batches.values()]);
  if (batches !== '') parts.push(batches);
  // Trials of one batch end together: how many have ended says nothing of when the others will.
  const played = state.done - state.before;
  if (played > 0 && state.done < state.total && state.batches.size === 0)
    parts.push(`${duration((elapsed / played) * (state.total - state.done))} left`);
  else parts.push(duration(elapsed));
  const lengthOf = (): number => stripVTControlCharacters(parts.join(' · ')).length;
  // A line that fills the last column wraps on some terminals.
  while (parts.length > 2 && lengthOf() >= width) parts.splice(-2, 1);
  const bar = barOf(state, Math.min(BAR, width - 2 - lengthOf()));
  return bar + parts.join(' · ');
}

const BAR = 20;
const LEAST_BAR = 5;

function barOf({ done, total }: ProgressState, size: number): string {
  if (size < LEAST_BAR) return '';
  const filled = total === 0 ? 0 : Math.round((done / total) * size);
  return `${styleText('green', '█'.repeat(filled))}${styleText('dim', '░'.repeat(size - filled))} `;
}

function logStep({ total }: ProgressState): number {
  return Math.max(1, Math.ceil(total / 10));
}
