import { lineEnd } from '../lines.ts';

const LONGEST_RUN = 1500;
const LONGEST_TABLE = 8000;

/**
 * Lines (0-based) at which runs of thousands of lines without a blank one, as a model in a loop writes them, are cut:
 * the Markdown parser needs quadratic time for such a paragraph. Code in fences is left whole.
 */
export function longRunCuts(text: string, lines: readonly number[]): number[] {
  const cuts: number[] = [];
  if (lines.length < LONGEST_RUN) return cuts;
  let fence = '';
  let length = 0;
  for (let line = 0; line < lines.length; line++) {
    const start = lines[line] ?? 0;
    const content = text
      .slice(start, Math.min(lineEnd(text, lines, line), start + 200))
      .replace(/^(?:[\s>]|[-*+] |\d{1,2}[.)] )*/, '');
    const marks = /^(?:`{3,}|~{3,})/.exec(content)?.[0] ?? '';
    if (fence !== '') {
      if (marks.startsWith(fence) && content.trim() === marks) fence = '';
      continue;
    }
    if (marks !== '') fence = marks;
    length = content.trim() === '' ? 0 : length + 1;
    if (length < (content.startsWith('|') ? LONGEST_TABLE : LONGEST_RUN)) continue;
    cuts.push(line);
    length = 0;
  }
  return cuts;
}
