const SECOND_PERSON =
  /\b(?:you|your|yours|you['’](?:re|ve|d|ll)|(?:shall|should|may|can|could|do|must|am|would|will) (?:I|we)\b|(?:is|are|does|do|did|has|have|will|would) (?:the|this|that|these|those|there|it|they|any)\b|want me|okay (?:to|with|if)|ok (?:to|with|if)|sound (?:good|right)|which of (?:these|those|the)|any (?:constraints?|preferences?|existing|other)|how (?:many|much|large|big|often|long|fast|fresh|is|are|do|should)|what(?:['’]s| is| are| does| do| should| kind| sort| version| stack| scale| level| database| framework)|who (?:is|are|may|can|calls|uses|should)|where (?:is|are|do|does|should|will)|when (?:is|do|does|should))/i;

const SECOND_PERSON_ELSEWHERE =
  /\b(?:Sie|Ihre?[mnrs]?|du|dein\w*|soll(?:en|te)? (?:ich|wir)|vous|votre|vos|dois-je|usted(?:es)?|su|sus|tu|tus|vuestr\w+|você|seu|sua|devo|Lei|vostr\w+|вы|вам|ваш\w*|u|uw|jullie)\b|您|你|あなた|ですか|でしょうか|ますか|吗|嗎|哪|什么|什麼|多少|무엇|습니까|나요|هل|ما\s|كم\s/iu;

/** True if a question addresses the user or asks for a fact that only the user knows. */
export function speaksToUser(text: string): boolean {
  return SECOND_PERSON.test(text) || SECOND_PERSON_ELSEWHERE.test(text);
}

const RHETORICAL =
  /^(?:(?:so|but|and|now|then|ok(?:ay)?|well)[, ]+)?(?:why\b|how come|what about|what if\b|what happens (?:if|when)|what(?:['’]s| is) the catch|what changed|what does (?:this|that|it) (?:buy|give|cost|mean)|the result\?|sounds familiar|notice)/i;
const ASKS_ANYWAY = /\b(?:you|your|would you|do you)\b/i;

/** True for the openings of questions that a writer puts only to answer them. */
export function isRhetorical(text: string): boolean {
  return (
    RHETORICAL.test(text) &&
    !(ASKS_ANYWAY.test(text) && !/^(?:so |but |and )?(?:why|what happens)\b/i.test(text)) &&
    !/\b(?:did|do|are) you\b/i.test(text)
  );
}

/** True if a sentence reads as the writer's own answer to the question before it. */
export function isOwnAnswer(text: string): boolean {
  return /^(?:because|yes\b|no\b(?! (?:matter|preference|hurry))|nope|not? (?:really|quite|necessarily|yet|here)\b|never\b|neither\b|simple:|simply\b|easy:|short answer|the (?:short )?answer|in short|only (?:if|when)\b|it depends)/i.test(
    text,
  );
}

const ASK_VERB =
  '(?:tell|confirm|clarify|share|provide|specify|describe|send|paste|give|advise|indicate|answer|state|list|say|choose|pick|decide|point)';
const REQUEST = new RegExp(
  [
    // "Please tell me which ...", "Please confirm the table name."
    String.raw`\bplease (?:also |first |just |kindly )?${ASK_VERB}\b`,
    String.raw`\b(?:tell me|let me know|advise me|inform me|remind me|show me)\b[^.]{0,12}\b(?:which|what|whether|if|how|where|who|when|about|your|the|any|these|your)\b`,
    String.raw`\btell me:`,
    String.raw`\blet me know:`,
    // "I need to know ...", "What I need from you is ..."
    String.raw`(?<!\bwhat )\bI(?:['’]d| would)? (?:still |first |only |also |just )?(?:need|like|want|have) (?:to know|to understand|to confirm|to ask|to clarify|you to (?:tell|confirm|choose|decide|share|clarify)|your (?:input|answers?|decision|confirmation|call)|(?:some|more|a (?:few|bit)|the following|two|three|four|five) (?:more )?(?:details?|information|facts?|things?|answers?|inputs?|clarifications?|questions?)|answers?|from you|clarification|confirmation|details|more (?:details|information))\b`,
    String.raw`\bcould (?:use|do with) (?:some|a few|more) (?:details|information|context)\b`,
    // Imperatives without "please": "Confirm X before I start."
    String.raw`^(?:confirm|clarify|specify|choose|pick)\b[^.]{0,160}\b(?:before|and I['’]ll|so (?:that )?I can|or I['’]ll|you|your)\b`,
    String.raw`\bwaiting for your\b`,
    // German, French, Spanish, Portuguese, Italian, Russian, Chinese, Japanese
    String.raw`\bbitte (?:sagen|nennen|bestätigen|teilen|geben|klären|beschreiben)\b|\bsagen Sie mir\b|\blassen Sie mich wissen\b`,
    String.raw`\b(?:dites-moi|indiquez|précisez|confirmez|merci de (?:préciser|confirmer|indiquer)|veuillez (?:préciser|confirmer|indiquer))`,
    String.raw`\b(?:dime|dígame|indique|indíqueme|confirme|confírmame|aclare|especifique|necesito saber)\b`,
    String.raw`\b(?:diga-me|me diga|confirme|informe|preciso saber|ditemi|mi dica|confermi|vorrei sapere)\b`,
    String.raw`(?:скажите|уточните|подтвердите|сообщите|мне нужно знать)`,
    String.raw`请(?:告诉|确认|说明|提供|告知)|請(?:告訴|確認|說明|提供)|教えてください|お知らせください|ご確認ください|알려\s?주세요|أخبرني|يرجى`,
  ].join('|'),
  'iu',
);

/** True for a request to the user that carries no question mark. */
export function asksFor(text: string): boolean {
  return (
    text.length < 600 &&
    REQUEST.test(text.replace(/["“«„`][^"“”«»„`]*["”»“`]/g, ' ')) &&
    !ADVICE.test(text) &&
    !ASSUMPTION_OR_OFFER.test(text)
  );
}

/** Assumptions that the user may correct and offers of more work wait for no answer. */
const ASSUMPTION_OR_OFFER =
  /\b(?:correct me|correct (?:them|it|anything|what)|tell me which (?:\w+ ){0,3}wrong|(?:tell me|let me know|shout|say so) (?:if|when|should|in case)\b(?!.*\b(?:use|using|already|are on|run on|expect|plan to)\b)|(?:tell me|let me know) whether you(?:['’]d| would)? (?:like|want) (?:me|this|that|it)\b)/i;

/** Advice on what to check, not a wish for an answer. */
const ADVICE =
  /\bplease (?:check|note|see|refer|share feedback|share (?:this|it) with|confirm (?:\w+ ){0,3}(?:against|with your (?:team|provider)|in staging))\b/i;

/** True for a closing offer ("Let me know if you have questions"), which asks nothing. */
export function isFollowUpOffer(text: string): boolean {
  return /\b(?:any (?:other |further |more )?questions|further (?:help|assistance|changes)|anything else|need (?:any )?(?:more )?(?:help|changes|adjustments|clarification)|happy to (?:help|adjust|extend)|feel free)\b/i.test(
    text,
  );
}

const QUESTION_TITLE =
  /\b(?:(?<!answers? to (?:the |your )?)questions?(?! (?:answered|and answers|this (?:design|schema|index)))|clarif(?:ying|ications?|y)|what I(?:['’]d| would)?(?: still)? (?:need|like|want)(?: to know| from you)?|need(?:ed)? from you|information (?:I need|needed|required)|(?:open|to be|your|outstanding|needed|key) decisions?(?: (?:I need|for you|from you|needed))?|open points|unknowns|to confirm|please confirm|before I (?:start|begin|write|code|build|implement|proceed|design)|i need to know|things (?:I need|to clarify)|what(?:['’]s| is) (?:missing|unclear)|missing information|input(?:s)? (?:I need|needed)|need your input|Rückfragen|Fragen|preguntas|aclaraciones|perguntas|esclarecimentos|domande|chiarimenti|vragen|pytania|frågor)\b|вопрос|уточн|问题|問題|疑问|质问|質問|確認事項|确认|질문|أسئلة|प्रश्न/iu;

/** True for a title or column head that announces questions to the user. */
export function isQuestionTitle(title: string): boolean {
  return (
    title.length < 120 &&
    QUESTION_TITLE.test(title) &&
    !/\b(?:faq|frequently|interview|answered|anticipated|common questions|you might (?:ask|have)|may have|design question)\b/i.test(
      title,
    )
  );
}

const INVITATION =
  /[:：]\s*$|\b(?:following|few|some|these|\d+|two|three|four|five|six|couple of) (?:\w+ ){0,3}(?:questions?|decisions?|things?|details?|points?|clarifications?)\b/i;
const INVITING =
  /\b(?:questions?|need (?:to know|from you|the following|your|answers?|clarification|a few|some|more|you)|tell me|let me know|please (?:confirm|clarify|share|answer|provide|specify|tell|let)|could you|can you|would you|clarif\w+|I['’]?d like to (?:know|confirm|clarify|ask|check|understand)|depends on|rather not guess|confirm|before I (?:write|start|begin|code|build|design|implement|commit|propose|go)|help(?:s)? (?:me )?to know|useful (?:if|to) (?:you )?know|want to (?:know|confirm|check|understand)|decisions? (?:\w+ ){0,3}(?:I need|you)|open points|to (?:ask|tune it)|please (?:send|paste|give|describe))\b|Fragen|preguntas|necesito|perguntas|preciso|domande|j['’]ai besoin|questions|вопрос|уточн|нужно знать|问题|確認|确认|質問|教えて|请|أسئلة|질문/iu;
const INVITING_NOT =
  /\b(?:confirm(?:s|ed)? (?:that|it|this|the \w+) (?:works?|with|by|is)|(?:before|after) (?:you|the|deploying|running|rolling|merging|release)|answers? (?:these|your|the) questions?|to verify|verify|assum(?:e|ed|ing|ptions?))\b/i;

/** True for a sentence that opens a list of questions, such as "Before I write it, I need to know:". */
export function invitesAnswers(sentence: string): boolean {
  return INVITATION.test(sentence) && INVITING.test(sentence) && !INVITING_NOT.test(sentence);
}
