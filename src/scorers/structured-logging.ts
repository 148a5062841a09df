import type { Scorer } from './scorer.ts';
import { codeMentions, remarksOn } from '../answers/mentions.ts';
import { programs } from '../answers/tokens/program.ts';
import { isOperated } from '../answers/http/services.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

const LOGS =
  /\b(?:log|logger|logging|_log|_logger|slog|logrus|zap|LOG|LOGGER|Log)\.(?:\w+\.)?(?:debug|info|warn|warning|error|exception|critical|fatal|trace|log|Debug|Info|Warn|Error|Fatal|With\w*|bind|child|Ctx)\w*\(|\b_?[lL]ogger\.Log\w+\(|\bLog::\w+\(|\bRails\.logger\.\w+|\b(?:tracing::)?(?:debug|info|warn|error|trace)!\(|\bconsole\.(?:log|info|warn|error)\(|\b(?:structlog|pino|winston|zerolog|loguru)\b/;
const STRUCTURED =
  /\bextra\s*=\s*[\w{]|\b(?:console|[lL]og|[lL]ogger|_logger)\.\w+\(\s*(?:["'`][^"'`\n]{1,80}["'`]\s*,\s*)?\{|\b_?[lL]ogger\.Log\w+\([^\n]{0,120}\{[A-Za-z]\w*\}|\bLog::\w+\([^\n]{1,120},\s*(?:\[|compact\()|\b(?:tracing::)?(?:debug|info|warn|error|trace)!\(\s*(?:target:[^,]{1,40},\s*)?[?%]?\w+(?:\.\w+)*\s*(?:=|,)|\baddKeyValue\(|\b(?:log|logger)\.(?:debug|info|warn|error)\([^\n]{0,100}\bkeyValue\(|\bstructlog\b|\bJ[sS][oO][nN](?:Log)?Formatter\b|\bpythonjsonlogger\b|\bpython-json-logger\b|\bNewJSONHandler\b|\b(?:slog|log|logger|\w*[lL]og)\.(?:\w*\.)?(?:Debug|Info|Warn|Error)(?:Context)?\([^)\n]{1,200}?,\s*(?:"\w+"|slog\.|\w+\.\.\.)|\bzap\.\w+\(\s*"|\.(?:Str|Int|Err|Dur)\(\s*"\w+"|\bWithFields?\(|\bpino(?:Http)?\(|\bformat\.json\(|\b(?:log|logger)\.(?:debug|info|warn|warning|error|fatal)\(\s*\{|\b(?:log|logger)\.(?:debug|info|warn|warning|error|exception)\(\s*["'][\w .-]{1,80}["']\s*,\s*\w+\s*=(?!=)(?!\s*(?:True|False)\s*\))|\bMDC\.put|\bStructuredArguments\b|\bkv\(\s*"|\bserialize=True\b/;
const IN_TEXT =
  /\bstructured (?:\w+ )?(?:logs?|logging|json)\b|\blogs? (?:\w+ ){0,3}(?:as|in) json\b|\bjson (?:logs?|logging|lines)\b|\blog (?:\w+ ){0,2}json\b|\bstrukturiert\w* log\w*/i;

/**
 * Kept if log lines carry their data as fields apart from the text, or the form of the logs is settled so; that they carry
 * an id of the request is `request-id`. Not applicable if the answer holds no code that runs as a service or job.
 */
export const structuredLogging: Scorer = {
  id: 'structured-logging',
  version: 2,
  score(answer) {
    const logs = codeMentions(answer, LOGS, ['implementation']);
    const structured = [
      ...codeMentions(answer, STRUCTURED, ['implementation', 'data']),
      ...remarksOn(answer, IN_TEXT),
    ];
    const runs = isOperated(answer) && programs(answer, ({ role }) => role === 'implementation').length > 0;
    if (!runs) return notApplicable('The answer holds no code that runs and logs.');
    if (structured.length === 0) {
      return broken(
        logs.length > 0 ? 'It logs, but in sentences instead of fields.' : 'It does not log.',
        logs.map(({ span }) => evidenceAt(span, 'a log call without fields')),
      );
    }
    const places = structured.map(({ span }) => evidenceAt(span, 'a structured log'));
    return kept('The logs are structured.', places);
  },
};
