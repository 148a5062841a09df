import { pooledRate } from '../stats/clustered.ts';
import type { GatePolicy } from '../suite/gate-policy.ts';
import type { Comparison, UncomparedPromise } from './comparison.ts';
import { type AlarmCause, alarmsOf, type Confirmation, MEAN } from './confirm-alarm.ts';
import type { GateHistory } from './gate-history.ts';
import type { JudgedPromise, Side } from './side.ts';

/** One agent before the gate. */
export interface GatedAgent {
  readonly agent: string;
  /** Of the blocking promises, which decide; undefined if it makes none that can be compared. */
  readonly gate: Comparison | undefined;
  /** Of the others, which are shown. */
  readonly watched: Comparison | undefined;
  /** Of all promises, those that cannot be compared. */
  readonly uncompared: readonly UncomparedPromise[];
  readonly floors: readonly FloorCheck[];
  /** What asking the base again showed, after an alarm against stored answers of a live model. */
  readonly confirmation?: Confirmation | undefined;
  /** What was decided of this pair, for the next gate of it. */
  readonly history?: GateHistory | undefined;
}

/** What became of one absolute floor. */
export interface FloorCheck {
  readonly promise: string;
  readonly floor: number;
  readonly rate: number | undefined;
  /** `undecided`: below the floor, but not for sure; or never judged. */
  readonly verdict: 'met' | 'broken' | 'undecided';
}

/** What a gate decides, with the words to print. */
export interface GateDecision {
  readonly verdict: 'pass' | 'fail' | 'undecided';
  /** Why it failed. */
  readonly failures: readonly string[];
  /** Why it cannot pass. */
  readonly open: readonly string[];
  readonly warnings: readonly string[];
}

/** How heavy a promise weighs in this gate. */
export function severityOf(
  promise: Pick<JudgedPromise, 'id' | 'severity'>,
  policy: GatePolicy,
): JudgedPromise['severity'] {
  return policy.severity[promise.id] ?? promise.severity;
}

/** Decides over all gated agents: any regression of a blocking promise or floor fails, all clear passes. */
export function decideGate(agents: readonly GatedAgent[], policy: GatePolicy): GateDecision {
  const failures = agents.flatMap((agent) => failuresOf(agent));
  const open = agents.flatMap((agent) => openQuestions(agent, policy));
  return {
    verdict: failures.length > 0 ? 'fail' : open.length > 0 ? 'undecided' : 'pass',
    failures,
    open,
    warnings: agents.flatMap((agent) => warningsOf(agent, policy)),
  };
}

function failuresOf({ agent, gate, floors, confirmation }: GatedAgent): string[] {
  return [
    ...alarmsBy({ gate, confirmation }, ['prompt', 'unknown', undefined]).map(
      (alarm) => `${agent}: ${alarmName(alarm)} regressed${causeWords(alarm, confirmation)}`,
    ),
    ...floors
      .filter(({ verdict }) => verdict === 'broken')
      .map(
        ({ promise, floor, rate = 0 }) =>
          `${agent}: ${promise} is kept in ${percent(rate)} of the answers, its floor is ${percent(floor)}`,
      ),
  ];
}

/** Alarms with one of these causes; undefined: nobody asked for the cause. */
function alarmsBy(
  { gate, confirmation }: Pick<GatedAgent, 'gate' | 'confirmation'>,
  causes: readonly (AlarmCause | undefined)[],
): string[] {
  return gate ? alarmsOf(gate).filter((alarm) => causes.includes(confirmation?.causes[alarm])) : [];
}

function alarmName(alarm: string): string {
  return alarm === MEAN ? 'the mean over blocking promises' : alarm;
}

function causeWords(alarm: string, confirmation: Confirmation | undefined): string {
  switch (confirmation?.causes[alarm]) {
    case 'prompt':
      return `; confirmed: ${confirmation.why}, and does better`;
    case 'unknown':
      return ` since the baseline; not confirmed that it is the prompt and not the model: ${confirmation.why}`;
    default:
      return '';
  }
}

function modelWords(confirmation: Confirmation | undefined): string {
  return confirmation?.rounds
    ? `fell, but ${confirmation.why}, and fell too: the model changed, not the prompt`
    : 'fell, but its prompt is the one that was blessed: the model changed, not the prompt';
}

function openQuestions(
  { agent, gate, uncompared, floors, confirmation }: GatedAgent,
  policy: GatePolicy,
): string[] {
  const isOpen = (promise: string): boolean => !policy.waived.includes(promise);
  // The same answers leave nothing open but what is asked of B alone.
  const undecided = (gate?.sameAnswers ? [] : (gate?.promises ?? [])).filter(
    ({ promise, verdict }) => verdict === 'undecided' || (verdict === 'not-tested' && isOpen(promise)),
  );
  const leftOut = uncompared.filter(
    (found) =>
      severityOf({ id: found.promise, severity: found.severity }, policy) === 'block' &&
      isOpen(found.promise),
  );
  return [
    ...alarmsBy({ gate, confirmation }, ['model']).map(
      (alarm) => `${agent}: ${alarmName(alarm)} ${modelWords(confirmation)}; bless a new baseline`,
    ),
    ...together(
      agent,
      [
        ...undecided.filter(({ verdict }) => verdict === 'undecided').map(({ promise }) => promise),
        ...(gate && ['undecided', 'not-tested'].includes(gate.overall.verdict) ? [alarmName(MEAN)] : []),
      ],
      'undecided',
    ),
    ...together(
      agent,
      undecided.filter(({ verdict }) => verdict === 'not-tested').map(({ promise }) => promise),
      'not tested',
    ),
    ...leftOut
      .filter(({ verdict }) => verdict === 'only-a' || verdict === 'not-comparable')
      .map(({ promise, verdict, why }) =>
        verdict === 'only-a'
          ? `${agent}: ${promise} was withdrawn; waive it if that was meant`
          : `${agent}: ${promise} cannot be compared, ${why}`,
      ),
    ...floors
      .filter(({ verdict }) => verdict === 'undecided')
      .map(({ promise, floor, rate }) =>
        rate === undefined
          ? `${agent}: ${promise} has a floor but was never judged`
          : `${agent}: ${promise} is kept in ${percent(rate)} of the answers, below its floor of ${percent(floor)}, but not for sure`,
      ),
  ];
}

function together(agent: string, names: readonly string[], what: string): string[] {
  const last = names.at(-1);
  if (last === undefined) return [];
  const others = names.slice(0, -1).join(', ');
  return [`${agent}: ${others === '' ? `${last} is` : `${others} and ${last} are`} ${what}`];
}

function warningsOf({ agent, gate, watched, uncompared }: GatedAgent, policy: GatePolicy): string[] {
  const regressed = (watched?.promises ?? []).filter(
    ({ promise, severity, verdict }) =>
      verdict === 'regression' && severityOf({ id: promise, severity }, policy) === 'warn',
  );
  const unscored = uncompared.filter(
    ({ promise, severity, verdict }) =>
      verdict === 'not-tested' && severityOf({ id: promise, severity }, policy) === 'block',
  );
  return [
    ...(gate ? [] : [`${agent} makes no blocking promise that can be compared`]),
    ...regressed.map(({ promise }) => `${agent}: ${promise} regressed`),
    ...(unscored.length > 0
      ? [`${agent}: nothing scores ${unscored.map(({ promise }) => promise).join(', ')}`]
      : []),
    ...((gate ?? watched)?.remarks ?? []).map((remark) => `${agent}: ${remark}`),
  ];
}

/** Absolute floors against what B keeps: broken only where the whole 95 % interval that reports show lies below. */
export function checkFloors(side: Pick<Side, 'made' | 'trials'>, policy: GatePolicy): FloorCheck[] {
  return Object.entries(policy.floors)
    .filter(([promise]) => side.made.includes(promise))
    .map(([promise, floor]) => {
      const byTask = new Map<string, number[]>();
      for (const { task, verdicts } of side.trials) {
        const verdict = verdicts.get(promise)?.verdict;
        if (verdict === 'kept' || verdict === 'broken')
          byTask.set(task, [...(byTask.get(task) ?? []), Number(verdict === 'kept')]);
      }
      const found = pooledRate([...byTask.values()]);
      const verdict = !found
        ? 'undecided'
        : found.rate >= floor
          ? 'met'
          : found.interval.high < floor
            ? 'broken'
            : 'undecided';
      return { promise, floor, rate: found?.rate, verdict };
    });
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
