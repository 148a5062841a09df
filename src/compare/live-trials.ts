import type { Task } from '../datasets/task.ts';
import { UserError } from '../input/user-error.ts';
import { playTrial, type Stage, type TrialEvent } from '../play-trial.ts';
import { converse } from '../runner/conversation.ts';
import type { RunHeader, TrialLine } from '../runs/format.ts';
import type { Journal } from '../runs/journal.ts';
import type { Scoring } from '../scorers/scoring.ts';
import { trialId } from '../runs/trial-grid.ts';
import type { SideAgent } from './live-agents.ts';
import type { Plan } from '../suite/plan.ts';
import type { Side, SideTrial } from './side.ts';
import { sideOf, sideTrial } from './stored-run.ts';

/** One trial that a live comparison may need. */
export interface LiveTrial {
  readonly side: SideAgent;
  readonly task: Task;
  readonly repeat: number;
}

/** The trials of a live comparison so far. */
export interface LiveTrials {
  /** Plays one trial, or takes it from an earlier run; it is in the run file before it counts. */
  play(trial: LiveTrial): Promise<TrialLine>;
  /** One agent with the trials it has. */
  side(agent: SideAgent): Side;
  /** Trials that were taken from earlier runs. */
  reused(): number;
  /** What to tell the user if every further call would fail likewise, or none gave an answer yet: that is no regression. */
  failure(): UserError | undefined;
}

/** Keeps of each trial its verdicts and what it used, not its text. */
export function liveTrials({
  plan,
  agents,
  keys,
  header,
  folder,
  scoring,
  journal,
  earlier,
  onTrial,
  signal,
}: {
  plan: Plan;
  agents: readonly SideAgent[];
  /** Trial keys by `trialId`. */
  keys: ReadonlyMap<string, string>;
  header: RunHeader;
  folder: string;
  scoring: Scoring;
  journal: Journal;
  /** Trials of earlier runs by their keys. */
  earlier: ReadonlyMap<string, TrialLine>;
  onTrial?: ((event: TrialEvent) => void) | undefined;
  signal?: AbortSignal | undefined;
}): LiveTrials {
  const { maxTurns } = plan.suite.conversation;
  const ids = agents.map(({ judged }) => judged.id);
  const trials = new Map<string, SideTrial[]>(ids.map((id) => [id, []]));
  const stage: Stage = { journal, scoring, onTrial };
  let reused = 0;
  return {
    async play({ side: { judged, asked, model }, task, repeat }) {
      const key = keys.get(trialId({ agent: judged.id, task: task.id, repeat })) ?? '';
      const stored = earlier.get(key);
      if (stored) reused++;
      const answer = async (): Promise<TrialLine> => {
        const answered =
          (stored && paidBefore(stored)) ??
          (await converse({ key, agent: asked, task, repeat }, model, { maxTurns, signal }));
        return { ...answered, agent: judged.id, task: task.id, repeat };
      };
      const { trial, scored } = await playTrial(task, answer, stage);
      trials.get(judged.id)?.push(sideTrial(trial, scored.verdicts, folder));
      return trial;
    },
    side: ({ judged }) => sideOf({ folder, header, scoring: header, trials, ended: 'decided' }, judged.id),
    reused: () => reused,
    failure() {
      const all = [...trials.values()].flat();
      const errors = all.flatMap(({ error }) => error ?? []);
      const fatal = errors.find(({ kind }) => kind === 'fatal');
      if (fatal) return new UserError(`no answer: ${fatal.message}`);
      if (errors.length < all.length || all.length === 0) return undefined;
      return new UserError(`no call gave an answer: ${errors[0]?.message ?? 'there was none'}`);
    },
  };
}

function paidBefore(trial: TrialLine): TrialLine {
  return { ...trial, turns: trial.turns.map((turn) => ({ ...turn, reused: true })) };
}
