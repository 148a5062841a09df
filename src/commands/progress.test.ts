import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { TrialEvent } from '../play-trial.ts';
import { createProgress, duration, renderProgress } from './progress.ts';

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

describe('progress', () => {
  it('tells trials done and running, the kept rate so far, the cost and the time left', () => {
    const state = {
      total: 60,
      done: 20,
      before: 0,
      running: 8,
      failed: 1,
      kept: 30,
      judged: 40,
      cost: 0.5,
      began: 0,
    };
    expect(stripVTControlCharacters(renderProgress(state, 40_000))).toBe(
      '███████░░░░░░░░░░░░░ 20/60 trials · 8 running · 1 without an answer · 75 % of promises kept · $0.50 · 1:20 left',
    );
  });

  it('names no cost as long as none is known, and no rate before a verdict', () => {
    const state = {
      total: 4,
      done: 0,
      before: 0,
      running: 1,
      failed: 0,
      kept: 0,
      judged: 0,
      cost: undefined,
      began: 0,
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

  it('says how long in the unit that fits', () => {
    expect([0.42, 12.4, 75, 3729].map(duration)).toEqual(['0.4 s', '12 s', '1:15', '1:02:09']);
  });
});
