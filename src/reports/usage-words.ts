import { counted } from '../counted.ts';
import { plain } from './plain.ts';
import type { Report } from './report.ts';
import { type Costs, dollarsOf, type RunUsage } from './usage.ts';
import { percentText, wholeText } from './words.ts';

/** How a run ended and what it took, as plain lines; none where there is nothing to tell. */
export function runRemarks(report: Report): string[] {
  return [...endRemarks(report), ...spendingRemarks(report), ...answerRemarks(report.run.usage)];
}

/** Dollars with as many digits as tell something. */
export function dollarsText(dollars: number): string {
  return `$${dollars.toFixed(dollars !== 0 && dollars < 1 ? 4 : 2)}`;
}

/** What the run paid for its calls, the judge's included. */
export function costText({ run: { provider, usage }, judging }: Report): string {
  if (provider !== 'replay') return spentOn(usage.paid, usage.judge);
  return judging.verdicts === 0
    ? 'no calls, nothing spent'
    : `no calls but the judge's, ${spentOn(usage.judge)}`;
}

function spentOn(...costs: readonly Costs[]): string {
  const dollars = dollarsOf(...costs);
  const unpriced = costs.reduce((sum, cost) => sum + cost.unpriced, 0);
  if (dollars === null) return 'cost unknown';
  return `${dollarsText(dollars)}${unpriced > 0 ? ` and ${counted(unpriced, 'call')} of unknown price` : ''}`;
}

/** How a run ended, where it ended in another way than with its last trial. */
export function endRemarks({ run }: Report): string[] {
  const { finished, planned } = run.trials;
  const of = `${finished} of ${planned} trials`;
  switch (run.ended) {
    case 'decided':
      return finished < planned ? [`Decided early: ${of} were enough.`] : [];
    case 'interrupted':
      return [
        `Interrupted: ${of} are in the run file; ${run.comparison ? 'the same `vouch compare` or `vouch gate` again goes on' : 'go on with `vouch run --resume`'}.`,
      ];
    case 'max-cost':
      return [`Stopped at the most it may cost: ${of} are in the run file.`];
    case 'no-answers':
      return [`Given up, for every further call would have failed likewise: ${of} were tried.`];
    default:
      return finished < planned ? [`Unfinished: ${of} are in the run file.`] : [];
  }
}

function spendingRemarks({ run, agents }: Report): string[] {
  const { paid, reused, costPerTrial } = run.usage;
  const stored =
    reused.count > reused.unpriced
      ? ` (worth ${spentText(reused)})`
      : reused.count > 0
        ? ' (of unknown price)'
        : '';
  const each = agents.flatMap(({ id, usage }) =>
    usage.costPerTrial.mean === null ? [] : [`${plain(id)} ${dollarsText(usage.costPerTrial.mean)}`],
  );
  const missing =
    costPerTrial.unpriced > 0
      ? ` (${counted(costPerTrial.unpriced, 'trial')} of unknown price left out)`
      : '';
  return [
    ...(paid.count > paid.unpriced
      ? [`Spent: ${spentText(paid)} for ${counted(paid.count, 'answer')}.`]
      : []),
    ...(reused.count > 0 ? [`Stored already: ${counted(reused.count, 'answer')}${stored}.`] : []),
    ...(each.length > 0 ? [`A trial costs on average: ${each.join(' · ')}${missing}.`] : []),
  ];
}

function spentText({ dollars, unpriced }: Costs): string {
  return `${dollarsText(dollars)}${unpriced > 0 ? ` and ${unpriced} of unknown price` : ''}`;
}

function answerRemarks({ latency, cacheReadShare, retries }: RunUsage): string[] {
  const parts = [
    ...(latency
      ? [
          `half came within ${secondsText(latency.p50)}, 90 % within ${secondsText(latency.p90)}, 99 % within ${secondsText(latency.p99)}`,
        ]
      : []),
    ...(cacheReadShare !== null && cacheReadShare > 0
      ? [`${percentText(cacheReadShare)} of the input tokens were read from the provider's cache`]
      : []),
    ...(retries.turns > 0
      ? [`${retries.turns} took ${counted(retries.calls, 'call')} more than one each`]
      : []),
    ...(retries.waitedMs >= 1000 ? [`${secondsText(retries.waitedMs)} of waiting in all`] : []),
  ];
  return parts.length === 0 ? [] : [`Answers: ${parts.join('; ')}.`];
}

function secondsText(ms: number): string {
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${wholeText(ms / 1000)} s`;
}
