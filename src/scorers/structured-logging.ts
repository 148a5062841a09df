import type { Answer } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Scorer } from './scorer.ts';
import { codeMentions, remarksOn, type Mention } from '../answers/mentions.ts';
import { offeredBlocks } from '../answers/offered.ts';
import { programs } from '../answers/tokens/program.ts';
import { isOperated } from '../answers/http/services.ts';
import { TRACE_ID } from './shared/trace-ids.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

const LOGS =
  /\b(?:log|logger|logging|_log|_logger|slog|logrus|zap|LOG|LOGGER|Log)\.(?:\w+\.)?(?:debug|info|warn|warning|error|exception|critical|fatal|trace|log|Debug|Info|Warn|Error|Fatal|With\w*|bind|child|Ctx)\w*\(|\bconsole\.(?:log|info|warn|error)\(|\b(?:structlog|pino|winston|zerolog|loguru)\b/;
const STRUCTURED =
  /\bextra\s*=\s*\{|\bstructlog\b|\bJ[sS][oO][nN](?:Log)?Formatter\b|\bpythonjsonlogger\b|\bpython-json-logger\b|\bNewJSONHandler\b|\bslog\.(?:\w*\.)?(?:Debug|Info|Warn|Error)(?:Context)?\([^)\n]{1,200}?,\s*(?:"\w+"|slog\.)|\bzap\.\w+\(\s*"|\.(?:Str|Int|Err|Dur)\(\s*"\w+"|\bWithFields?\(|\bpino(?:Http)?\(|\bformat\.json\(|\b(?:log|logger)\.(?:debug|info|warn|warning|error|fatal)\(\s*\{|\b(?:log|logger)\.(?:debug|info|warn|warning|error|exception)\(\s*["'][\w .-]{1,80}["']\s*,\s*\w+\s*=(?!=)(?!\s*(?:True|False)\s*\))|\bMDC\.put|\bStructuredArguments\b|\bkv\(\s*"|\bserialize=True\b/;
const IN_TEXT =
  /\bstructured (?:\w+ )?(?:logs?|logging|json)\b|\blogs? (?:\w+ ){0,3}(?:as|in) json\b|\bjson (?:logs?|logging|lines)\b|\blog (?:\w+ ){0,2}json\b|\bstrukturiert\w* log\w*/i;

/**
 * Kept if the service writes structured logs (fields, not formatted sentences) that carry an id to correlate them by. Not
 * applicable if the answer holds no code that runs as a service or job.
 */
export const structuredLogging: Scorer = {
  id: 'structured-logging',
  version: 1,
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
    const ids = [
      ...loggedIds(answer),
      ...remarksOn(answer, TRACE_ID).filter(({ statement }) =>
        /\blog(?:s|ged|ger|ging)?\b/i.test(statement.text),
      ),
    ];
    if (ids.length === 0) return broken('The logs are structured, but carry no correlation id.', places);
    return kept('The logs are structured and carry a correlation id.', [
      ...places,
      ...ids.map(({ span }) => evidenceAt(span, 'the correlation id')),
    ]);
  },
};

const BINDS_CONTEXT =
  /\bbind_contextvars\b|\bContextVar\b|\bMDC\b|\blogging\.Filter\b|\.(?:child|With|bind)\(|\bAsyncLocalStorage\b|\bgenReqId\b|\bpinoHttp\b|\bsetLogRecordFactory\b|\bset_log_record_factory\b|\bLoggerAdapter\b/;
const LONGEST_CALL = 300;

/** Correlation ids in the arguments of a log call, or bound to all logs of a request. */
function loggedIds(answer: Answer): Mention[] {
  const calls = new RegExp(LOGS.source, 'g');
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block): Mention[] => {
      if (block.role !== 'implementation' && block.role !== 'illustration') return [];
      const { code } = block;
      const mention = (match: RegExpExecArray | null, from: number): Mention[] =>
        match === null
          ? []
          : [
              {
                text: match[0],
                span: spanInBlock(block, from + match.index, from + match.index + match[0].length),
              },
            ];
      if (BINDS_CONTEXT.test(code)) return mention(TRACE_ID.exec(code), 0);
      for (const { index } of code.matchAll(calls)) {
        const found = mention(
          TRACE_ID.exec(code.slice(index, index + LONGEST_CALL).split(/\n[ \t]*\n/, 1)[0] ?? ''),
          index,
        );
        if (found.length > 0) return found;
      }
      return [];
    }),
  );
}
