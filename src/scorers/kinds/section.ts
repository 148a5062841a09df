import type { Section, Turn } from '../../answers/answer.ts';
import type { KindOf } from '../../promises/scorer-kinds.ts';
import type { Scorer } from '../scorer.ts';
import { evidenceAt } from '../shared/verdicts.ts';
import { onceFound, verdictOnFinding } from './finding.ts';
import { inTurns, turnsOf } from './turns.ts';
import { searchWithinTime } from './within-time.ts';

const MOST_EVIDENCE = 10;

/** Looks for a heading, or a paragraph that is one bold line, with content under it. */
export function sectionScorer(id: string, { title, turn, means }: KindOf<'section'>): Scorer {
  const isTitle = (text: string): boolean => title.test(text) || title.test(withoutNumber(text));
  return {
    id,
    version: 1,
    ...onceFound(means),
    score(answer) {
      const turns = turnsOf(answer, turn);
      const titled = searchWithinTime(title, () =>
        turns.flatMap((one) =>
          one.sections.filter((section) => isTitle(section.title)).map((section) => ({ one, section })),
        ),
      ).slice(0, 1000);
      const filled = titled.filter(({ one, section }) => hasContent(section, one)).slice(0, MOST_EVIDENCE);
      const found = filled.map(({ section }) =>
        evidenceAt(section.span, `The section "${section.title}" is there, with content.`),
      );
      const [empty] = titled;
      const nothing = empty
        ? `The section "${empty.section.title}" has nothing under its heading.`
        : `No section has a title that /${title.source}/i matches${inTurns(turn)}.`;
      return verdictOnFinding(found, means, nothing);
    },
  };
}

/** "## 3. Plan" and "### 2) Plan" are titled "Plan". */
function withoutNumber(title: string): string {
  return title.replace(
    /^[^\p{L}\p{N}]{0,10}(?:(?:step|part|section)?\s{0,3}[\dIVX]{1,4}(?:[.\d]{0,8})[).:\s–—-]{1,5})?[^\p{L}\p{N}]{0,10}/iu,
    '',
  );
}

/** Headings alone are no content; a list, a table row, a sentence or code under any of them is. */
function hasContent({ bodyStart, span }: Section, { prose, blocks }: Turn): boolean {
  const isInside = (place: { readonly start: number; readonly end: number }): boolean =>
    place.start >= bodyStart && place.end <= span.end;
  return (
    prose.some((one) => one.kind !== 'heading' && isInside(one.span)) ||
    blocks.some((block) => block.code.trim() !== '' && isInside(block.span))
  );
}
