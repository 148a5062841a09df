import { cutLines } from '../cut-lines.ts';
import { COMMENT_CHARACTERS } from '../markdown.ts';
import { brief, markdownText } from '../plain.ts';
import type { History } from './history.ts';
import {
  countsText,
  dateOf,
  earlierCounts,
  lastNightSentences,
  lastPoint,
  quietText,
  spanText,
  sparkline,
} from './history-words.ts';

/** A history as a Markdown page that fits a comment: what changed since the night before, then a table. */
export function renderHistoryMarkdown(history: History): string {
  const sentences = lastNightSentences(history);
  const lines = [
    `# ${markdownText(brief(history.suite, 200))}`,
    '',
    spanText(history),
    '',
    `## ${dateOf(history, history.nights.length - 1)}, since the night before`,
    '',
    ...(sentences.length === 0
      ? [quietText(history)]
      : sentences.map(({ kind, text }) => `- **${kind}** ${markdownText(brief(text, 1000))}`)),
    '',
    ...history.remarks.map((remark) => `- ${markdownText(brief(remark, 500))}`),
    '',
    '| variant | promise | nights | last night | nights before | last break |',
    '| --- | --- | --- | ---: | ---: | --- |',
    ...history.series.map((series) => {
      const broken = series.breaks.at(-1);
      const why = broken
        ? `${dateOf(history, broken.night)} ${markdownText(brief(broken.reasons.map((reason) => reason.why).join(', '), 200))}`
        : '';
      const last = lastPoint(series, history);
      const cells = [
        markdownText(series.agent),
        markdownText(series.promise),
        sparkline(series, history.nights.length, 30),
        last ? countsText(last) : '–',
        countsText(earlierCounts(series, history)),
        why,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
  return cutLines(
    lines,
    { characters: COMMENT_CHARACTERS },
    (left) =>
      `\n*Cut here to fit: ${left} more lines. The whole: \`vouch report --history … --reporter json\`*`,
  );
}
