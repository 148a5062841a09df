import type { Answer } from '../answers/answer.ts';
import { isUnder, statementsOf } from '../answers/statements.ts';
import { tableHeadOf } from '../answers/table-heads.ts';
import { isOperated } from '../answers/http/services.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if a number with its unit is set as the target of a response time, a throughput or an availability: in a sentence,
 * a row of a table of targets, or a threshold of a load test. What is measured today, a timeout and a lifetime are no
 * targets. Not applicable if the answer builds nothing that answers requests or works by itself.
 */
export const performanceTargets: Scorer = {
  id: 'performance-targets',
  version: 1,
  score(answer) {
    const found = [
      ...targetsIn(answer),
      ...codePlaces(answer, THRESHOLD, ['implementation', 'test', 'data', 'shell']).map(({ span }) =>
        evidenceAt(span, 'a threshold that a test or an alert holds it to'),
      ),
    ];
    if (found.length > 0) return kept('Targets are set in numbers.', found);
    if (!isOperated(answer)) return notApplicable('The answer builds nothing that has response times.');
    return broken('No target for response time, throughput or availability is set in numbers.');
  },
};

const TIME = String.raw`\d[\d.,]*\s*-?\s*(?:ms|milliseconds?|Millisekunden|毫秒|ミリ秒|s\b|seconds?|Sekunden?|µs|us\b)`;
const RATE = String.raw`\d[\d.,]*\s*(?:k|K|M|million|thousand)?\s*(?:requests?|req|messages?|msgs?|events?|jobs?|orders?|rows?|calls?|predictions?|redirects?|rps|qps|images?|photos?|writes?|reads?)\s*(?:\/|per|a|each)\s*(?:s\b|sec\w*|min\w*|h\b|hours?)|\d[\d.,]*\s*(?:k|K)?\s*(?:rps|qps|RPS|QPS|req\/s)`;
const SHARE = String.raw`99(?:\.\d+)?\s*%`;
const FIGURE = new RegExp(`${TIME}|${RATE}|${SHARE}`);
const GOAL =
  /\b(?:targets?|goals?|budgets?|objectives?|slos?|slas?|aim(?:s|ing)? (?:for|at)|p9\d(?:\.9)?|p50|percentile|median|should (?:answer|respond|return|stay|take|finish|complete)|must (?:answer|respond|return|stay|take|finish|complete)|(?:answers?|responds?|returns?|stays?|completes?|finish(?:es)?|held|keeps?|lands?) (?:\w+ ){0,3}(?:under|below|within|in less than|in under|in at most)|response times?|latenc(?:y|ies)|throughput|availability|uptime|Antwortzeit\w*|Zielwert\w*|latencia|latence|延迟|响应时间|レイテンシ)\b/iu;
const BOUND =
  /(?:<|≤|&lt;|=<|\b(?:under|below|within|less than|at most|no more than|up to|max(?:imum)?|in|target|budget|goal|at least|unter|höchstens|menos de|moins de)\b|≥|>=|\bp\d{2}(?:\.9)?\b|以内|未満|小于|低于)/iu;
const TARGET_HEAD = /\b(?:targets?|goals?|budgets?|slos?|objectives?|ziel\w*)\b/i;
/** What is measured, limited or kept; it has a time and is no target. */
const OTHER =
  /\b(?:timeouts?|time[sd]? out|TTL|expires?|cache[sd]? for|back-?off|retr(?:y|ies)|retry-after|wait(?:s|ing)? (?:for )?|sleep|poll(?:s|ing)?|interval|every|lifetime|valid for|keep-?alive|heartbeat|today|currently|at present|right now|used to|was\b|were\b|took|(?:I|we) measured|measured (?:today|now)|before the change|alert(?:s|ing)?|grace|lock)\b/i;

/** What a load balancer sends requests to. */
const BALANCED = /\b(?:unhealthy|healthy|zone['’]s|new|old) targets?\b/gi;

function targetsIn(answer: Answer): Evidence[] {
  return statementsOf(answer).flatMap((statement): Evidence[] => {
    const { text } = statement;
    const figure = FIGURE.exec(text);
    if (figure === null) return [];
    const isListed =
      TARGET_HEAD.test(tableHeadOf(statement)) ||
      (isUnder(statement, TARGET_HEAD) && !isUnder(statement, /\brate|limit/i));
    const isMeant =
      /\b(?:target (?:\w+ )?(?:p\d|of|is|below|under|\d)|targets?(?=\W)(?! on| in| within| pods)|goals?|budgets?|slos?|objectives?|must|should|Zielwert\w*)\b/i.test(
        text.replace(BALANCED, ''),
      );
    if (OTHER.test(text) && !isMeant && !isListed) return [];
    const isSet = isListed || isMeant || (GOAL.test(text.replace(BALANCED, '')) && BOUND.test(text));
    return isSet ? [evidenceAt(statement.span, 'a target in numbers')] : [];
  });
}

const THRESHOLD =
  /["'`]p\(9\d(?:\.\d+)?\)\s*<\s*\d+|\bassert\b[^\n]{0,80}\b(?:p9\d|latency|elapsed|duration)\w*[^\n]{0,40}<\s*\d|\bexpect\([^\n]{0,60}(?:p9\d|latency|elapsed|duration)[^\n]{0,60}toBeLess|\bhistogram_quantile\([^\n]{0,200}>\s*[\d.]+/;
