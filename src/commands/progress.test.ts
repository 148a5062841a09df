import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { BatchCounts } from '../models/batch/batches-api.ts';
import type { BatchStatus } from '../models/batch/batch-status.ts';
import type { TrialEvent } from '../play-trial.ts';
import { duration } from './duration.ts';
import { createProgress, type ProgressState, renderProgress } from './progress.ts';

function finished(verdicts: ('kept' | 'broken' | 'unscored')[], cost?: number, failed = false): TrialEvent {
  const turn = {
    user: 'u',
    assistant: 'a',
    stopReason: 'end_turn',
    truncated: false,
    waits: false,
    waitsWhy: '',
    ...(cost === undefined ? {} : { cost }),
  };
  return {
    type: 'finished',
    trial: {
      type: 'trial',
      key: '',
      agent: 'a',
      task: 't',
      repeat: 1,
      turns: [turn],
      ...(failed ? { error: { kind: 'network', message: 'm' } } : {}),
    },
    scored: {
      type: 'scored',
      agent: 'a',
      task: 't',
      repeat: 1,
      verdicts: verdicts.map((verdict) => ({ promise: 'p', verdict, why: '', evidence: [] })),
    },
  };
}

const IDLE: ProgressState = {
  total: 0,
  done: 0,
  before: 0,
  running: 0,
  failed: 0,
  kept: 0,
  judged: 0,
  cost: undefined,
  began: 0,
  batches: new Map(),
};

describe('progress', () => {
  it('tells trials done and running, the kept rate so far, the cost and the time left', () => {
    const state = {
      ...IDLE,
      total: 60,
      done: 20,
      before: 0,
      running: 8,
      failed: 1,
      kept: 30,
      judged: 40,
      cost: 0.5,
    };
    expect(stripVTControlCharacters(renderProgress(state, 40_000))).toBe(
      '███████░░░░░░░░░░░░░ 20/60 trials · 8 running · 1 without an answer · 75 % of promises kept · $0.50 · 1:20 left',
    );
  });

  it('leaves out what a narrow terminal has no room for, and never the trials and the time left', () => {
    const state = { ...IDLE, total: 60, done: 20, running: 8, failed: 1, kept: 30, judged: 40, cost: 0.5 };
    const at = (width: number): string => stripVTControlCharacters(renderProgress(state, 40_000, width));
    expect(at(100)).toBe(
      '███░░░░░ 20/60 trials · 8 running · 1 without an answer · 75 % of promises kept · $0.50 · 1:20 left',
    );
    expect(at(95)).toBe(
      '20/60 trials · 8 running · 1 without an answer · 75 % of promises kept · $0.50 · 1:20 left',
    );
    expect(at(80)).toBe('███████░░░░░░░░░░░░░ 20/60 trials · 8 running · 1 without an answer · 1:20 left');
    expect(at(50)).toBe('████░░░░░░░░ 20/60 trials · 8 running · 1:20 left');
    expect(at(10)).toBe('20/60 trials · 1:20 left');
  });

  it('writes no colours into a log', () => {
    const stream = new PassThrough();
    const progress = createProgress({ stream: stream as unknown as NodeJS.WriteStream, live: false });
    progress.hear({ type: 'planned', trials: 1 });
    vi.stubEnv('FORCE_COLOR', '1');
    progress.hear(finished(['kept'], 0.5, true));
    progress.done();
    vi.unstubAllEnvs();
    expect(String(stream.read())).toMatch(/\n█+ 1\/1 trials · 1 without an answer/);
  });

  it('goes on counting when more is planned, agent by agent', () => {
    const stream = new PassThrough();
    const progress = createProgress({ stream: stream as unknown as NodeJS.WriteStream, live: false });
    for (let agent = 0; agent < 2; agent++) {
      progress.hear({ type: 'planned', trials: 2 });
      for (let trial = 0; trial < 2; trial++) {
        progress.hear({ type: 'started' });
        progress.hear(finished(['kept']));
      }
    }
    progress.done();
    expect(stripVTControlCharacters(String(stream.read()))).toContain('4/4 trials');
  });

  it.each([true, false])('says nothing where nothing is run (live: %s)', (live) => {
    const stream = new PassThrough();
    const progress = createProgress({ stream: stream as unknown as NodeJS.WriteStream, live });
    progress.hear({ type: 'planned', trials: 0 });
    progress.done();
    expect(stripVTControlCharacters(String(stream.read() ?? ''))).toBe('');
  });

  it('names no cost as long as none is known, and no rate before a verdict', () => {
    const state = {
      ...IDLE,
      total: 4,
      running: 1,
    };
    expect(stripVTControlCharacters(renderProgress(state, 500))).toBe(
      '░░░░░░░░░░░░░░░░░░░░ 0/4 trials · 1 running · 0.5 s',
    );
  });

  it('writes a line for every tenth of the trials into a log, and each state once', () => {
    const log = new PassThrough();
    const progress = createProgress({
      stream: log as unknown as NodeJS.WriteStream,
      live: false,
      now: () => 0,
    });
    progress.hear({ type: 'planned', trials: 40 });
    for (let trial = 0; trial < 40; trial++) {
      progress.hear({ type: 'started' });
      progress.hear(finished(['kept', 'broken', 'unscored']));
    }
    progress.done();
    const lines = stripVTControlCharacters(String(log.read())).trimEnd().split('\n');
    expect(lines.map((line) => /\d+\/40/.exec(line)?.[0])).toEqual(
      [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40].map((done) => `${done}/40`),
    );
    expect(lines.at(-1)).toContain('50 % of promises kept');
  });

  const batch = (counts: Partial<BatchCounts>, status: Partial<BatchStatus> = {}): BatchStatus => ({
    id: 'msgbatch_1',
    state: 'in_progress',
    counts: { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0, ...counts },
    createdMs: 0,
    isPickedUp: false,
    ...status,
  });

  it('tells how the batches stand, and guesses no time left, for nobody knows it', () => {
    const batches = [batch({ succeeded: 57, expired: 3 }, { state: 'ended' }), batch({ processing: 31 })];
    const state = {
      ...IDLE,
      total: 60,
      done: 29,
      before: 0,
      running: 31,
      cost: 0.5,
      batches: new Map(batches.map((status, index) => [String(index), status])),
    };
    expect(stripVTControlCharacters(renderProgress(state, 75_000))).toBe(
      '██████████░░░░░░░░░░ 29/60 trials · 31 running · $0.50 · 1 of 2 batches in progress (31 processing, 57 succeeded, 3 expired of 91) · 1:15',
    );
  });

  it('writes into a log when a batch begins, ends or is left, not each time that it was asked for', () => {
    const log = new PassThrough();
    const stream = log as unknown as NodeJS.WriteStream;
    const progress = createProgress({ stream, live: false, now: () => 90_000 });
    progress.hearOfBatch(batch({ processing: 2 }));
    progress.hearOfBatch(batch({ processing: 2 }));
    progress.hearOfBatch(batch({ succeeded: 1, errored: 1 }, { state: 'ended' }));
    progress.hearOfBatch(batch({ processing: 1 }, { id: 'b\u001b[2J', state: 'left', isPickedUp: true }));
    expect(String(log.read()).split('\n')).toEqual([
      'batch msgbatch_1 in progress: 2 requests, created 1970-01-01T00:00Z',
      'batch msgbatch_1 ended after 1:30: 1 succeeded, 1 errored of 2',
      expect.stringMatching(
        /^batch b.*\(picked up\) goes on without this process \(1 request\); the same command picks/,
      ),
      '',
    ]);
  });

  it('says how long in the unit that fits', () => {
    expect([0.42, 12.4, 75, 3729].map(duration)).toEqual(['0.4 s', '12 s', '1:15', '1:02:09']);
  });
});
