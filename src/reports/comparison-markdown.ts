import { counted } from '../counted.ts';
import type { ComparedPromise, Comparison, ComparisonVerdict } from '../compare/comparison.ts';
import {
  CONCLUSIONS,
  count,
  intervalsWords,
  overallSentence,
  rangeText,
  sentenceOf,
  signedPoints,
  VERDICT_WORDS,
} from './comparison-words.ts';
import { cutLines, type Limit } from './cut-lines.ts';
import { COMMENT_CHARACTERS } from './markdown.ts';
import { brief, markdownText } from './plain.ts';

/** A comparison as a Markdown page, cut off from the end where it passes the limit. */
export function renderComparisonMarkdown(
  comparison: Comparison,
  most: Limit = { characters: COMMENT_CHARACTERS },
): string {
  return cutLines(comparisonLines(comparison), most, cutNote);
}

/** What stands in place of the lines that were cut off. */
export function cutNote(left: number): string {
  return `\n*Cut here to fit: ${left} more lines. The whole: \`--reporter json\`*`;
}

/** Verdict, sentences, table and remarks of a comparison, its heading at this level. */
export function comparisonLines(comparison: Comparison, level = 1): string[] {
  const { a, b, verdict, slots, tasks, sameAnswers } = comparison;
  const size = `${counted(tasks.common.length, 'task')}, ${counted(slots, 'comparison')}`;
  return [
    `${'#'.repeat(level)} ${CONCLUSIONS[verdict]}: ${markdownText(brief(a.label, 200))} → ${markdownText(brief(b.label, 200))}`,
    '',
    `${size}${sameAnswers ? "; every answer of B is the same as A's" : ''} · A ${markdownText(brief(a.model, 100))} · B ${markdownText(brief(b.model, 100))}`,
    '',
    ...sentences(comparison),
    '| promise | A | B | B − A here | new tasks like these | verdict |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...comparison.promises.map((promise) => `| ${cellsOf(promise).join(' | ')} |`),
    '',
    `kept/comparisons; differences in points of 100, ${intervalsWords([comparison])}`,
    '',
    ...comparison.remarks.map((remark) => `- ${markdownText(brief(remark, 1000))}`),
  ];
}

const TOLD: readonly ComparisonVerdict[] = ['regression', 'smaller-than-margin', 'improvement', 'undecided'];

function sentences(comparison: Comparison): string[] {
  const told = TOLD.flatMap((verdict) =>
    comparison.promises
      .filter((promise) => promise.verdict === verdict)
      .map(
        (promise) =>
          `- **${VERDICT_WORDS[verdict]}** ${markdownText(brief(sentenceOf(promise, comparison), 1000))}`,
      ),
  );
  const mean =
    comparison.overall.verdict === 'regression'
      ? [`- **${VERDICT_WORDS.regression}** ${markdownText(overallSentence(comparison))}`]
      : [];
  return told.length + mean.length === 0 ? [] : [...mean, ...told, ''];
}

function cellsOf({ promise, slots, keptA, keptB, difference, newTasks, verdict }: ComparedPromise): string[] {
  return [
    markdownText(brief(promise, 200)),
    slots === 0 ? '–' : `${count(keptA)}/${slots}`,
    slots === 0 ? '–' : `${count(keptB)}/${slots}`,
    difference ? `${signedPoints(difference.value)} (${rangeText(difference)})` : '–',
    newTasks ? rangeText(newTasks) : '–',
    VERDICT_WORDS[verdict],
  ];
}
