import { matches } from '../../answers/prefilter/match.ts';
import type { Answer } from '../../answers/answer.ts';
import { isSameParagraph, statementsOf, type Statement } from '../../answers/statements.ts';
import type { Evidence } from '../scorer.ts';
import { COST, GAIN, hasTwoSides } from './merits.ts';
import { evidenceAt } from './verdicts.ts';

const COUNT =
  '(?:two|three|four|several|both|2|3|4|zwei|drei|vier|mehrere|beide|deux|trois|quatre|plusieurs|dos|tres|cuatro|varias|varios|dois|duas|três|quatro|vários|várias)';
const KIND =
  '(?:ways|options|approaches|possibilities|choices|alternatives|strategies|designs|solutions|candidates|routes|variants|paths|architectures|patterns|methods|techniques|layouts|setups|wege|möglichkeiten|varianten|ansätze|optionen|alternativen|lösungen|lösungswege|approches|façons|manières|pistes|voies|formas|opciones|opções|maneras|maneiras|vías|enfoques|caminos|caminhos|alternativas|abordagens|soluciones|soluções)';
/** "There are two sensible ways to do it", "Possible designs:": a sentence that announces approaches. */
const ANNOUNCES = new RegExp(
  String.raw`(?<!\p{L})${COUNT} (?:\p{L}+ ){0,2}${KIND}(?!\p{L})|^(?:(?:the|possible|main|die|mögliche|les|las|as|os) ){0,2}${KIND}(?!\p{L})[^.]{0,60}[:：]`,
  'iu',
);
const LETTERED =
  /^\W*(?:(?:option|approach|alternative|variant[e]?|solution|design|ansatz|lösung|weg|möglichkeit|opción|opción|enfoque|approche|opção|abordagem|solución|solução)\s*#?\s*(?:\d|[A-D]\b|one|two|three|eins|zwei|drei)|[A-D]\)\s)/iu;
const ORDINALS: readonly RegExp[] = [
  /^(?:(?:the )?first\b(?! of all)|one (?:is|way|option|approach|would)\b|the one\b|(?:der|die|das) (?:erste|eine)\b|(?:la|le|el|a|o) (?:première?|primer[ao]?|primeir[ao])(?!\p{L}))/iu,
  /^(?:(?:the )?second\b|the other\b|another (?:is|way|option|approach|would)\b|(?:der|die|das) (?:zweite|andere)\b|(?:la|le|el|a|o) (?:deuxième|second[eo]?|segund[ao]|autre|otr[ao]|outr[ao])(?!\p{L}))/iu,
];

/** One offered approach: where it begins and all that is said of it. */
interface Offer {
  readonly first: Statement;
  text: string;
}

/** Approaches that a sentence announces or letters tell apart, in a list, in paragraphs or in running prose. */
export function announcedApproaches(answer: Answer): Evidence[] {
  const statements = statementsOf(answer);
  const announced = statements.flatMap((one, at) =>
    matches(ANNOUNCES, one.text)
      ? [
          weighed(offersAfter(statements, at)),
          weighed(ordinalsAfter(statements, at)),
          weighed(clausesAfter(statements, at)),
        ]
      : [],
  );
  return [...announced, weighed(lettered(statements))].flat();
}

/** At least two offers, most of them with what speaks for and what speaks against. */
function weighed(offers: readonly Offer[]): Evidence[] {
  const sided = offers.filter(({ text }) => hasTwoSides(text));
  const [first] = offers;
  return first !== undefined && sided.length >= 2 && sided.some(({ text }) => matches(COST, text))
    ? [evidenceAt(first.first.span, `${offers.length} approaches, each with what speaks for and against it`)]
    : [];
}

const LONGEST_OFFER = 1200;

function append(offer: Offer, text: string): void {
  if (offer.text.length < LONGEST_OFFER) offer.text += ` ${text}`;
}

/** Items, or paragraphs that begin in bold, right after the sentence at `at`. */
function offersAfter(statements: readonly Statement[], at: number): Offer[] {
  const start = statements[at];
  const offers: Offer[] = [];
  if (start === undefined) return offers;
  let before = start;
  for (const next of statements.slice(at + 1, at + 40)) {
    if (next.turn !== start.turn || next.block.kind === 'row') break;
    const current = offers.at(-1);
    const isNew =
      next.block.kind === 'item'
        ? next.block !== before.block
        : !isSameParagraph(before, next) && isBold(next);
    if (isNew) offers.push({ first: next, text: next.text });
    else if (current !== undefined && (next.block === before.block || isSameParagraph(before, next)))
      append(current, next.text);
    else if (current !== undefined || !isSameParagraph(before, next)) break;
    before = next;
  }
  return offers;
}

/** "The first is ... The second is ...", in the paragraph that announces them or the next ones. */
function ordinalsAfter(statements: readonly Statement[], at: number): Offer[] {
  const offers: Offer[] = [];
  const start = statements[at];
  for (const next of statements.slice(at + 1, at + 14)) {
    if (next.turn !== start?.turn) break;
    const ordinal = ORDINALS[Math.min(offers.length, ORDINALS.length - 1)];
    const current = offers.at(-1);
    if (ordinal?.test(next.text) === true) offers.push({ first: next, text: next.text });
    else if (current !== undefined) append(current, next.text);
  }
  return offers;
}

/** "Two ways: a trigger is simple, but slow; a job is quick, but late": clauses of the paragraph that announces them. */
function clausesAfter(statements: readonly Statement[], at: number): Offer[] {
  const start = statements[at];
  if (start === undefined || start.block.kind === 'row') return [];
  return statements
    .slice(at, at + 7)
    .filter((one) => one === start || one.block === start.block || isSameParagraph(start, one))
    .flatMap((first) => first.text.split(/[;:]\s/).map((text) => ({ first, text })))
    .filter(({ text }) => matches(GAIN, text) && matches(COST, text));
}

/** "Option 1: ...", "A) ...": paragraphs or items that a letter or number tells apart. */
function lettered(statements: readonly Statement[]): Offer[] {
  const offers: Offer[] = [];
  let before: Statement | undefined;
  for (const next of statements) {
    const current = offers.at(-1);
    if (next.block.kind !== 'row' && matches(LETTERED, next.text))
      offers.push({ first: next, text: next.text });
    else if (
      current !== undefined &&
      before !== undefined &&
      (next.block === before.block || isSameParagraph(before, next))
    )
      append(current, next.text);
    before = next;
  }
  return offers;
}

const isBold = ({ span, turn }: Statement): boolean =>
  /^\s*[*_]{1,3}[^\s*_]/.test(
    turn.text.slice(Math.max(turn.text.lastIndexOf('\n', span.start) + 1, 0), span.end),
  );
