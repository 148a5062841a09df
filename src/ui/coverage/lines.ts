import type { PagePrompt, PromptLine } from '../../reports/html/page-data.ts';
import type { Cell } from '../../reports/report.ts';
import type { Page } from '../page.ts';
import { type Band, bandOf } from '../parts/rate.tsx';

/** What is known of one line; a line with several promises is as good as its weakest. */
export type LineState = Band | 'unjudged' | 'unscored' | 'unchecked' | 'background';

/** States in the order of the legend, with what they mean. */
export const STATES = [
  { state: 'always', name: 'always kept', about: 'every trial that it applied to kept it' },
  { state: 'nearly', name: 'nearly always', about: 'kept in nine of ten trials or more' },
  { state: 'mostly', name: 'mostly', about: 'kept in half of the trials or more' },
  { state: 'seldom', name: 'seldom', about: 'kept in fewer than half of the trials' },
  { state: 'never', name: 'never kept', about: 'no trial kept it' },
  {
    state: 'unjudged',
    name: 'never applied',
    about: 'scored, but no trial called for it or could be judged',
  },
  { state: 'unscored', name: 'not scored', about: 'a known promise that no scorer checks yet' },
  { state: 'unchecked', name: 'unchecked', about: 'states behaviour that no promise of the catalogue knows' },
] as const satisfies readonly { state: LineState; name: string; about: string }[];

/** A line with what its promises came to. */
export interface JudgedLine extends PromptLine {
  readonly state: LineState;
  /** Records of its scored promises, weakest first. */
  readonly cells: readonly Cell[];
  /** Its promises without a record: nothing scores them, or no trial has a verdict. */
  readonly unscored: readonly string[];
}

/** The lines of a prompt with how often each was kept. */
export function judgedLines(page: Page, prompt: PagePrompt): JudgedLine[] {
  return prompt.lines.map((line) => {
    const cells = line.promises.flatMap((id) => page.cell(prompt.agent, id) ?? []);
    cells.sort((a, b) => (a.rate ?? 2) - (b.rate ?? 2));
    const unscored = line.promises.filter((id) => !page.cell(prompt.agent, id));
    return { ...line, cells, unscored, state: stateOf(page, line, cells) };
  });
}

function stateOf(page: Page, { promises, unchecked }: PromptLine, [weakest]: readonly Cell[]): LineState {
  if (weakest) return weakest.rate === null ? 'unjudged' : bandOf(weakest.rate);
  if (promises.some((id) => page.promises.get(id)?.scored)) return 'unjudged';
  if (promises.length > 0) return 'unscored';
  return unchecked ? 'unchecked' : 'background';
}
