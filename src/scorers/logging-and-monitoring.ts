import { isOperated } from '../answers/http/services.ts';
import { isUnder, statementsOf } from '../answers/statements.ts';
import type { Scorer } from './scorer.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if what runs can be watched: it logs by a logger, records metrics or traces, or the answer says what is logged,
 * measured or alerted on. Printing is no logging, but for errors and warnings on the console. Not applicable if the answer
 * builds nothing that runs by itself.
 */
export const loggingAndMonitoring: Scorer = {
  id: 'logging-and-monitoring',
  version: 2,
  score(answer) {
    const found = [
      ...signsOf(answer, { why: 'logs or measures', code: IN_CODE, text: IN_TEXT }),
      ...statementsOf(answer)
        .filter((statement) => isUnder(statement, HEADING) && statement.text.length > 25)
        .map(({ span }) => evidenceAt(span, 'says what is watched')),
    ];
    if (found.length > 0) return kept('It can be watched while it runs.', found);
    if (!isOperated(answer)) return notApplicable('The answer builds nothing that runs by itself.');
    return broken('It neither logs nor measures anything.');
  },
};

const IN_CODE =
  /\b(?:logging|log|logger|_log|_logger|LOG|LOGGER|Log|slog|logrus|zap|structlog|loguru)\.(?:\w+\.)?(?:get_?[lL]ogger|debug|info|warn|warning|error|exception|critical|fatal|Debug|Info|Warn|Error|Fatal|With\w*|bind|child|Printf)\w*\(|\bgetLogger\(|\bconsole\.(?:error|warn)\(|\bnew Logger\(|\bpino(?:Http)?\(|\bwinston\b|\bmorgan\(|@Slf4j\b|\bLoggerFactory\b|\bILogger\b|\b(?:Counter|Histogram|Gauge|Summary)\(\s*["'{]|\bprometheus\w*\b|\bprom-client\b|\bpromauto\b|\bmeter\.|\bopentelemetry\b|\botel\w*\b|\btracer\.|\bsentry\w*\b|\bMeterRegistry\b|@Timed\b|\bstatsd\b|\bmicrometer\b|\b_?[lL]ogger\.Log\w+\(|\bLog::\w+\(|\bRails\.logger\.\w+|\b(?:tracing::)?(?:debug|info|warn|error|trace)!\(|\bRAISE (?:LOG|WARNING|NOTICE)\b|\bpg_stat_statements\b|\b(?:alert|expr):\s/;
const IN_TEXT =
  /\b(?:log(?! (?:in|on|out|into|back)\b)|logs(?! (?:in|on|out|into|back)\b)|logged(?! (?:in|on|out|into)\b)|logging|monitor(?:s|ed|ing)?|alert(?:s|ed|ing)?|metrics?|dashboards?|trac(?:e|es|ed|ing)|observab\w+|telemetry|instrument\w*|überwach\w*|protokollier\w*)\b.{0,80}\b(?:for|on|when|if|with|by|of|as|each|every|all|rate|latency|count|errors?|depth|lag|p9\d|request|to|via|through|at|above|in|over|under|und|mit|bei)\b|\bwatch(?:es|ed|ing)?\b.{0,40}(?:`|\b(?:p\d\d|rates?|latenc\w+|errors?|counts?|depth|lag|scores?)\b)/i;
const HEADING =
  /\bmonitor\w*|\bobservab\w*|\blogg?(?:ing|s)\b|\bmetrics?\b|\balert\w*|überwachung|\btelemetry\b/i;
