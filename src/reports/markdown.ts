import { counted } from '../counted.ts';
import { brief, markdownCode, markdownText } from './plain.ts';
import { cutLines, type Limit } from './cut-lines.ts';
import { judgingRemarks } from './judging.ts';
import { isPromised } from './promised.ts';
import type { Report } from './report.ts';
import { spread } from './terminal.ts';
import { costText, runRemarks } from './usage-words.ts';
import { percentText } from './words.ts';

/** Most characters of a comment on GitHub. */
export const COMMENT_CHARACTERS = 65_536;

/**
 * A run as a Markdown page: the same table and examples as on the terminal, for files and pull requests. What passes the limit
 * is cut off from the end, and said to be.
 */
export function renderMarkdown(
  report: Report,
  {
    examples = 20,
    most = { characters: COMMENT_CHARACTERS },
    corrected = false,
  }: { examples?: number; most?: Limit; corrected?: boolean } = {},
): string {
  const lines = [
    `# ${markdownText(brief(report.run.suite, 200))}`,
    '',
    about(report),
    '',
    ...table(report, corrected),
    '',
    `kept/applicable, rate, 95 % interval (Wilson). – not promised, ? not judged${corrected ? ", ≈ with the scorer's measured errors taken out" : ''}.`,
    '',
    ...remarks(report),
    ...brokenExamples(report, examples),
  ];
  const whole = markdownCode(`vouch report ${brief(report.run.id, 100)}`);
  return cutLines(lines, most, (left) => `\n*Cut here to fit: ${left} more lines. The whole: ${whole}*`);
}

function about(report: Report): string {
  const { run, agents } = report;
  const facts = [
    `run ${markdownCode(brief(run.id, 100))}`,
    run.startedAt,
    `${counted(agents.length, 'agent')} × ${counted(run.tasks, 'task')} × ${run.repeats}`,
    `model ${markdownText(run.provider)}`,
    run.git
      ? `commit ${markdownCode(run.git.commit.slice(0, 12))}${run.git.dirty ? ' with changes' : ''}`
      : 'no commit',
    costText(report),
  ];
  return facts.join(' · ');
}

function table(report: Report, corrected: boolean): string[] {
  const head = ['promise', ...report.agents.map((agent) => markdownText(agent.id))];
  const rows = report.promises.map((promise) => [
    markdownText(promise.id),
    ...report.agents.map((agent) => cellText(report, agent.id, promise.id, corrected)),
  ]);
  const totals = report.agents.map(({ kept, judged }) =>
    judged === 0 ? '–' : `**${kept}/${judged}** ${percentText(kept / judged)}`,
  );
  return [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows, ['**all**', ...totals]].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
}

function cellText(report: Report, agent: string, promise: string, corrected: boolean): string {
  const cell = report.cells.find((cell) => cell.agent === agent && cell.promise === promise);
  if (!cell) return isPromised(report, agent, promise) ? '?' : '–';
  if (cell.rate === null || cell.interval === null)
    return cell.unscored > 0 ? `? (${cell.unscored} unscored)` : 'n/a';
  const always =
    cell.repeated?.passHatK == null
      ? ''
      : `, all ${cell.repeated.k} repeats ${percentText(cell.repeated.passHatK)}`;
  const unscored = cell.unscored > 0 ? ` (${cell.unscored} unscored)` : '';
  const shown = (corrected && cell.corrected) || { rate: cell.rate, interval: cell.interval };
  const mark = corrected && cell.corrected ? '≈' : '';
  return `${cell.kept}/${cell.kept + cell.broken} ${mark}${percentText(shown.rate)} (${percentText(shown.interval.low)}–${percentText(shown.interval.high)})${always}${unscored}`;
}

function brokenExamples(report: Report, most: number): string[] {
  const shown = spread(report.examples, most);
  if (shown.length === 0) return [];
  return [
    '## Broken promises that tell most',
    '',
    ...shown.flatMap(({ agent, promise, task, repeat, why, evidence }) => [
      `- **${markdownText(promise)}**: ${markdownText(agent)} on ${markdownText(task)}${repeat > 1 ? ` (repeat ${repeat})` : ''}. ${markdownText(brief(why, 600))}`,
      ...evidence
        .slice(0, 3)
        .map(
          ({ turn, line, quote, why: reason }) =>
            `  - turn ${turn}, line ${line}: ${markdownCode(brief(quote, 300))}${reason === why ? '' : ` ${markdownText(brief(reason, 300))}`}`,
        ),
    ]),
    '',
  ];
}

function remarks(report: Report): string[] {
  const { trials } = report.run;
  const lines = [
    ...runRemarks(report).map((remark) => `- ${markdownText(remark)}`),
    ...report.errors.map(
      (error) =>
        `- No answer (${markdownText(error.kind)}) in ${counted(error.count, 'trial')}: ${markdownText(brief(error.message, 300))}`,
    ),
  ];
  if (trials.truncated > 0)
    lines.push(`- Cut off at the token limit: ${counted(trials.truncated, 'answer')}.`);
  lines.push(...judgingRemarks(report).map((remark) => `- ${markdownText(remark)}`));
  for (const agent of report.agents.filter((agent) => agent.unscoredPromises.length > 0)) {
    lines.push(
      `- ${markdownText(agent.id)} also promises, and nothing scores: ${agent.unscoredPromises.map(markdownText).join(', ')}`,
    );
  }
  return lines.length === 0 ? [] : ['## Remarks', '', ...lines, ''];
}
