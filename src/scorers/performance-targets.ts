import { allMatches, matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { implementationOf } from '../answers/implementation.ts';
import { sqlOf } from '../answers/sql.ts';
import { isProgramming } from '../answers/tokens/program.ts';
import { isUnder, statementsOf } from '../answers/statements.ts';
import { tableHeadOf } from '../answers/table-heads.ts';
import { isOperated } from '../answers/http/services.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if a number with its unit is set as the target of a response time, a throughput or an availability: in a sentence,
 * a row of a table of targets, a threshold of a load test, or an alert on the response time. A number that the user wants
 * reached counts where the answer takes it up. What is measured today, an estimate, a timeout and a lifetime are no targets.
 * Not applicable if nothing of the answer runs: it only asks, or defines tables.
 */
export const performanceTargets: Scorer = {
  id: 'performance-targets',
  version: 2,
  score(answer) {
    const found = [
      ...targetsIn(answer),
      ...takenUp(answer),
      ...codePlaces(answer, THRESHOLD, ['implementation', 'test', 'data', 'shell']).map(({ span }) =>
        evidenceAt(span, 'a threshold that a test or an alert holds it to'),
      ),
    ];
    if (found.length > 0) return kept('Targets are set in numbers.', found);
    if (!isRun(answer)) return notApplicable('Nothing of the answer runs.');
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

/** "Alert when p95 exceeds 200 ms": what must not last is what is aimed at. */
const ALERTED = new RegExp(
  String.raw`\b(?:alerts?|alerting|alarms?|page)\b.{0,60}\b(?:p9\d(?:\.9)?|latenc(?:y|ies)|response times?|availability)\b.{0,30}(?:[<>≤≥]|\b(?:over|above|exceed\w*|below|under|beyond|past)\b).{0,6}(?:${FIGURE.source})`,
  'i',
);

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
      /\b(?:target (?:\w+ )?(?:p\d|of|is|below|under|\d)|targets?(?=\W)(?! on| in| within| pods)|goals?|budgets?|slos?|objectives?|(?:must|should)\b(?! (?:drop|fall|come down|go down|go from|bring))[^.;]{0,60}\d|Zielwert\w*)\b/i.test(
        text.replace(BALANCED, ''),
      );
    if (matches(ALERTED, text)) return [evidenceAt(statement.span, 'an alert on the response time')];
    if (OTHER.test(text) && !isMeant && !isListed) return [];
    const isSet = isListed || isMeant || (GOAL.test(text.replace(BALANCED, '')) && BOUND.test(text));
    return isSet ? [evidenceAt(statement.span, 'a target in numbers')] : [];
  });
}

const WANTS = new RegExp(
  String.raw`\b(?:under|below|within|less than|at most|targets?|goals?|needs?|must|p9\d|slos?|slas?|unter|höchstens|menos de|moins de)\b[^.;\n]{0,40}?(?:${TIME}|${RATE})`,
  'gi',
);
const AMOUNT = /(\d[\d.,]*)\s*-?\s*([a-zµ]+)/i;
/** What is held against a number, or is held to it. */
const HELD =
  /(?:[<>≤≥]|\b(?:under|below|within|less than|above|over|exceed\w*|against|beyond|keeps? to|hits?|reach\w*|meets?|targets?|goals?|budget|unter|über)\b)(?: your| the| that| our)?(?: target)?(?: of)? *$/i;

/** Sentences that take up what the user wants reached: "if this is above your 200 ms, ...". */
function takenUp(answer: Answer): Evidence[] {
  const wanted = answer.user
    .flatMap((message) => [...allMatches(WANTS, message)])
    .flatMap(([found]) => {
      const [, amount = '', unit = ''] = AMOUNT.exec(found.slice(found.search(/\d/))) ?? [];
      return amount === '' ? [] : [{ amount, unit: unit.slice(0, 2).toLowerCase() }];
    });
  if (wanted.length === 0) return [];
  return statementsOf(answer).flatMap(({ text, span }): Evidence[] => {
    if (/\btime(?:d)?[- ]?outs?\b/i.test(text)) return [];
    const isHeld = [...text.matchAll(/\d[\d.,]*\s*-?\s*[a-zµ]+/gi)].some(({ 0: found, index }) => {
      const [, amount, unit = ''] = AMOUNT.exec(found) ?? [];
      return (
        HELD.test(text.slice(Math.max(0, index - 40), index)) &&
        wanted.some((one) => one.amount === amount && one.unit === unit.slice(0, 2).toLowerCase())
      );
    });
    return isHeld ? [evidenceAt(span, 'takes up what the user wants reached')] : [];
  });
}

const QUERY = /^(?:select|with|insert|update|delete|merge|explain)$/;

/** True if there is something whose time can be told: code, a query, or a service. */
const isRun = (answer: Answer): boolean =>
  isOperated(answer) ||
  answer.turns.some((turn) => implementationOf(turn).some(({ language }) => isProgramming(language))) ||
  sqlOf(answer).some(({ kind }) => QUERY.test(kind));

const THRESHOLD =
  /["'`]p\(9\d(?:\.\d+)?\)\s*<\s*\d+|\bassert\b[^\n]{0,80}\b(?:p9\d|latency|elapsed|duration)\w*[^\n]{0,40}<\s*\d|\bexpect\([^\n]{0,60}(?:p9\d|latency|elapsed|duration)[^\n]{0,60}toBeLess|\bhistogram_quantile\([^\n]{0,200}>\s*[\d.]+/;
