import { matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { implementationOf } from '../answers/implementation.ts';
import { significantLinesOf } from '../answers/roles.ts';
import { statementsOf } from '../answers/statements.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/** Lines of code up to which the work is one step by itself. */
const ONE_STEP = 80;
const FEWEST_STEPS = 2;

/**
 * Kept if the work is cut into parts that can be delivered one by one: phases, slices, releases or pull requests; a
 * feature flag; a simple version first and what is added when. Steps of setting up or of a plan to write everything at
 * once are none. Not applicable to work that is one small step.
 */
export const incrementalDelivery: Scorer = {
  id: 'incremental-delivery',
  version: 1,
  score(answer) {
    const steps = stepsIn(answer);
    const found = [
      ...(steps.length >= FEWEST_STEPS ? steps : []),
      ...signsOf(answer, { why: 'a feature flag', code: FLAG, text: FLAG_IN_TEXT }),
      ...signsOf(answer, { why: 'delivers in parts', text: IN_PARTS, isSaid: () => true }),
    ];
    if (found.length > 0) return kept('It can be delivered step by step.', found);
    const lines = answer.turns
      .flatMap(implementationOf)
      .reduce((sum, block) => sum + significantLinesOf(block).length, 0);
    if (lines <= ONE_STEP) return notApplicable('The work is one small step.');
    return broken(`${lines} lines of code are to go live in one piece.`);
  },
};

const FLAG =
  /\b(?:FEATURE_\w+|feature_?[fF]lags?\w*|featureFlags?\w*|FeatureFlags?\w*|is_?[eE]nabled\(|LaunchDarkly|unleash|flagsmith|flipper|\w+_ENABLED|ENABLE_\w+|\w+_enabled\s*:\s*bool)\b/;
const FLAG_IN_TEXT =
  /\bfeature[- ](?:flags?|toggles?|switch(?:es)?)\b|\bbehind (?:a|one|the) (?:\w+ )?(?:flag|toggle|switch|setting)\b|\bdark[- ]launch\w*/i;
const IN_PARTS =
  /\b(?:start|begin|ship|launch|go live|deploy|release|merge|deliver|roll out)(?:s|ing)?\b.{0,40}\b(?:with|by)?\b.{0,30}\b(?:simple\w*|smallest|minimal|mvp|first (?:version|release|slice|cut)|one (?:endpoint|table|instance|box|worker|tenant)|on its own|by itself|separately|independently|in (?:small|two|three|four|several) (?:steps?|parts?|releases?|stages?|phases?|deploys?))\b|\b(?:each|every) (?:step|part|phase|slice|piece|stage|increment|pull request|PR|milestone|one)\b.{0,60}\b(?:deploy\w*|ship\w*|releas\w*|merg\w*|reverts?|rolled? back|go live|by itself|on its own|alone|separately|working)\b|\b(?:in (?:small )?increments|incrementally|incremental (?:deliver\w*|release\w*|roll-?out|steps?|changes?))\b|\biteratively\b|\b(?:deploy|ship|merge|release)(?:s|ed|able)? (?:one by one|separately|independently|in (?:this )?order|step by step)\b|\b(?:add|introduce|move to|bring in|switch to) .{3,60}\b(?:when|once|only when|as soon as)\b.{0,60}\b(?:grow\w*|need\w*|exceed\w*|load|traffic|measure\w*|demand|hurts?|slow\w*|profil\w*|real)\b|\bin kleinen Schritten\b|\bschrittweise\b/i;
const STEP =
  /^\W*(?:(?:phase|milestone|increment|stage|slice|iteration|release|sprint|week|deploy|deployment|PR|pull request|MVP|Phase|Etappe|Schritt|étape|fase)\s*#?\s*[\dIVX]+\b|(?:first|second|third|next|final) (?:release|slice|increment|deploy|deployment|phase|pull request|PR)\b)/i;

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
