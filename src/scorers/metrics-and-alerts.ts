import { firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codeMentions } from '../answers/mentions.ts';
import { isOperated } from '../answers/http/services.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { tableHeadOf } from '../answers/table-heads.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if at least one metric has the threshold at which somebody is alerted: a number, a share, an age, or the first
 * occurrence of what must never happen. Metrics without thresholds are not enough. Not applicable if the answer holds
 * nothing that runs.
 */
export const metricsAndAlerts: Scorer = {
  id: 'metrics-and-alerts',
  version: 2,
  score(answer) {
    const alerts = [
      ...alertsInText(answer),
      ...codeMentions(answer, RULE, ['implementation', 'data']).map(({ span }) =>
        evidenceAt(span, 'an alert rule with a threshold'),
      ),
    ];
    if (alerts.length > 0) return kept('Metrics have thresholds for alerts.', alerts);
    if (!isOperated(answer)) return notApplicable('The answer holds nothing that runs and could be watched.');
    const metrics = metricsIn(answer);
    return broken(
      metrics.length > 0
        ? 'Metrics are named, but no threshold for an alert.'
        : 'Neither metrics nor alerts are named.',
      metrics,
    );
  },
};

const ALERT =
  /\balert(?:s|ed|ing)?\b|\balarm(?:s|ed|ing)?\b|\bpag(?:e|es|ed|ing) (?:on|someone|somebody|when|if|us|you|the on-?call)\b|\bpagerduty\b|\bopsgenie\b|\bon-?call\b|\bnotif(?:y|ies|ied) (?:us|you|someone|the team|ops)\b|\balarmier\w*|\balerta\w*|\balerte[srz]?\b|告警|アラート/i;
const HEADING = /\balert\w*|\balarm\w*|\bmonitor\w*/i;
const THRESHOLD =
  /(?:[<>≥≤]=?|\b(?:above|over|under|below|beyond|exceed(?:s|ing)?|more than|less than|fewer than|older than|longer than|greater than|drops? (?:to|under|below)|rises? (?:to|over|above)|falls? (?:to|under|below)|reach(?:es)?|at|for|mehr als|por encima de|plus de)\b|(?:über|unter)(?=\s))\s*(?:~|about |roughly |an? )?[`*]*\d|\b(?![45]\d\ds\b)\d[\d,.]*\s*(?:%|percent|per ?cent|ms|s|seconds?|minutes?|min|hours?|h|rows?|messages?|errors?|failures?|requests?|times|x)\b|\b(?:a few|several|one|two|three|five|ten) (?:per|an?|minutes?|hours?|in a row)\b|\b(?:any|every|each|first|a single|even one|no|none|not one)\b[^.;]{0,60}\b(?:\d\d\d|events?|rows?|errors?|failures?|failed|rise|drift|increase|mismatch\w*|signatures?|bursts?|warnings?|gaps?|duplicates?|`[^`]+`|[A-Z_]{4,})|\bfor (?:an|one|over an|more than an) (?:hour|minute|day)\b|\bhalf (?:of|the)\b|\bdoubl(?:es|ed|ing)\b|\bzero\b/i;
const RULE =
  /\balert:\s*\w[^]{0,400}?\bexpr:[^\n]{0,300}[<>]=?\s*\d|\b[tT]hreshold["']?\s*[:=]\s*["']?\d|\bcomparison_?[oO]perator\b[^]{0,300}?\bthreshold\b/;

function alertsInText(answer: Answer): Evidence[] {
  return statementsOf(answer)
    .filter((statement) => isAlert(statement) && THRESHOLD.test(aroundAlert(statement.text)))
    .map(({ span }) => evidenceAt(span, 'a threshold for an alert'));
}

/** The words next to the alert: a number elsewhere in the sentence may limit something else. */
function aroundAlert(whole: string): string {
  const text = whole.replace(/\blimit\w*\b.{0,40}?\d[\d,]*\s+\w+\s+(?:per|an?)\s+\w+/i, '');
  const at = firstMatch(ALERT, text)?.index;
  return at === undefined ? text : text.slice(Math.max(0, at - 80), at + 160);
}

function isAlert(statement: Statement): boolean {
  const { text } = statement;
  if (matches(ALERT, text)) return true;
  if (/\b(?:alert\w*|alarm\w*|thresholds?|page)\b/i.test(tableHeadOf(statement))) return true;
  return (
    isUnder(statement, HEADING) &&
    /\b(?:alert\w*|alarm\w*|threshold\w*)\b/i.test([...statement.block.headings, text].join(' ')) &&
    matches(METRIC, text)
  );
}

const METRIC =
  /\b(?:metrics?|p(?:50|90|95|99)\b|latenc(?:y|ies)|error rate|throughput|queue (?:depth|length|size|lag)|lag|saturation|utili[sz]ation|hit rat(?:e|io)|prometheus|grafana|datadog|cloudwatch|histograms?|counters?|gauges?|5xx|4xx|slow quer\w+|pg_stat_statements|watch|monitor\w*|dashboards?|oldest|age of|count of|rate of|share of|number of)\b/i;
const METRIC_CODE =
  /\b(?:Counter|Histogram|Gauge|Summary|meter|prometheus_client|promauto|prom-client|statsd|create_counter|createCounter|createHistogram|metrics)\b\s*[.({]/;

function metricsIn(answer: Answer): Evidence[] {
  const inText = statementsOf(answer).filter(
    (statement) =>
      matches(METRIC, statement.text) &&
      (isUnder(statement, HEADING) ||
        /\b(?:metrics?|monitor\w*|watch|dashboards?|observ\w*)\b/i.test(statement.text)),
  );
  return [
    ...inText.map(({ span }) => evidenceAt(span, 'a metric without a threshold')),
    ...codeMentions(answer, METRIC_CODE, ['implementation']).map(({ span }) =>
      evidenceAt(span, 'a metric in code'),
    ),
  ];
}
