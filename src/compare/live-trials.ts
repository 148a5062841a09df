import { UserError } from '../input/user-error.ts';
import type { TrialEvent } from '../run.ts';
import { converse } from '../runner/conversation.ts';
import type { RunHeader, TrialLine } from '../runs/format.ts';
import type { Journal } from '../runs/journal.ts';
import { scoredPromises, type Scorers } from '../scorers/promises.ts';
import { scoreTrial } from '../scorers/score-trial.ts';
import { placeOf } from './live-agents.ts';
import type { LivePlan, LiveTrial } from './live-plan.ts';
import type { Side, SideTrial } from './side.ts';
import { sideOf, sideTrial } from './stored-run.ts';

/** The trials of a live comparison so far. */
export interface LiveTrials {
  /** Plays one trial, or takes it from an earlier run; it is in the run file before it counts. */
  play(trial: LiveTrial): Promise<void>;
  /** A and B with the trials they have. */
  sides(): [Side, Side];
  /** Trials that were taken from earlier runs. */
  reused(): number;
  /** What to tell the user if every further call would fail likewise, or none gave an answer yet: that is no regression. */
  failure(): UserError | undefined;
}

/** Keeps of each trial its verdicts and what it used, not its text. */
export function liveTrials({
  live,
  header,
  folder,
  scorers,
  journal,
  earlier,
  onTrial,
  signal,
}: {
  live: LivePlan;
  header: RunHeader;
  folder: string;
  scorers: Scorers;
  journal: Journal;
  /** Trials of earlier runs by their keys. */
  earlier: ReadonlyMap<string, TrialLine>;
  onTrial?: ((event: TrialEvent) => void) | undefined;
  signal?: AbortSignal | undefined;
}): LiveTrials {
  const { plan, agents } = live;
  const { maxTurns } = plan.suite.conversation;
  const ids = [agents.a.judged.id, agents.b.judged.id];
  const promises = new Map(ids.map((id) => [id, scoredPromises(plan, id, scorers)]));
  const trials = new Map<string, SideTrial[]>(ids.map((id) => [id, []]));
  let reused = 0;
  return {
    async play({ side: { judged, asked, model }, task, repeat }) {
      onTrial?.({ type: 'started' });
      const key = live.keys.get(placeOf(judged.id, task.id, repeat)) ?? '';
      const stored = earlier.get(key);
      if (stored) reused++;
      const answered =
        stored ?? (await converse({ key, agent: asked, task, repeat }, model, { maxTurns, signal }));
      const trial: TrialLine = { ...answered, agent: judged.id, task: task.id, repeat };
      await journal.write(trial);
      const scored = await scoreTrial(trial, task, promises.get(judged.id) ?? []);
      await journal.write(scored);
      trials.get(judged.id)?.push(sideTrial(trial, scored.verdicts));
      onTrial?.({ type: 'finished', trial, scored });
    },
    sides() {
      const run = { folder, header, scoring: header, trials };
      return ids.map((id) => {
        const side = sideOf(run, id);
        // What is not needed is not missing.
        return { ...side, planned: side.trials.length };
      }) as [Side, Side];
    },
    reused: () => reused,
    failure() {
      const all = [...trials.values()].flat();
      const errors = all.flatMap(({ error }) => error ?? []);
      const fatal = errors.find(({ kind }) => kind === 'fatal');
      if (fatal) return new UserError(`no answer: ${fatal.message}`);
      if (errors.length < all.length) return undefined;
      return new UserError(`no call gave an answer: ${errors[0]?.message ?? 'there was none'}`);
    },
  };
}
