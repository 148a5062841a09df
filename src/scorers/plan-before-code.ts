import type { CodeBlock, Prose } from '../answers/answer.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { beforeCode } from './shared/before-code.ts';
import { isEnglish, wordCount, wordsByTitle } from './shared/language.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/** Before the first implementation code stands a plan, an outline or a description of the approach. */
export const planBeforeCode: Scorer = {
  id: 'plan-before-code',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const { prose, blocks, code } = beforeCode(answer);
    if (code === undefined) return notApplicable('No turn holds implementation code.');
    const found = [
      ...plannedSections(prose, blocks),
      ...blocks.filter(isContract).map(contractEvidence),
      ...remedies(prose),
    ];
    if (found[0] !== undefined) return kept(`Before the code stands ${found[0].why}.`, found);
    const approach = approachStatements(prose);
    const evidence = approach.map(({ span, why }) => evidenceAt(span, why));
    const weight = approach.reduce((sum, one) => sum + one.weight, 0);
    if (weight >= ENOUGH) return kept('The text before the code describes the approach.', evidence);
    const why =
      evidence.length === 0
        ? 'Nothing before the first code describes how it will be built.'
        : 'What stands before the first code is too little to be a plan.';
    return broken(why, [...evidence, evidenceAt(code.span, 'the first implementation code')]);
  },
};

const ENOUGH = 1;
const PLAN_TITLE =
  /\b(?:plan|planning|approach|design|outline|architecture|overview|strategy|solution|steps|flow|how it (?:works|fits)|how (?:I|we)(?:['’]ll| will| would)?|idea|concept|components?|decisions?|choices?|algorithm|structure|contract|end-?points?|api|interface|data model|states?|life ?cycle|pipeline|increments?|milestones?|phases?|road ?map|recommendations?|proposal|rules|guarantees|options?|choosing|layout|principles?|entit(?:y|ies)|what (?:the )?clients? sees?|sizing|big picture|work(?:ing)? breakdown|procedure|blueprint|scheme)\b|\b(?:Vorgehen|Ansatz|Entwurf|Lösung\w*|Ablauf|Architektur|Konzept|enfoque|diseño|arquitectura|pasos|solución|approche|conception|étapes|abordagem|projeto|arquitetura|passos|approccio|progettazione|architettura)\b|план|подход|архитектур|решени|方案|设计|設計|架构|思路|步骤|方針|アーキテクチャ|手順|설계|접근|계획/iu;
/** Sections that tell what is wrong, what is known or what is asked, not what will be built. */
const OTHER_TITLE =
  /\b(?:findings?|problems?|issues?|wrong|vulnerab\w*|flaws?|bugs?|severity|critical|high|medium|low|weakness\w*|risks?|diagnos\w*|causes?|symptoms?|review|observations?|understand\w*|understood|assum\w*|questions?|context|background|before|unclear)\b/i;

/** Sections with a title that promises a plan and something under it. */
function plannedSections(prose: readonly Prose[], blocks: readonly CodeBlock[]): Evidence[] {
  const words = wordsByTitle(prose.filter(({ text }) => !isAssumption(text)));
  const drawn = new Set(blocks.filter(({ role }) => role !== 'shell').flatMap(({ headings }) => headings));
  return prose
    .filter(({ kind, text }) => kind === 'heading' && PLAN_TITLE.test(text) && !OTHER_TITLE.test(text))
    .filter(({ text }) => (words.get(text) ?? 0) >= 12 || drawn.has(text))
    .map(({ text, span }) => evidenceAt(span, `the section “${text}”`));
}

/** A drawing of the parts, or a description of the interface. */
const isContract = (block: CodeBlock): boolean =>
  block.role === 'diagram' ||
  (block.role === 'data' && /^(?:yaml|openapi|graphql|protobuf|http|json)$/.test(block.language));

const contractEvidence = (block: CodeBlock): Evidence =>
  evidenceAt(
    block.span,
    block.role === 'diagram' ? 'a diagram of the parts' : `a contract (${block.language})`,
  );

/** Tables of findings that tell the fix of each, too. */
function remedies(prose: readonly Prose[]): Evidence[] {
  return prose
    .filter(
      ({ kind, text }) =>
        kind === 'row' &&
        text
          .split('|')
          .some((cell) =>
            /^\s*(?:the )?(?:fix(?:es)?|remed(?:y|ies)|solutions?|cure|change|what (?:I|to) changed?|instead|recommended)\s*$/i.test(
              cell,
            ),
          ),
    )
    .map(({ span }) => evidenceAt(span, 'a table that gives the fix for each finding'));
}

interface Statement {
  readonly span: Prose['span'];
  readonly weight: number;
  readonly why: string;
}

/** Sentences that tell how the thing will be built; those under the title of a piece of code count for less. */
function approachStatements(prose: readonly Prose[]): Statement[] {
  const english = isEnglish(prose.map(({ text }) => text).join(' '));
  return prose.flatMap((one): Statement[] => {
    const heading = one.headings.at(-1);
    if (one.headings.some((title) => OTHER_TITLE.test(title)) && !concludes(one)) return [];
    if (one.kind === 'heading') {
      const named = /[:：–—]\s*(.{6,})$/.exec(one.text)?.[1];
      const isFix =
        named !== undefined &&
        /\b(?:fix|cure|solution|approach|plan|change|step)\b/i.test(one.text) &&
        !OTHER_TITLE.test(one.text);
      return isFix ? [{ span: one.span, weight: 1, why: 'names the approach' }] : [];
    }
    const weight = concludes(one) ? 1 : english ? weightOf(one.text) : wordCount(one.text) >= 8 ? 0.4 : 0;
    if (weight === 0) return [];
    return [
      {
        span: one.span,
        weight: heading === undefined || concludes(one) ? weight : weight * UNDER_CODE_TITLE,
        why: 'tells how it is built',
      },
    ];
  });
}

/** Below the lists of findings, a paragraph that says what the writer would do is no finding any more. */
const FINDINGS_TITLE =
  /\b(?:findings?|problems?|issues?|wrong|vulnerab\w*|flaws?|bugs?|severity|critical|high|medium|low|weakness\w*)\b/i;
const WOULD_DO =
  /^(?:so |therefore |instead,? |hence )?(?:I|we)(?:['’]d| would|['’]ll| will) (?!(?:like|need|love|ask (?:you|whether|why|how|what|first)|want)\b)\w+/i;
const concludes = ({ kind, text, headings }: Prose): boolean =>
  kind === 'sentence' &&
  wordCount(text) >= 7 &&
  FINDINGS_TITLE.test(headings.at(-1) ?? '') &&
  WOULD_DO.test(text);

const UNDER_CODE_TITLE = 0.4;

const PLANS =
  /\b(?:(?:the|my|our|this|main|key|core|basic) (?:\w+ ){0,2}(?:approach|idea|plan|design|principle|fix|repair|cure|remedy|solution|strategy|recommendation|decision|trick|rule|structure|architecture|flow|algorithm)s?\b|in (?:two|three|four|five|\d) (?:steps|layers|parts|phases|stages|passes)|works? (?:as follows|like this|in two|in three)|rests on|(?:is|are) built (?:on|around|from)|decisions shape|first\b.{3,120}\b(?:then|after that|next|finally)\b|(?:I|we)(?:['’]ll| will|['’]d| would| am going to|['’]m going to)? (?:use|chose|choose|picked|pick|take|took|prefer|opt for|settle (?:on|for)|ask for|build|start (?:with|by)|split|keep|put|store|go (?:with|for)|recommend|propose|suggest|implement|separate|model|treat|compute|add|write|move|replace|make|serve|expose|let)\b|let(?:['’]s|s| us) \w+|fixes it\b|solves? (?:it|this|that|both)|it takes (?:two|three|four|\d) things|(?:two|three|four|five|several) (?:independent |main )?(?:ideas|guards|decisions|layers|rules|parts|pieces|building blocks|mechanisms))\b/i;
const PARTS =
  /\b(?:index(?:es)?|cache[sd]?|queues?|workers?|tables?|rows?|columns?|keys?|endpoints?|services?|schemas?|transactions?|locks?|tokens?|constraints?|triggers?|loaders?|dataloader|batch(?:es)?|streams?|generators?|iterators?|stores?|database|redis|postgres\w*|modules?|layers?|functions?|helpers?|middleware|limiter|counters?|scripts?|jobs?|events?|outbox|lease|handlers?|class(?:es)?|models?|cursors?|pages?|buckets?|channels?|sockets?|process(?:es)?|pods?|sweeper|state machine|hash(?:es)?|bod(?:y|ies)|requests?|responses?|headers?|buffers?|payloads?|fields?|records?|logs?|lines?|copies|ids?|paths?|replicas?|triggers|repository|controller|router|views?|serializers?|signals?|goroutines?|structs?|interfaces?|promises?|validators?|parsers?|readers?|writers?)\b/i;
const ACTS =
  /\b(?:stores?|keeps?|kept|stored|writes?|written|reads?|inserts?|inserted|updates?|updated|checks?|checked|validates?|validated|returns?|yields?|streams?|enqueues?|publish(?:es)?|claims?|locks?|batch(?:es)?|gathers?|caches?|counts?|hash(?:es|ed)?|signs?|verif(?:y|ies)|compares?|rejects?|retries|loads?|loaded|fetch(?:es)?|maps?|splits?|wraps?|uses?|gives?|collects?|moves?|guards?|decides?|merges?|sorts?|resizes?|sends?|polls?|processes|runs?|lives?|live in|holds?|issues?|closes?|prevents?|overwrites?|weighs?|works?|serves?|builds?|takes?|produces?|emits?|consumes?|receives?|paginates?|joins?|filters?|computes?|converts?|copies|drops?|replaces?|redacts?|masks?|encrypts?|renames?|swaps?|comes? from|goes (?:to|into|through)|(?:is|are|gets?|be) (?:then |always |never |only |first |simply )?(?:\w{2,}(?:ed|ept|uilt)|left|made|held|put|run|set|cut|split|sent|read|given|taken|written|chosen|drawn))\b/i;
const ANNOUNCES =
  /^(?:here(?:['’]s| is| are)|below (?:is|are|you)|this is (?:a|the|my)|the following (?:is|code|implement\w*)|i(?:['’]ve| have) (?:written|built|prepared|put|implemented)|sure|certainly|of course|happy to|thanks|ok(?:ay)?\b[,.!])/i;
const FINDS_FAULT =
  /\b(?:as (?:written|it is|it stands|posted)|currently|today|at the moment|right now|vulnerab\w*|attackers?|expos(?:es|ed)|leaks?|mistakes?|faults?|never (?:registered|fires|fired|removed|closed|released|called|awaited)|(?:leaves?|left) .{1,40} behind|for ?ever|stale|silenced|(?:climbs?|grows?|hangs?|blocks?|crash(?:es)?) (?:because|for the same reason|since|with)|flaws?|insecure|injection|production|anyone can|must not|critical|serious|severe|problems|issues|bugs?)\b/i;

function weightOf(text: string): number {
  if (isAssumption(text)) return 0;
  const announced = ANNOUNCES.test(text);
  if (
    announced &&
    !/\b(?:using|built (?:on|with|around)|based on|by means of|in (?:two|three|four) (?:parts|steps|layers)|, (?:then|and then))\b/i.test(
      text,
    )
  )
    return 0;
  if (FINDS_FAULT.test(text) && !PLANS.test(text)) return 0;
  if (PLANS.test(text)) return 1;
  return wordCount(text) >= 7 && PARTS.test(text) && ACTS.test(text) ? 0.6 : 0;
}

const isAssumption = (text: string): boolean =>
  /\b(?:assum(?:e|ed|es|ing|ptions?)|presum(?:e|ing)|I take it)\b/i.test(text.slice(0, 120));
