import type { Scorer } from './scorer.ts';
import { codePlaces, signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the answer says or shows what happens when a neighbour (another service, a queue, a cache, a mail or model
 * server) is slow or down: a timeout, retries, a circuit breaker, a bulkhead, a fallback, a dead letter queue, degraded
 * service. Broken if it calls a neighbour and has none of these. Not applicable if it calls none; its own database is none.
 */
export const resiliencePatterns: Scorer = {
  id: 'resilience-patterns',
  version: 1,
  score(answer) {
    const found = signsOf(answer, { why: 'survives a failing neighbour', code: PATTERN, text: IN_TEXT });
    const neighbours = codePlaces(answer, NEIGHBOUR, ['implementation']);
    if (found.length > 0) return kept('It survives a neighbour that fails.', found);
    if (neighbours.length === 0) return notApplicable('The answer calls no other service.');
    return broken(
      'A neighbour is called, and nothing is said or done for when it fails.',
      neighbours.map(({ span }) => evidenceAt(span, 'calls a neighbour')),
    );
  },
};

const PATTERN =
  /\b\w*[tT]imeout\w*\s*(?:[=:(]|\.)|\bTIMEOUT\w*\b|\btimeout_seconds\b|\basyncio\.timeout\(|\bwait_for\(|\bAbortSignal\.timeout\(|\bAbortController\(|\bcontext\.With(?:Timeout|Deadline)\(|\b\w*(?:[cC]ircuit_?[bB]reaker|CircuitBreaker)\w*|\bpybreaker\b|\bopossum\b|\bgobreaker\b|\bresilience4j\b|\b[pP]olly\b|\b(?:max_)?retr(?:y|ies)\w*\s*[=:(]|\bautoretry_for\b|\btenacity\b|@[rR]etry\w*\b|\bp-?[rR]etry\b|\bRetry(?:able|Policy)?\(|\bmax_?[aA]ttempts\b|\battempts\s*:\s*\d|\bfallback\w*\b|\bFallback\w*\b|\bbulkhead\w*\b|\bSemaphore\(|\bdead_?[lL]etter\w*\b|\bDLQ\b|\bdlq\b|\bdeadLetter\w*\b|\bsidecar|\bstale[-_]if[-_]error\b|\bfail_open\b|\bfailOpen\b|\bbackoff\w*\b/;
const IN_TEXT =
  /\bcircuit[- ]breakers?\b|\bbulkheads?\b|\bdegrad(?:e|es|ed|ing)\b|\bfall(?:s|ing)? ?back\b|\bfallbacks?\b|\btime(?:s|d)? ?-?outs?\b|\bretr(?:y|ies|ied|ying)\b|\bdead[- ]letter\w*|\bfail(?:s|ing)?[- ](?:open|closed|over|fast|soft)\b|\bif (?:redis|the (?:cache|queue|broker|provider|model|service|upstream|mail\w*|api))\b.{0,40}\b(?:down|fails?|unavailable|unreachable|slow|out)\b|\b(?:redis|cache|queue|broker|provider|upstream|service|model)\b.{0,30}\b(?:outage|is down|goes down|unavailable|unreachable)\b/i;
const NEIGHBOUR =
  /\b(?:httpx|requests|aiohttp|axios|got|superagent|urllib3?)\b\.\w+|\bhttpx\.(?:Async)?Client\(|(?<![\w.])fetch\(\s*(?:["'`$]|\w*[uU]rl|\w*URL|process)|\bhttp\.(?:Get|Post|NewRequest\w*|DefaultClient)\b|\bhttp\.Client\{|\bnew (?:RestTemplate|OkHttpClient|HttpClient|Redis|Queue|Kafka|S3Client|SQSClient)\b|\bRestTemplate\b|\bWebClient\b|\bRestClient\b|\bFeignClient\b|\b(?:redis|Redis)\.(?:from_url|asyncio|Redis|NewClient|createClient)\b|\bredis\.NewClient\(|\baioredis\b|\bboto3\.(?:client|resource)\(|\bsmtplib\b|\baiosmtplib\b|\bnodemailer\b|\bKafka(?:Producer|Consumer|Template)\b|\bAIOKafka\w+\(|\bpika\.|\baio_pika\b|\bamqp\b|\bstripe\.[A-Za-z]+\.\w+|\bsendgrid\b|\btwilio\b|\bopenai\.|\banthropic\.|\bgrpc\.(?:insecure_channel|Dial\w*)\(/;
