import type { Verdict } from '../scorer.ts';
import { broken, kept, notApplicable } from '../shared/verdicts.ts';
import type { Vote } from './vote.ts';

/**
 * The verdict of several votes: what more than half of all say. Without such a majority it is unscored: abstained if most
 * votes could be counted, failed if not.
 */
export function decide(votes: readonly Vote[]): Verdict {
  const of = votes.length;
  for (const [choice, verdict] of [
    ['kept', kept],
    ['broken', broken],
    ['not-applicable', notApplicable],
  ] as const) {
    const agreeing = votes.filter((vote) => vote.vote === choice);
    const [first] = agreeing;
    if (first?.vote !== choice || agreeing.length * 2 <= of) continue;
    return verdict(`${asSentence(first.why)} (${agreeing.length} of ${of} votes)`, evidenceOf(agreeing));
  }
  const voided = votes.filter((vote) => vote.vote === 'void');
  if (voided.length * 2 > of) {
    return {
      verdict: 'unscored',
      cause: 'judge-failed',
      why: `${voided.length} of ${of} votes do not count: ${asSentence(voided[0]?.why ?? '')}`,
      evidence: [],
    };
  }
  const abstained = votes.find((vote) => vote.vote === 'abstain');
  const reason = abstained ? ` ${asSentence(abstained.why)}` : '';
  return {
    verdict: 'unscored',
    cause: 'judge-abstained',
    why: `The judge cannot tell: ${counted(votes)}.${reason}`,
    evidence: [],
  };
}

function evidenceOf(votes: readonly Vote[]): Verdict['evidence'] {
  const all = votes.flatMap((vote) => ('evidence' in vote ? vote.evidence : []));
  return [...new Map(all.map((found) => [`${found.turn}:${found.start}:${found.end}`, found])).values()];
}

function counted(votes: readonly Vote[]): string {
  const choices = [...Map.groupBy(votes, ({ vote }) => vote)];
  return choices.map(([choice, those]) => `${those.length} ${choice}`).join(', ');
}

function asSentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
