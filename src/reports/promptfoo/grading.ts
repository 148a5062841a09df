import type { StoredVerdict } from '../../runs/format.ts';

/** How promptfoo takes the result of an assertion; the fields that Vouch fills. */
export interface Grading {
  readonly pass: boolean;
  readonly score: number;
  readonly reason: string;
  readonly namedScores: Readonly<Record<string, number>>;
  readonly componentResults: readonly Component[];
  /** All verdicts, those that promptfoo has no word for included. */
  readonly metadata: { readonly verdicts: readonly StoredVerdict[] };
}

/** One promise that was kept or broken, as promptfoo shows it under the row. */
interface Component {
  readonly pass: boolean;
  readonly score: number;
  readonly reason: string;
  readonly assertion: { readonly type: 'javascript'; readonly value: string; readonly metric: string };
}

/**
 * The verdicts of one trial as one result of promptfoo, with a named metric for every promise that was kept (1) or broken
 * (0). Promises that do not apply or could not be scored have no metric and no component: they neither pass nor fail.
 * The trial passes if none is broken; its score is kept / (kept + broken), 0 where nothing was judged.
 */
export function gradingOf(verdicts: readonly StoredVerdict[]): Grading {
  const judged = verdicts.filter(({ verdict }) => verdict === 'kept' || verdict === 'broken');
  const kept = judged.filter(({ verdict }) => verdict === 'kept').length;
  return {
    pass: kept === judged.length,
    score: judged.length === 0 ? 0 : kept / judged.length,
    reason: reasonOf(verdicts, judged.length),
    namedScores: Object.fromEntries(
      judged.map(({ promise, verdict }) => [promise, Number(verdict === 'kept')]),
    ),
    componentResults: judged.map((verdict) => ({
      pass: verdict.verdict === 'kept',
      score: Number(verdict.verdict === 'kept'),
      reason: withPlace(verdict),
      assertion: { type: 'javascript', value: `promise ${verdict.promise}`, metric: verdict.promise },
    })),
    metadata: { verdicts },
  };
}

function reasonOf(verdicts: readonly StoredVerdict[], judged: number): string {
  const count = (word: StoredVerdict['verdict']): number =>
    verdicts.filter(({ verdict }) => verdict === word).length;
  const counts = `${count('kept')} kept, ${count('broken')} broken, ${count('not-applicable')} not applicable, ${count('unscored')} unscored`;
  if (judged === 0) return `No promise could be judged: ${verdicts[0]?.why ?? 'none is made'} (${counts})`;
  const broken = verdicts.filter(({ verdict }) => verdict === 'broken').map(({ promise }) => promise);
  return broken.length === 0 ? counts : `Broken: ${broken.join(', ')} (${counts})`;
}

function withPlace({ why, evidence }: StoredVerdict): string {
  const [found] = evidence;
  return found ? `${why}\nturn ${found.turn}, line ${found.line}: ${found.quote}` : why;
}
