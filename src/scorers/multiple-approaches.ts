import { matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { announcedApproaches } from './shared/approaches.ts';
import { COST, GAIN, hasTwoSides, turnsIn } from './shared/merits.ts';
import { comparesOptions } from './shared/options.ts';
import { isSameParagraph, statementsOf, type Statement } from '../answers/statements.ts';
import { tablesOf } from '../answers/tables.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/**
 * Two or more approaches to the main problem are offered, each with pros and cons: in a table of options, in a list
 * under a title of options, or in sections of their own. Alternatives for single decisions are none.
 */
export const multipleApproaches: Scorer = {
  id: 'multiple-approaches',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const found = approachesIn(answer);
    return found[0] === undefined
      ? broken('No second approach to the main problem is offered with pros and cons.')
      : kept(`Several approaches are offered: ${found[0].why}.`, found);
  },
};

/** The places where approaches stand side by side, each with what speaks for and against it. */
export function approachesIn(answer: Answer): Evidence[] {
  const tables = answer.turns
    .flatMap((turn) => [...tablesOf(turn)])
    .filter(comparesOptions)
    .map((table) => evidenceAt(table.span, 'a table of approaches with what speaks for and against each'));
  return [
    ...tables,
    ...lists(answer),
    ...paragraphs(answer),
    ...sections(answer),
    ...announcedApproaches(answer),
    ...alternatives(answer),
    ...alternativeDesigns(answer),
    ...eitherOr(answer),
  ];
}

const OPTIONS_TITLE =
  /^\W*(?:\d+[.)]?\s*)?(?:(?:the |possible |main |design |architecture |three |two |four |some )*(?:options?|approach(?:es)?|alternatives?|strategies|solutions|ways|candidates|possibilities|designs)\b(?! (?:section|parameters?|object))|choosing\b|which (?:approach|option|way)|comparison|(?:(?:zwei|drei|mögliche|die) )*(?:Möglichkeiten|Ansätze|Varianten|Wege|Lösungswege|Alternativen|Optionen)|(?:(?:dos|tres|las|posibles) )*(?:formas|maneras|vías)|(?:(?:deux|trois|les) )*(?:solutions|façons|pistes)|opciones|enfoques|alternativas|approches|abordagens|approcci)|方案(?:对比|比较)|选项|案の比較/iu;
/** Items under a title of options, or behind a sentence that announces them before the first code. */
function lists(answer: Answer): Evidence[] {
  const groups = new Map<string, { text: string; statement: Statement }[]>();
  for (const statement of statementsOf(answer)) {
    const { block, turn } = statement;
    const title = block.headings.at(-1);
    if (block.kind !== 'item' || title === undefined || !OPTIONS_TITLE.test(title)) continue;
    const key = `${turn.number} ${title}`;
    const group = groups.get(key) ?? [];
    if (group.at(-1)?.statement.block !== block) group.push({ text: block.text, statement });
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => {
    const weighed = group.filter(({ text }) => hasTwoSides(text));
    const first = group[0];
    return weighed.length >= 2 && first !== undefined
      ? [evidenceAt(first.statement.block.span, `${group.length} approaches in a list`)]
      : [];
  });
}

/** Paragraphs under a title of options that each begin with the name of one: "**Triggers.** For: ... Against: ...". */
function paragraphs(answer: Answer): Evidence[] {
  const groups = new Map<string, { text: string; first: Statement }[]>();
  let last: Statement | undefined;
  for (const statement of statementsOf(answer)) {
    const { block, turn, text } = statement;
    const before = last;
    last = statement;
    const at = block.headings.findLastIndex((heading) => OPTIONS_TITLE.test(heading));
    if (block.kind !== 'sentence' || at === -1) continue;
    const key = `${turn.number} ${at} ${block.headings[at] ?? ''}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    const current = group.at(-1);
    const continues =
      before !== undefined &&
      before.turn === turn &&
      before.block.headings.at(-1) === block.headings.at(-1) &&
      !/\n\s*\n/.test(turn.text.slice(before.span.end, statement.span.start));
    if (continues && current !== undefined) current.text += ` ${text}`;
    else if (!continues) group.push({ text, first: statement });
  }
  return [...groups.values()].flatMap((group) => {
    const named = group.filter(({ text, first }) => hasTwoSides(text) && isNamed(first));
    const [first] = named;
    return named.length >= 2 && first !== undefined
      ? [evidenceAt(first.first.span, `${named.length} approaches in paragraphs of their own`)]
      : [];
  });
}

/** True if a paragraph begins with a name in bold or italics, or stands under one. */
const isNamed = ({ span, block, turn }: Statement): boolean =>
  /^\s*[*_]{1,3}[^\s*_]/.test(
    turn.text.slice(Math.max(turn.text.lastIndexOf('\n', span.start) + 1, 0), span.end),
  ) || !OPTIONS_TITLE.test(block.headings.at(-1) ?? '');

const OPTION_SECTION =
  /^\W*(?:option|approach|alternative|variant|solution|strategy|variante|ansatz|lösung|weg|möglichkeit|opción|enfoque|approche|opção|abordagem|solución|solução|方案|案)\s*(?:#?\s*(?:\d+|[A-D]|I{1,3}|one|two|three|一|二|三|甲|乙)\b|[:：])/iu;

/** Sections "Option A", "Option B", each with its pros and cons. */
function sections(answer: Answer): Evidence[] {
  return answer.turns.flatMap((turn) => {
    const options = turn.sections.filter(({ title }) => OPTION_SECTION.test(title));
    const weighed = options.filter(({ span, bodyStart }) =>
      hasTwoSides(turn.text.slice(bodyStart, Math.min(span.end, bodyStart + 6000))),
    );
    const first = options[0];
    if (weighed.length < 2 || first === undefined) return [];
    return [
      evidenceAt(
        { turn: turn.number, start: first.span.start, end: first.bodyStart },
        `${options.length} sections of approaches`,
      ),
    ];
  });
}

const ALTERNATIVE =
  /(?<!\p{L})(?:the|an|one|another|a|die|eine|l['’]|une|la|una|a|uma) ?(?:main |obvious |simpler |cheaper |other |einfachere |naheliegende )?alternative?a? (?:to (?:this|that|all this|the whole)|design|approach|would be|is to|here|wäre|ist|serait|sería|seria|es|é)(?!\p{L})/iu;

/** "The alternative would be ...": a paragraph of several sentences that weighs another approach. */
function alternativeDesigns(answer: Answer): Evidence[] {
  const statements = statementsOf(answer);
  return statements.flatMap((first, at): Evidence[] => {
    if (first.block.kind !== 'sentence' || !matches(ALTERNATIVE, first.text)) return [];
    const rest = statements.slice(at + 1, at + 5).filter((next) => isSameParagraph(first, next));
    const text = rest.map((one) => one.text).join(' ');
    return rest.length >= 2 && matches(GAIN, text) && matches(COST, text) && turnsIn(text) > 0
      ? [evidenceAt(first.span, 'another approach with what speaks for and against it')]
      : [];
  });
}

/** One passage "Alternatives: A does ..., but ...; B is ..." that weighs at least two others against the chosen one. */
function alternatives(answer: Answer): Evidence[] {
  const seen = new Set<number>();
  return statementsOf(answer).flatMap(({ block, turn }) => {
    if (block.kind !== 'item' || seen.has(block.span.start + turn.number * 1e9)) return [];
    seen.add(block.span.start + turn.number * 1e9);
    if (
      !/^\W*(?:alternatives|other (?:approaches|options|ways)|alternative approaches|options considered)\b/i.test(
        block.text,
      )
    )
      return [];
    const weighed = block.text
      .split(/[.;]\s+/)
      .filter(
        (part) =>
          /\bbut\b|\bhowever\b|\band (?:in|not|less|more)\w*|\bthough\b|\bwhile\b/i.test(part) &&
          part.length > 25,
      );
    return weighed.length >= 2
      ? [evidenceAt(block.span, 'alternatives with what speaks for and against each')]
      : [];
  });
}

const EITHER_OR =
  /^\W*(?:\p{L}+ )?(\p{Lu}[\p{L}\d.+#]+(?: \p{L}+)?) (?:or|versus|vs\.?|oder|o|ou) (?:\p{L}+ )?(\p{Lu}[\p{L}\d.+#]+(?: \p{L}+)?)\s*[?:.]/u;

/** A paragraph titled "Redis or PostgreSQL?" that weighs both, if the answer opens with one of them as its base. */
function eitherOr(answer: Answer): Evidence[] {
  return answer.turns.flatMap((turn) =>
    turn.prose.flatMap((title, at): Evidence[] => {
      const [, one = '', other = ''] = EITHER_OR.exec(title.text.slice(0, 120)) ?? [];
      if (one === '' || title.quoted) return [];
      const opening = turn.prose
        .slice(0, Math.min(at, 3))
        .map((prose) => prose.text)
        .join(' ');
      if (!opening.includes(one) && !opening.includes(other)) return [];
      const text = turn.prose
        .slice(at + 1, at + 6)
        .map((prose) => prose.text)
        .join(' ');
      const weighed = text
        .split(/[.;]\s+/)
        .filter((part) => (CONTRAST.test(part) && part.length > 25) || PAYS.test(part));
      return weighed.length >= 2 && text.includes(one) && text.includes(other)
        ? [evidenceAt(title.span, `${one} and ${other} are weighed`)]
        : [];
    }),
  );
}
const CONTRAST = /\b(?:but|however|though|while|whereas|aber|dafür|pero|mais)\b/i;
const PAYS =
  /\b(?:the|its) (?:price|cost|downside|drawback) (?:is|are|of)\b|\bat the (?:price|cost|expense) of\b/i;
