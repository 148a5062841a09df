import { matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { implementationOf } from '../answers/implementation.ts';
import { isPutOff } from '../answers/mentions.ts';
import { significantLinesOf } from '../answers/roles.ts';
import { isSameParagraph, statementsOf, type Statement } from '../answers/statements.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

const FEWEST_STEPS = 2;
/** Lines of code that cannot well be cut. */
const ONE_STEP = 20;

/**
 * Kept if the work is cut into parts that can be delivered one by one: phases, slices, releases or pull requests; a list of
 * increments, of which the first follows; the index or the column before the code; add, backfill, switch and drop; this today
 * and that next week; a feature flag; a simple version first and what is added when. Steps of setting up, a setting that turns
 * something off, the whole for a share of the users, and a plan to write everything at once are none. Not applicable to an
 * answer that only asks, and to a few lines of code.
 */
export const incrementalDelivery: Scorer = {
  id: 'incremental-delivery',
  version: 2,
  score(answer) {
    const steps = stepsIn(answer);
    const found = [
      ...(steps.length >= FEWEST_STEPS ? steps : []),
      ...partsUnderTitle(answer),
      ...stagedChanges(answer),
      ...signsOf(answer, { why: 'a feature flag', code: FLAG, text: FLAG_IN_TEXT, isSaid: isNoCanary }),
      ...signsOf(answer, { why: 'delivers in parts', text: IN_PARTS, isSaid: () => true }),
      ...signsOf(answer, { why: 'one part now, another later', text: ONE_BY_ONE, isSaid: () => true }),
    ];
    if (found.length > 0) return kept('It can be delivered step by step.', found);
    const onlyAsks = answer.turns.every(
      (turn) => turn.questions.length > 0 && implementationOf(turn).length === 0,
    );
    if (onlyAsks) return notApplicable('The answer only asks so far.');
    const lines = answer.turns
      .flatMap(implementationOf)
      .reduce((sum, block) => sum + significantLinesOf(block).length, 0);
    return lines > 0 && lines <= ONE_STEP
      ? notApplicable('The work is a few lines.')
      : broken('The work is to go live in one piece.');
  },
};

const FLAG =
  /\b(?:FEATURE_(?:FLAGS?\w*|TOGGLE\w*|[A-Z]+_ENABLED)|feature_?[fF]lags?\w*|featureFlags?\w*|FeatureFlags?\w*|is_?[eE]nabled\(|LaunchDarkly|unleash|flagsmith|flipper)\b/;
const FLAG_IN_TEXT =
  /\bfeature[- ](?:flags?|toggles?|switch(?:es)?)\b|\bbehind (?:a|one|the) (?:\w+ )?(?:flag|toggle|switch|setting)\b|\bdark[- ]launch\w*/i;
const isNoCanary = (clause: string): boolean => !/\d\s?%/.test(clause) && !isPutOff(clause);
/** "A today, B this week", "service by service", "jeder Schritt hat einen Schalter". */
const ONE_BY_ONE =
  /\b(?:today|now|this week|at once|heute|jetzt|hoy|hoje|aujourd['’]hui)[,;] [^.;]{1,60}\b(?:(?:this|next) (?:week|month|sprint|quarter|release)|tomorrow|(?:diese|nächste) Woche|mañana|la próxima semana|na próxima semana|demain|la semaine prochaine)\b|\b(service|tenant|module|endpoint|customer|client|team|region|route|servicio|serviço|modul|mandant) (?:by|par|por|für|nach) \1\b|\b(?:jede[rs]? (?:Schritt|Phase|Teil|Etappe)|chaque (?:étape|phase|lot)|cada (?:paso|etapa|fase|parte))\b.{0,60}(?:Schalter|einzeln|für sich|allein|ausgeliefert|deploy|zurück|interrupteur|déploy|séparément|retour|interruptor|despleg|separado|por sí|publica|entreg|implant)/iu;
const IN_PARTS =
  /\b(?:start|begin|ship|launch|go live|deploy|release|merge|deliver|roll out)(?:s|ing)?\b.{0,40}\b(?:with|by)?\b.{0,30}\b(?:simple\w*|smallest|minimal|mvp|first (?:version|release|slice|cut)|one (?:endpoint|table|instance|box|worker|tenant)|on its own|by itself|separately|independently|in (?:small|two|three|four|several) (?:steps?|parts?|releases?|stages?|phases?|deploys?))\b|\b(?:each|every) (?:step|part|phase|slice|piece|stage|increment|pull request|PR|milestone|one)\b.{0,60}\b(?:deploy\w*|ship\w*|releas\w*|merg\w*|reverts?|rolled? back|go live|by itself|on its own|alone|separately|working)\b|\b(?:deliver|ship|release|deploy|implement|merge|land)\b.{0,15}\b(?:increments?|steps?|phases?|parts?|slices?|milestones?|\d)\b.{0,30}\bfirst\b|\b(?:build|creat|add)\w*\b.{0,40}\b(?:index(?:es)?|columns?)\b.{0,20}\bfirst\b|\b(?:in (?:small )?increments|incrementally|incremental (?:deliver\w*|release\w*|roll-?out|steps?|changes?))\b|\biteratively\b|\b(?:deploy|ship|merge|release)(?:s|ed|able)? (?:one by one|separately|independently|in (?:this )?order|step by step)\b|\b(?:add|introduce|move to|bring in|switch to) .{3,60}\b(?:when|once|only when|as soon as)\b.{0,60}\b(?:grow\w*|need\w*|exceed\w*|load|traffic|measure\w*|demand|hurts?|slow\w*|profil\w*|real)\b|\bin kleinen Schritten\b|\bschrittweise\b/i;
const STEP =
  /^\W*(?:(?:phase|milestone|increment|stage|slice|iteration|release|sprint|week|deploy|deployment|PR|pull request|MVP|Phase|Etappe|Schritt|étape|fase)\s*#?\s*[\dIVX]+\b|(?:first|second|third|next|final) (?:release|slice|increment|deploy|deployment|phase|pull request|PR)\b)/i;

/** A title above a list of parts. */
const PARTS =
  /^\W*(?:\d+[.)]\s*)?(?:increments|phases|milestones|slices|stages|releases|delivery|delivery plan|(?:staged |phased |gradual )?roll-?out(?: plan| steps| order)?|phased (?:plan|delivery))\W*$/i;
const GOES_LIVE =
  /\b(?:deploy|ship|releas|go(?:es)? live|roll(?:ed|s)? out|switch|enabl|backfill|cut over|drop)\w*\b/i;

/** The items of a list of parts, which need not say so one by one; of a roll-out, two have to be deliveries. */
function partsUnderTitle(answer: Answer): Evidence[] {
  const items = statementsOf(answer).filter(
    ({ block, span }) => block.kind === 'item' && span.start === block.span.start,
  );
  const groups = Map.groupBy(
    items.filter(({ block }) => PARTS.test(block.headings.at(-1) ?? '')),
    ({ turn, block }) => `${turn.number} ${block.headings.join(' / ')}`,
  );
  return [...groups.values()].flatMap((group) => {
    const title = group[0]?.block.headings.at(-1) ?? '';
    const parts = /roll-?out/i.test(title) ? group.filter(({ text }) => GOES_LIVE.test(text)) : group;
    return parts.length < FEWEST_STEPS
      ? []
      : parts.map(({ span }) => evidenceAt(span, 'a part that is delivered by itself'));
  });
}

/** What each part of a change that is made in stages does; two kinds make stages if one of them goes live by itself. */
const STAGES: readonly RegExp[] = [
  /\b(?:deploy|ship|release|roll out|go live with|cut over|switch (?:the )?(?:reads?|writes?|traffic|over))\w*\b/i,
  /\badd\b.{0,45}\b(?:columns?|nullable|tables?)\b|\bcreate (?:the |both |all |two |three |new )*tables?\b|\b(?:build|create)\b.{0,20}\bindex(?:es)?\b|\balter table \S+ add\b|\bdual[- ]writ\w*|\bwrit\w* (?:to )?both\b/i,
  /\bback-?fill\w*|\bin batches\b|\bbatch migration\b|\b(?:copy|migrate|convert) (?:the )?(?:old|existing) (?:rows|data|records)\b/i,
  /\bdrop\b.{0,20}\b(?:column|table|old|legacy)\b|\b(?:delete|remove|retire)\w* the (?:old|legacy|previous)\b|\b(?:deleted|dropped|removed|retired)\b.{0,20}\b(?:days?|weeks?|months?|releases?) later\b/i,
];

/** "add the column → backfill → deploy the reader → drop the old one": in a numbered list, or in one sentence. */
function stagedChanges(answer: Answer): Evidence[] {
  const numbered = statementsOf(answer).filter(
    ({ block, turn }) => block.kind === 'item' && isNumbered(turn.text, block.span.start),
  );
  const lists = Map.groupBy(numbered, ({ turn, block }) => `${turn.number} ${block.headings.join(' / ')}`);
  const chains = statementsOf(answer).filter(({ text }) => text.split(/→|->|=>/).length > 2);
  return [...lists.values(), ...chains.map((one) => [one]), ...labelled(answer)].flatMap((group) => {
    const text = group.map((one) => one.text).join('\n');
    const [goesLive, ...others] = STAGES.map((stage) => matches(stage, text));
    const kinds = others.filter(Boolean).length;
    return (goesLive && kinds >= 1) || kinds === others.length
      ? group
          .filter((one) => STAGES.some((stage) => matches(stage, one.text)))
          .map(({ span }) => evidenceAt(span, 'a stage of the change'))
      : [];
  });
}

/** "Roll-out: create the tables, deploy, let some try it, ...; the old ones are deleted a month later." */
function labelled(answer: Answer): Statement[][] {
  const statements = statementsOf(answer);
  return statements.flatMap((first, at) => {
    if (first.block.kind !== 'sentence' || !ROLLS_OUT.test(first.text)) return [];
    const after = statements.slice(at + 1, at + LONGEST_PLAN);
    const end = after.findIndex((one, next) => !isSameParagraph(after[next - 1] ?? first, one));
    return [[first, ...after.slice(0, end === -1 ? undefined : end)]];
  });
}

/** In sentences. */
const LONGEST_PLAN = 12;
const ROLLS_OUT =
  /^\W*(?:(?:staged |phased |gradual )?roll-?out|going live|deployment|delivery|migration)\s*[:.]/i;

const isNumbered = (text: string, at: number): boolean =>
  /^[ \t>]*(?:\*\*)?\(?\d{1,2}[.)]/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 4));

function stepsIn(answer: Answer): Evidence[] {
  const headings = answer.turns.flatMap((turn) =>
    turn.sections
      .filter(({ title }) => STEP.test(title))
      .map(({ span, bodyStart }) => ({ ...span, end: bodyStart })),
  );
  const items = statementsOf(answer)
    .filter(({ text, block }) => block.kind !== 'sentence' && matches(STEP, text))
    .map(({ span }) => span);
  return [...headings, ...items].map((span) => evidenceAt(span, 'a part that is delivered by itself'));
}
