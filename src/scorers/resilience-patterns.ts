import type { Scorer } from './scorer.ts';
import { neighboursCalled } from './shared/neighbours.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the answer says or shows what happens when a neighbour (another service, a queue, a cache, a mail or model
 * server) is slow or down: a timeout, retries, a circuit breaker, a bulkhead, a fallback, a dead letter queue, degraded
 * service. Broken if it calls a neighbour and has none of these. Not applicable if it calls none; its own database is none,
 * nor is a client or provider that tries again by itself.
 */
export const resiliencePatterns: Scorer = {
  id: 'resilience-patterns',
  version: 2,
  score(answer) {
    const neighbours = neighboursCalled(answer);
    const why = 'survives a failing neighbour';
    const found = [
      ...signsOf(answer, { why, code: PATTERN, text: IN_TEXT }),
      ...(neighbours.length === 0 ? [] : signsOf(answer, { why, code: AT_A_CALL, text: OF_A_CALL })),
    ];
    if (found.length > 0) return kept('It survives a neighbour that fails.', found);
    if (neighbours.length === 0) return notApplicable('The answer calls no other service.');
    return broken(
      'A neighbour is called, and nothing is said or done for when it fails.',
      neighbours.map(({ span }) => evidenceAt(span, 'calls a neighbour')),
    );
  },
};

const PATTERN =
  /\b\w*(?:[cC]ircuit_?[bB]reaker|CircuitBreaker)\w*|\bpybreaker\b|\bopossum\b|\bgobreaker\b|\bresilience4j\b|\b[pP]olly\b|\bbulkhead\w*\b|\bdead_?[lL]etter\w*\b|\bDLQ\b|\bdlq\b|\bdeadLetter\w*\b|\bstale[-_]if[-_]error\b|\bfail_open\b|\bfailOpen\b/;
const IN_TEXT =
  /\bcircuit[- ]breakers?\b|\bbulkheads?\b|\bload[- ]shedding\b|\bsheds? load\b|\bdead[- ]letter\w*|\b(?:slow|down|fails?|late|lost|unavailable|unreachable|times? out|timeout|after \d+ ?m?s)\b.{0,60}\b(?:fall(?:s|ing)? back|fallback)\b|\b(?:fall(?:s|ing)? back|fallback)\b.{0,60}\b(?:slow|down|fails?|late|lost|unavailable|unreachable|times? out|timeout|after \d+ ?m?s)\b|\bfail(?:s|ing)?[- ](?:open|closed|over|soft)\b|\bif (?:redis|the (?:cache|queue|broker|provider|model|service|upstream|mail\w*|api))\b.{0,40}\b(?:down|fails?|unavailable|unreachable|slow|out)\b|\b(?:redis|cache|queue|broker|provider|upstream|service|model)\b.{0,30}\b(?:outage|down|stopped|unavailable|unreachable)\b|\b(?:provider|upstream|gateway|third party|endpoint|receiver)s?\b.{0,30}\b(?:slow|hangs?|times out|does not answer)\b/i;

/** What means a neighbour only where there is one: a database has timeouts, and whoever calls the answer tries again, too. */
const AT_A_CALL =
  /\b(?!(?:statement|lock|idle|command|pool|query)_)\w*[tT]imeout\w*\s*(?:[=:(]|\.)|\b(?!(?:STATEMENT|LOCK|IDLE)_)TIMEOUT\w*\b|\basyncio\.timeout\(|\bwait_for\(|\bAbortSignal\.timeout\(|\bAbortController\(|\bcontext\.With(?:Timeout|Deadline)\(|\b(?!retry_after)(?:max_)?retr(?:y|ies)\w*\s*[=:(]|\bautoretry_for\b|\btenacity\b|@[rR]etry\w*\b|\bp-?[rR]etry\b|\bRetry(?:able|Policy)?\(|\bmax_?[aA]ttempts\b|\battempts\s*:\s*\d|\bfallback\w*\b|\bFallback\w*\b|\bSemaphore\(|\bsidecar|\bbackoff\w*\b/;
const OF_A_CALL =
  /\bfall(?:s|ing)? ?back\b|\bfallbacks?\b|\bdegrad(?:e|es|ed|ing)\b|\bbest[- ]effort\b|\bfire[- ]and[- ]forget\b|(?<!_)\btime(?:s|d)? ?-?outs?\b|\bretr(?:y|ies|ied|ying)\b(?!-after)|\bfail(?:s|ing)?[- ]fast\b/i;
