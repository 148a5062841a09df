import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../input/json.ts';
import { runFolders } from '../runs/run-folders.ts';
import { contentHash } from '../suite/trial-key.ts';
import type { CompareOptions } from './compare.ts';
import { alarmsOf, MEAN } from './confirm-alarm.ts';
import type { Comparison } from './comparison.ts';
import type { Side } from './side.ts';

/** The file of a gate's decision in a run folder. */
export const GATE_FILE = 'gate.json';

const historySchema = z.object({
  pair: z.string(),
  firstAt: z.iso.datetime(),
  open: z.array(z.string()).optional(),
  alarms: z.array(z.string()),
});

/** What was decided of a pair so far: an alarm stays one, and what was not cleared at first is not tried again. */
export interface GateHistory {
  /** SHA-256 over what is compared, and by which levels: another policy is another gate. */
  readonly pair: string;
  readonly firstAt: string;
  /** Promises that the first gate without missing answers left open; `''` is the mean over promises. */
  readonly open?: readonly string[] | undefined;
  /** Promises that any gate of this pair called regressions. */
  readonly alarms: readonly string[];
}

/** Names a pair before the gate: the stored answers of the base, and the agent that is to replace it. */
export function gatedPair(a: Side, b: Side, options: CompareOptions): string {
  // Not `alpha`: it is shared among the agents before the gate, and another agent makes no other pair.
  const { clearAlpha, margin, overallMargin, family = [] } = options;
  return contentHash({
    base: [a.source.id, a.agent, a.promptHash],
    candidate: [b.agent, b.promptHash, b.model, b.provider, b.params, b.protocol, b.maxTurns],
    tasks: [...b.tasks].map(([id, { hash }]) => [id, hash]).toSorted(),
    family: family.map((id) => [id, b.promises.get(id)?.scorer, b.promises.get(id)?.hash]),
    levels: [clearAlpha, margin, overallMargin],
  });
}

const gateFile = z.object({ agents: z.array(z.object({ history: historySchema.optional() })) });

/** What earlier gates of a pair decided, from the run folders they were written to; undefined if there was none. */
export async function findHistory(output: string, pair: string): Promise<GateHistory | undefined> {
  const found: GateHistory[] = [];
  for (const folder of await runFolders(output)) {
    const text = await readFile(join(folder, GATE_FILE), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const parsed = gateFile.safeParse(parseJson(text));
    found.push(...(parsed.data?.agents ?? []).flatMap(({ history }) => history ?? []));
  }
  const ofPair = found
    .filter((history) => history.pair === pair)
    .sort((x, y) => (x.firstAt < y.firstAt ? -1 : 1));
  const [first] = ofPair;
  if (!first) return undefined;
  const looked = ofPair.find(({ open }) => open !== undefined);
  return { ...first, open: looked?.open, alarms: [...new Set(ofPair.flatMap(({ alarms }) => alarms))] };
}

/** The history with one more comparison. */
export function historyAfter(
  before: GateHistory | undefined,
  pair: string,
  found: Comparison,
  now: Date,
): GateHistory {
  const { promises, overall } = found;
  const all = [...promises.map((one) => ({ ...one, id: one.promise })), { ...overall, id: MEAN }];
  const open = all
    .filter(({ verdict }) => verdict === 'undecided' || verdict === 'not-tested')
    .map(({ id }) => id);
  // With answers missing nothing was decided: that gate was no look at the all-clear.
  const isWhole = all.every(({ doubt }) => doubt !== 'missing');
  return {
    pair,
    firstAt: before?.firstAt ?? now.toISOString(),
    open: before?.open ?? (isWhole ? open : undefined),
    alarms: [...new Set([...(before?.alarms ?? []), ...alarmsOf(found)])],
  };
}

/** A comparison of a pair that was before the gate already, with what was decided then. */
export function withHistory(found: Comparison, before: GateHistory | undefined): Comparison {
  if (!before || found.sameAnswers) return found;
  const decided = <T extends { readonly verdict: Comparison['overall']['verdict'] }>(
    one: T,
    id: string,
  ): T => {
    if (before.alarms.includes(id)) return { ...one, verdict: 'regression' };
    return before.open?.includes(id) && one.verdict === 'no-worse' ? { ...one, verdict: 'undecided' } : one;
  };
  const promises = found.promises.map((one) => decided(one, one.promise));
  const overall = decided(found.overall, MEAN);
  const moved = [...promises, { ...overall, promise: 'the mean over promises' }].filter(
    ({ verdict }, index) => verdict !== [...found.promises, found.overall][index]?.verdict,
  );
  if (moved.length === 0) return found;
  const verdicts = [...promises, overall].map(({ verdict }) => verdict);
  const named = (verdict: string): string =>
    moved
      .filter((one) => one.verdict === verdict)
      .map(({ promise }) => promise)
      .join(', ');
  const remarks = [
    [
      'regression',
      'were found to regress by an earlier gate of this pair, and further answers do not undo that',
    ],
    [
      'undecided',
      'were not cleared by the first gate of this pair; trying again cannot clear them, another edit can',
    ],
  ].flatMap(([verdict, what]) => (named(verdict!) === '' ? [] : [`${named(verdict!)}: ${what}.`]));
  return {
    ...found,
    promises,
    overall,
    verdict: verdicts.includes('regression') ? 'regression' : 'undecided',
    remarks: [...found.remarks, ...remarks],
  };
}
