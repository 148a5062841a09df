import type { Question, Turn } from './answer.ts';
import { isFollowUpOffer, speaksToUser } from './question-words.ts';

/**
 * What a question wants: `clarifying` a fact or choice that would change the work, `go` a permission to do the work as
 * told, `offer` a wish for more work after it.
 */
export type Asking = 'clarifying' | 'go' | 'offer';

/** The questions of a turn whose answers would change the work, in the order of the text. */
export function clarifyingQuestions(turn: Turn): readonly Question[] {
  return turn.questions.filter((question) => askingOf(question, turn) === 'clarifying');
}

/** What one question of a turn wants; a bare "is that right?" takes its meaning from the list item it closes. */
export function askingOf(question: Question, turn: Turn): Asking {
  const asking = isCheckpoint(question) ? 'offer' : askingOfText(question.text);
  if (asking !== 'go' || !isTag(question.text)) return asking;
  const item = turn.prose.find(
    ({ kind, span }) => kind === 'item' && span.start < question.span.start && span.end >= question.span.end,
  );
  if (item === undefined) return asking;
  const before = item.text.slice(0, item.text.lastIndexOf(question.text));
  return contentWords(before).length >= 3 ? 'clarifying' : asking;
}

const CHECKPOINT =
  /\b(?:verif\w*|check ?lists?|monitor\w*|alerts?|dashboards?|metrics|acceptance|tests?|testing|faq|runbook)\b/i;

/** A question that the user shall ask the running system, not answer to the assistant. */
function isCheckpoint({ text, headings }: Question): boolean {
  return (
    CHECKPOINT.test(headings.at(-1) ?? '') &&
    !/\b(?:you|your|I|we)\b/i.test(text) &&
    !/\bquestions?\b/i.test(headings.at(-1) ?? '') &&
    !isElsewhere(text)
  );
}

/** Speaks to the user in a language whose pronouns are not English. */
const isElsewhere = (text: string): boolean => !/[a-z]{3}/i.test(text) && speaksToUser(text);

/** What a question wants, by its own words. */
export function askingOfText(text: string): Asking {
  const question = text.replace(/\s+/g, ' ').trim().slice(-400);
  if (isFollowUpOffer(question) || EXTRA.test(question)) return 'offer';
  if (isTag(question) || isVerdict(question) || asksToGo(question) || ELSEWHERE_GO.test(question))
    return 'go';
  return WISH.test(question) && !hasChoice(question) && DELIVER.test(question) ? 'offer' : 'clarifying';
}

const WISH =
  /\b(?:would you like|do you want|want|would it help|should you want|interested in)\b(?: me| to| in|$)/i;
const DELIVER =
  /\bme to (?:\w+ly )?(?:write|show|provide|prepare|sketch|draft|generate|produce|expand|elaborate|explain|walk|go|detail|turn|set up|put|create|continue)\b|\b(?:to see|to have|in seeing) (?:a|an|the|some|more)\b/i;

/** More work than was asked for, which the assistant offers to do later. */
const EXTRA =
  /\b(?:shall I|should I|can I|may I|could I|would you like|do you want|want me|like me)\b(?=.{0,160}\b(?:next|afterwards|as a follow-up|follow up|elaborate|expand on|go deeper|dig deeper|walk you through)\b)|\b(?:would you like|do you want|want)\b(?=.{0,160}\b(?:later|further|as well|too)\b)|\b(?:would you like|do you want|want) me to also\b/i;

const TAG_WORDS =
  /^(?:(?:so|and|but|well|is|does|do|are|sounds?|looks?|seems?|all|any|your|you|we|it|this|that|these|those|everything|with|to|me|us|or|not|for|make[s]?|good|great|ok|okay|right|correct|fine|agreed?|alright|deal|yes|no|thoughts?|ready|questions?|sense|go|objections?|concerns?|feedback|comments?|clear|true|accurate|happy|acceptable|reasonable|far|work|works|so)\b[\s,?!.–—-]*){1,9}$/i;

/** A question that only asks for a nod, such as "OK?", "Does that sound good?", "Any objections?". */
function isTag(text: string): boolean {
  const question = text.replace(/[*_`"“”]/g, '').trim();
  return question.length <= 80 && TAG_WORDS.test(question);
}

const PLAN_NOUN =
  '(?:plan|approach|design|outline|proposal|contract|structure|understanding|summary|scope|direction|breakdown|layout|assumptions?|architecture|flow|order|draft|list|steps?|all|above|shape|picture|sketch)';
const VERDICT = new RegExp(
  [
    String.raw`\b(?:do|does|did|is|are|would|will|how does|how do) (?:this|that|it|these|those|everything|all (?:of )?(?:this|that)|(?:the|this|that|my|our) (?:\w+ ){0,2}${PLAN_NOUN})\b.{0,30}?\b(?:sound|look|seem|feel|work|make sense|ok|okay|fine|good|right|correct|reasonable|acceptable|match|fit|suit|alright|clear|agree|meet|accurate|what you)\b`,
    String.raw`\b(?:are|would|do|will) you (?:be )?(?:ok|okay|happy|fine|comfortable|good|satisfied|on board|agree|approve)\b`,
    String.raw`\b(?:have|did) I (?:understood|understand|get|got|miss(?:ed)?|forg[eo]t(?:ten)?)\b`,
    String.raw`\b(?:can|could|would|will) you (?:please )?(?:confirm|approve|review|sign off|check|give)\b|\bplease (?:confirm|approve|review|sign off)\b`,
    String.raw`\b(?:is|are) there (?:anything|something) (?:else|missing|unclear|to)\b`,
    String.raw`\bwhat do you think\b|\bany (?:other )?(?:questions|concerns|objections|thoughts|feedback|comments|changes|corrections|remarks)\b`,
    String.raw`\bdo (?:I|we) have (?:your|the|a) (?:go|okay?|approval|consent|blessing|green light)\b|\bare we (?:aligned|agreed|good)\b`,
    String.raw`\b(?:anything|something) (?:else|missing|unclear|to (?:add|change)|you(?:['’]d| would)? (?:like|want))\b`,
  ].join('|'),
  'i',
);
const NODDING_WORD =
  /^(?:go-ahead|green|light|you|your|yours|me|my|i|it|this|that|these|those|the|a|an|to|with|for|so|far|and|or|if|as|of|on|in|at|is|are|do|does|before|after|then|now|here|what|had|have|mind|need|needs|want|wants|wanted|expect|expectations|requirements|team|use|case|goals|intent|right|correct|ok|okay|good|fine|sense|work|go|ahead|start|begin|proceed|continue|implement|implementing|implementation|coding|code|write|writing|build|building|can|could|will|would|should|i'll|i’ll|step|steps|first|next|plan|plans|approach|design|outline|proposal|contract|structure|understanding|summary|scope|direction|breakdown|layout|assumption|assumptions|architecture|flow|draft|list|above|direct|correctly|anything|something|change|changed|changes|adjust|adjusted|like|different|differently|more|less|please|me|let|know|general|overall|you'd|you’d|i've|i’ve|got)$/i;

/** Asks for a verdict on what was just told, with nothing else in it that the user could decide. */
function isVerdict(text: string): boolean {
  const match = VERDICT.exec(text);
  if (match === null || startsWithWhich(text)) return false;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  return contentWords(rest).length <= 2;
}

const contentWords = (text: string): string[] =>
  text.split(/[^\p{L}\p{N}'’-]+/u).filter((word) => word.length > 1 && !NODDING_WORD.test(word));

const startsWithWhich = (text: string): boolean =>
  /\b(?:which|where|when|who|whose|how (?:many|much|often|long|large|big|fast|fresh))\b/i.test(text);

const PERMISSION =
  /\b(?:(?:shall|should|may|can|could|do|must) (?:I|we)|(?:want|like|prefer|wish|need|have) me to|(?:ok|okay|fine|good|ready|alright|happy|comfortable) (?:for me |with me |if I |to have me |that I )?(?:to )?|mind if I|let me)\b/i;
const PROCEED =
  /^\s*(?:(?:now|then|just|simply|please|already|to)\s+)?(?:proceed|continue|go|carry on|move|start|begin|get (?:started|going|to work)|kick|dive|implement|build|code|write|develop|produce|generate|draft|deliver|create|ship|put|turn|do|prepare|scaffold|make)(?:ing)?\b/i;

/** Asks for permission to do the work, without a choice that would change it. */
function asksToGo(text: string): boolean {
  if (
    /^(?:so |and )?how (?:shall|should|would you like me to|do you want me to) (?:I |we )?(?:proceed|continue|go on)\b/i.test(
      text,
    )
  )
    return true;
  const match = PERMISSION.exec(text);
  if (match === null) return false;
  const after = text.slice(match.index + match[0].length);
  const proceed = PROCEED.exec(after);
  if (proceed === null || hasChoice(text) || asksWhat(text)) return false;
  const object = after.slice(proceed[0].length);
  return !hasOwnCondition(object) && !isThingToMake(object);
}

const asksWhat = (text: string): boolean => /\b(?:which|what|where|when|whether|who)\b/i.test(text);

const GENERIC =
  /\b(?:this|that|these|those|it|plan|option|approach|design|steps?|phase|increment|assumptions?|implementation|code|coding|part|milestone|version|proposal|outline|contract|schema|first|rest|above|defaults?|way|full|detail|order|mind|place|one go|same)\b/i;

/** "Shall I build it with Celery?" decides something; "Shall I start with step 1?" does not. */
function hasOwnCondition(after: string): boolean {
  const match = /\b(?:with|using|on|against|in|via|from|without|under|only|instead of|into)\b(.*)/i.exec(
    after,
  );
  const rest = match?.[1] ?? '';
  return match !== null && !GENERIC.test(rest) && contentWords(rest).length > 0;
}

/** "Can I create a new table?" asks for a thing that the user may refuse; "a first version" is the work itself. */
const isThingToMake = (object: string): boolean =>
  /^ (?:to|an?|new|another|extra|separate) /i.test(object) && !GENERIC.test(object);

/** True for "A or B?", false for "shall I start, or do you want changes first?". */
function hasChoice(text: string): boolean {
  const after = /\bor\b(.*)/i.exec(text)?.[1];
  if (after === undefined) return false;
  return !/^\W*(?:(?:would|do|are|is|should|shall|have|did) (?:you|there|I|we|it)|anything|something|any\b|not\b|wait|hold|first|adjust|change|tweak|revise|rather (?:wait|not)|are we)/i.test(
    after,
  );
}

const ELSEWHERE_GO =
  /\b(?:soll(?:en)? (?:ich|wir) (?:so |jetzt |das |es |nun |damit )*(?:loslegen|anfangen|beginnen|starten|weitermachen|fortfahren|umsetzen|implementieren)|(?:passt|klingt|ist) (?:das|es|der plan) (?:so |für (?:sie|dich) )*(?:gut|ok|okay|in ordnung|richtig)?\s*\?|einverstanden|puis-je (?:continuer|commencer|procéder|implémenter)|dois-je (?:continuer|commencer|procéder|implémenter)|(?:cela|ça|ce plan) (?:vous |te )?(?:convient|va)|(?:procedo|continúo|empiezo|prosigo|implemento)\b|puedo (?:continuar|empezar|proceder|implementar)|(?:te|le|os) parece bien|está bien así|posso (?:continuar|prosseguir|começar|procedere|iniziare|proseguire|implementar)|devo (?:continuar|prosseguir|procedere)|va bene così|tudo bem assim)|(?:мне )?(?:продолжать|приступать|начинать)\s*\?|(?:你|您)?(?:觉得|看)?(?:这样)?(?:可以|行|好)(?:吗|么)|(?:可以)?(?:继续|开始)(?:实现|实施|编码|写代码)?(?:吗|么)|(?:進め|始め|実装し)て(?:も)?(?:よろしい|いい|良い)|진행할까요|시작할까요/iu;
