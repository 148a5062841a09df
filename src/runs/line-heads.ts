import { readChunks } from '../input/read.ts';
import type { EndedLine, RunHeader, ScoringLine } from './format.ts';
import { LineCutter } from './line-cutter.ts';
import type { LinePlace } from './line-places.ts';
import type { TrialPlace } from './trial-grid.ts';

/** What a line of a run file is about, and where it stands: enough to go on with a run, and quick to read. */
export type LineHead = LinePlace &
  (
    | {
        readonly type: 'trial' | 'scored';
        readonly place: TrialPlace;
        readonly errorKind?: string | undefined;
      }
    | { readonly type: 'run'; readonly line: RunHeader }
    | { readonly type: 'scoring'; readonly line: ScoringLine }
    | { readonly type: 'ended'; readonly line: EndedLine }
  );

const STRING = String.raw`("(?:[^"\\]|\\.)*")`;
const TRIAL_HEAD = new RegExp(
  String.raw`^\{"type":"(trial)","key":"[0-9a-f]*","agent":${STRING},"task":${STRING},"repeat":(\d+),"turns":`,
);
const SCORED_HEAD = new RegExp(
  String.raw`^\{"type":"(scored)","agent":${STRING},"task":${STRING},"repeat":(\d+)(?:,"code":"[0-9a-f]*")?,"verdicts":`,
);
/** Longer than any head with ordinary ids; other lines are read whole. */
const HEAD_BYTES = 1024;

/**
 * The heads of all whole lines of a run file. Conversations and verdicts are not parsed: a run of 20,000 trials takes a
 * fraction of a second.
 * @throws {UserError} if the file cannot be read; {SyntaxError} if a line without such a head is not JSON.
 */
export async function* lineHeads(path: string): AsyncGenerator<LineHead, void, undefined> {
  const cutter = new LineCutter();
  let start = 0;
  for await (const chunk of readChunks(path, { highWaterMark: 1 << 20 })) {
    for (const line of cutter.cut(chunk)) {
      yield { ...headOf(line), start, length: line.length } as LineHead;
      start += line.length + 1;
    }
  }
}

/** The trial that a line of a run file is about, as far as its head tells. */
export function placeOf(line: Buffer): TrialPlace | undefined {
  return headOfText(line.toString('utf8', 0, HEAD_BYTES))?.place;
}

function placeIn([, , agent, task, repeat]: RegExpExecArray): TrialPlace {
  return { agent: parse(agent!) as string, task: parse(task!) as string, repeat: Number(repeat) };
}

/** The head of a line that has one, up to its turns or verdicts. */
export function headOfText(
  text: string,
): { readonly type: 'trial' | 'scored'; readonly place: TrialPlace; readonly length: number } | undefined {
  const found = TRIAL_HEAD.exec(text) ?? SCORED_HEAD.exec(text);
  return found
    ? { type: found[1] as 'trial' | 'scored', place: placeIn(found), length: found[0].length }
    : undefined;
}

/** A line break is no part of `line`. */
function headOf(line: Buffer): object {
  const head = line.toString('utf8', 0, HEAD_BYTES);
  // A trial without an error ends with its turns.
  const found = (line.subarray(-2).toString() === ']}' && TRIAL_HEAD.exec(head)) || SCORED_HEAD.exec(head);
  if (found) return { type: found[1], place: placeIn(found) };
  const whole = parse(line.toString('utf8')) as
    | ({ type: string; error?: { kind: string } } & TrialPlace)
    | null;
  if (whole?.type !== 'trial' && whole?.type !== 'scored') return { type: whole?.type, line: whole };
  const { agent, task, repeat } = whole;
  return { type: whole.type, place: { agent, task, repeat }, errorKind: whole.error?.kind };
}

function parse(json: string): unknown {
  return JSON.parse(json);
}
