import { firstOf, matches } from '../answers/prefilter/match.ts';
import type { Answer, Prose, Turn } from '../answers/answer.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { firstImplementation, standsBefore } from '../answers/implementation.ts';
import { wordCount, wordsByTitle } from './shared/language.ts';
import { numbersOf } from './shared/numbers.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/**
 * Before any implementation code, the assistant restates in its own words what it understood the task or situation to
 * be. Announcing the solution restates nothing, nor do assumptions about code that exists already.
 */
export const statesUnderstanding: Scorer = {
  id: 'states-understanding',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const code = firstImplementation(answer);
    const asking = new Set(answer.turns.flatMap(blocksThatAsk));
    const before = statementsOf(answer).filter(
      ({ span, block }) => standsBefore(span, code) && !asking.has(block),
    );
    const found = [
      ...titles(answer),
      ...before.flatMap(restatement),
      ...openings(before),
      ...echoes(before, answer.user),
    ];
    return found[0] === undefined
      ? broken('Nothing before the code restates the task or the situation.')
      : kept(`The task or situation is restated: ${found[0].why}.`, found);
  },
};

const TITLE =
  /\b(?:understand\w*|understood|what (?:you|I) (?:want|need|asked|have|heard|read|know|described)|the (?:task|request|situation|problem|requirements?|ask|goal|context|challenge|root cause|cause|numbers)\b|(?:your|my) (?:task|request|situation|goal|requirements?)|recap|summary of (?:the|your) (?:task|request|requirements?)|restat\w+|findings?|issues? found|problems?(?: found)?|what(?:['’]s| is) (?:wrong|slow|going on|happening|there)|diagnos\w+|root causes?|why it(?:['’]s| is) (?:slow|failing|broken)|load (?:at a glance|profile|estimate|figures)|(?:requirements|scope|context|background|goals?|problem statement)$|Verständnis|verstanden|Aufgabe|Ausgangslage|entendimiento|lo que entiendo|requisitos|compréhension|entendimento|requirements? and scale|capacity estimate|back of the envelope|arithmetic)\b|понимани|задач[аи]|需求|理解|要件|이해/iu;

function titles(answer: Answer): Evidence[] {
  const code = firstImplementation(answer);
  return answer.turns.flatMap((turn) => {
    const before = turn.prose.filter(({ quoted, span }) => !quoted && standsBefore(span, code));
    const words = wordsByTitle(before);
    return before
      .filter(({ kind, text }) => kind === 'heading' && matches(TITLE, text) && !/\?|assum/i.test(text))
      .filter(({ text }) => (words.get(text) ?? 0) >= 8)
      .map(({ text, span }) => evidenceAt(span, `the section “${text}”`));
  });
}

const RESTATES: readonly RegExp[] = [
  /^so: \p{L}/iu,
  /^(?:so,? |ok(?:ay)?,? |got it[:,.]? |in short,? |to (?:recap|restate|summari[sz]e|confirm)[,:]? |as I (?:understand|read|see) it,? |if I (?:understand|read) (?:this|it|you|correctly)\b.{0,20})?(?:you(?:['’]re| are)? (?:want|need|have|run|ask(?:ed|ing)?|would like|look(?:ing)? (?:for|to)|try(?:ing)?|describe|get|build(?:ing)?|serve|store|expect|already (?:have|use|run))|your (?:\w+ ){0,4}(?:is|are|has|have|needs?|reads?|takes?|sends?|runs?|returns?|fires?|does|lets?|currently)|(?:the|this) (?:task|request|requirement|goal|job|ask|challenge|brief|assignment) (?:is|asks|means|has|needs|calls|requires|combines|boils|comes))\b/i,
  /\b(?:my understanding|I (?:understand|understood|gather|read (?:this|it) as|take (?:this|it) (?:to mean|as|that))|what I(?:['’]ve| have)? understood|as I understand|in other words|what you (?:need|want|are asking|have|describe\w*)|the (?:core|real|actual|main|underlying|hard|central|key|tricky) (?:problem|question|issue|difficulty|requirement|task|challenge|tension|constraint|part)\b|(?:one|a|the) (?:tension|contradiction|catch|conflict) (?:in|between)|pull in opposite|boils? down to|comes down to|the point of (?:the|this)|(?:ich verstehe|verstehe ich|Sie möchten|Sie brauchen|du möchtest|entiendo que|quieres|necesitas|vous (?:voulez|souhaitez|avez)|je comprends|entendo que|você (?:quer|precisa)))\b/iu,
  /\b(?:you|your (?:message|text|task|request|brief|description)) (?:named|mention(?:ed|s)?|said|say|list(?:ed|s)?|describ(?:ed|es)?|specif(?:y|ied|ies)|gave|give|ask(?:ed|s)?|stress\w*|state[ds]?|speak|want(?:ed)?|require[ds]?)\b/i,
  // The situation: where the trouble comes from and what it means.
  /\b(?:come(?:s)? from|caused by|is caused|are caused|is due to|because of|stems? from|root cause|culprit|the reason (?:is|for)|is the (?:classic |usual |well-known )?(?:N\+1|leading wildcard|cause|problem|reason|bottleneck)|(?:is|are|it['’]s|that['’]s) (?:a |an |the )?(?:classic |typical |so-called |textbook )?(?:N\+1|read-through|key-value|cache|fan-out|write-heavy|read-heavy|latency|throughput|scaling|consistency|idempotency|concurrency)\b.{0,30}\b(?:problem|queries|condition|workload|pattern|issue)?)\b/i,
  /\b(?:can(?:['’]t|not)|cannot|does(?:n['’]t| not)|must) (?:use|help|read|scan|match|answer|serve)\b.{0,80}\b(?:so|because|hence|therefore|only)\b.{0,120}\b(?:reads?|scans?|every row|whole table|all rows|slow\w*|walks?|sorts?)\b|\b(?:reads?|scans?|tests?|walks?) (?:every|all|each|the whole|the entire)\b.{0,40}\b(?:rows?|table|posts?|organi[sz]ation|tenant|entries|records)\b/i,
  /\b(?:anyone can|anybody can|must not stay in production|as (?:it is )?written|as it stands|several (?:critical|serious)|(?:critical|serious|severe) (?:problems?|issues?|flaws?|vulnerabilit\w+)|exposes every)\b/i,
  /["“'‘][^"“”]{6,80}["”'’] (?:(?:over|in|on) [\w\s]{2,30} )?(?:really |only |actually |here )?(?:means?|implies|is really|asks for|rules out|needs)\b|\bexactly[- ]once\b.{0,60}\b(?:delivery|effect|means?)\b/i,
  /\b(?:\w+ ){0,2}(?:queries|reads?|requirements?|numbers?|points?|paths?|guarantees?|facts?|constraints?|properties) (?:that )?(?:drive|drives|decide[s]?|shape[s]?|dominate[s]?|dictate[s]?|matter)\b|\b(?:hot|main|critical|heaviest) (?:paths?|reads?|queries)\b/i,
  /\b(?:comfortable|modest|small|moderate|tiny|reachable|a lot of|serious|considerable) (?:size|load|volume|scale|amount|on)\b|\b(?:separate|different|distinct|independent) (?:problems?|questions?|guarantees?|requirements?)\b|\b(?:two|three|both|these) (?:guarantees|requirements|promises|demands)\b/i,
  /\b(?:can mean|could mean|means) (?:very |quite )?(?:different|many|several)\b|\b(?:hasn['’]t|haven['’]t|have not) seen (?:your|the)\b/i,
];
/** Restating in the languages besides English in which answers are often written. */
const RESTATES_ELSEWHERE: readonly RegExp[] = [
  /(?<!\p{L})(?:verstanden\s*[:,.–—]|(?:so )?(?:habe ich (?:es|das|dich|euch|sie|die aufgabe) verstanden|verstehe ich)|wie ich (?:es|das|die aufgabe|dich|euch|sie) verstehe|(?:du|ihr|sie) (?:willst|wollt|wollen|möchtest|möchtet|möchten|brauchst|braucht|brauchen|habt|hast|haben|sucht|suchst|betreibt|betreibst|nutzt|beschreibst|beschreibt)|(?:euch|dir|ihnen) (?:geht es|fehlt|wehtut|tut)|bei (?:euch|dir|ihnen)|euer|eure[rnms]?|worum es geht|es geht (?:also )?(?:um|darum)|(?:die|eure|deine|ihre) (?:aufgabe|anfrage|ausgangslage|situation|anforderung\p{L}*|problem|ursache)|zusammengefasst|kurz gesagt|gesucht ist|gewünscht ist|gefordert ist|bisher|heute (?:läuft|laufen|ist|sind|geht|gehen))(?!\p{L})/iu,
  /(?<!\p{L})(?:si (?:j['’]ai bien compris|je comprends bien|je vous comprends)|j['’]ai compris|je comprends|compris\s*[:,.]|(?:vous|tu) (?:voulez|souhaitez|avez|cherchez|demandez|veux|souhaites|as|cherches|demandes)|(?:votre|ta|ton) (?:demande|besoin|situation|objectif|problème|service|application|api|base|équipe)|il s['’]agit (?:de|d['’])|en résumé|autrement dit|le (?:besoin|problème|but|contexte|objectif)|la (?:demande|tâche|situation|cause))(?!\p{L})/iu,
  /(?<!\p{L})(?:entiendo|entendido\s*[:,.]|he entendido|si (?:lo )?(?:entiendo|he entendido)|(?:lo que )?(?:pides|pedís|quieres|queréis|necesitas|necesitáis|buscas|buscáis|tienes|tenéis|describes)|(?:usted|ustedes) (?:quiere|necesita|tiene)n?|(?:tu|vuestr[oa]|su) (?:petición|situación|problema|objetivo|servicio|api|aplicación|equipo)|se trata de|en resumen|es decir|el (?:encargo|problema|objetivo|reto|pedido)|la (?:tarea|situación|petición|causa))(?!\p{L})/iu,
  /(?<!\p{L})(?:entendi|entendo|compreendi|pelo que (?:entendi|entendo|percebi)|percebi|se (?:entendi|percebi)|(?:você|vocês|o senhor) (?:quer|querem|precisa|precisam|tem|têm|pede|pedem)|(?:o que )?(?:pede|pedem|quer|querem)\b|(?:seu|sua|vosso|vossa|o teu|a tua) (?:pedido|situação|problema|objetivo|serviço|api|aplicação|equipe|equipa)|trata-se de|em resumo|ou seja|o (?:pedido|problema|objetivo|desafio)|a (?:tarefa|situação|causa))(?!\p{L})/iu,
];
/** Assumptions about what the product does and how big it is; not those about existing code. */
const SCOPE =
  /\b(?:scope|scale|one-to-one|group|online|daily|users? (?:send|can|may|want|are|online)|traffic|the (?:api|service|endpoint|job|client|app) (?:gets|receives|takes|returns|sends)|returns? them|events (?:with|shaped|carry)|signature|signed|volume|million|thousand|web app|tenants?|retention)\b/i;
const ASSUMES = /\b(?:assum(?:e|ed|es|ing|ptions?)|presum\w+|I take)\b/i;
/** "Scale: some thousand users online at once." */
const LABELLED =
  /^(?:(?:the |your |my )?(?:request|ask|understanding|reading|requirement|need|brief|assignment|status quo)|what (?:has to happen|is needed|is asked|you (?:have|need|want|asked for))|aufgabe|anfrage|ziel|ausgangslage|problem|gesucht|anforderung|besoin|demande|objectif|problème|contexte|objetivo|tarea|problema|contexto|petición|pedido|tarefa|scope|scale|users?|load|traffic|goals?|task|requirements?|context|situation|volume|current state|today|problem|in scope|out of scope)\b[^:：]{0,20}[:：]/i;
const NOT_SITUATION = /\b(?:you didn['’]t|you did not|you don['’]t|let me know|tell me|adjust|rename)\b/i;

/** Items that ask: what else stands in them explains the question. */
function blocksThatAsk({ prose, questions }: Turn): Prose[] {
  let next = 0;
  return prose.filter(({ kind, span }) => {
    while ((questions[next]?.span.start ?? Infinity) < span.start) next++;
    return kind === 'item' && (questions[next]?.span.start ?? Infinity) < span.end;
  });
}

/** "Requirements: Go 1.22 and a bucket": what has to be installed is no task. */
const SET_UP =
  /^(?:requirements?|prerequisites?|dependencies|requires|needs|voraussetzung\p{L}*|prérequis|requisitos|pré-requisitos)\b.{0,20}[:：]?.{0,80}(?:`|\b\d+(?:\.\d+)*\b|\b(?:install|go get|pip|npm|cargo|composer|gem|docker)\b)/iu;

function restatement(statement: Statement): Evidence[] {
  const { text, span, block } = statement;
  if (
    isUnder(statement, /\b(?:contract|api|endpoints?|responses?|errors?|options?|decisions?|choices)\b/i) ||
    block.kind === 'row'
  )
    return [];
  if (matches(ASSUMES, text) || isUnder(statement, /\bassum/i)) {
    return matches(SCOPE, text) && wordCount(text) >= 12
      ? [evidenceAt(span, 'the scope or scale that is assumed')]
      : [];
  }
  if (matches(NOT_SITUATION, text)) return [];
  if (matches(SET_UP, text)) return [];
  if (matches(LABELLED, text) && wordCount(text) >= 6) return [evidenceAt(span, `“${shorten(text)}”`)];
  const cue =
    firstOf(RESTATES, text) ??
    (matches(TELLS_SOLUTION, text) ? undefined : firstOf(RESTATES_ELSEWHERE, text));
  return cue !== undefined && wordCount(text) >= 5 ? [evidenceAt(span, `“${shorten(text)}”`)] : [];
}

/** What must be, or what is the case so far: the words of a task or a situation, not those of a solution. */
const NECESSITY =
  /(?<!\p{L})(?:has to|have to|had to|must|needs? to|shall|should|ought to|is (?:supposed|meant|expected) to|wants?|wanted|may not|must not|soll|sollen|sollte\p{L}*|muss|müssen|darf|dürfen|will|wollen|doit|doivent|devrait|faut|debe|deben|debería\p{L}*|tiene que|tienen que|hay que|deve|devem|tem de|têm de|tem que|têm que)(?!\p{L})/iu;
const SITUATION =
  /(?<!\p{L})(?:so far|at the moment|currently|today|right now|until now|at present|as things stand|these days|already|no longer|any more|anymore|still|only then|keeps? (?:\w+ing)|that is what|which is (?:why|what)|bisher|derzeit|momentan|aktuell|heute|künftig|nicht mehr|aujourd['’]hui|actuellement|jusqu['’]ici|pour l['’]instant|ne .{2,30} plus|hoy|actualmente|hasta ahora|ya no|por ahora|hoje|atualmente|até agora|por enquanto|já não)(?!\p{L})/iu;
const DIAGNOSIS =
  /\b(?:what you (?:are|['’]re) (?:looking at|seeing|describing|dealing with|after|running into)|(?:are|is) (?:looking at|seeing|running into)|two (?:mistakes|faults|causes|problems|things|jobs|questions|parts|worlds|needs|demands)|(?:work|come|act) together|is (?:a|the) (?:leak|race|deadlock|bug|mismatch|conflict|clash)|the (?:trouble|hard thing|hard part|difficulty|trick|crux|catch|snag|point|heart|core|essence|gist|trap) (?:here |of (?:it|this|the matter) |in this )?is|(?:happens|fails|breaks|grows|stalls|freezes|hangs) because|why (?:it|this|that) (?:happens|fails|breaks|grows|stalls))\b/i;
/** How a solution is told, not a task. */
const TELLS_SOLUTION =
  /^(?:\W*)(?:here(?:['’]s| is| are)|below|the (?:following|code|solution|fix|design|implementation|handler|endpoint|function|service|worker|job|table|schema|tables)|this (?:code|version|solution|design|implementation|function)|these|I(?:['’]ll|['’]d| will| would| use| used| chose| went| have| keep| put| start)|we(?:['’]ll| will| use)|let(?:['’]s| me| us)|start|first|set|run|install|add|use|create|put|save|copy|sure|great|good|thanks|two files|one file|files?|hier (?:ist|sind|kommt)|ich (?:nehme|habe|baue|würde|verwende)|voici|je (?:propose|prends|vais)|aquí (?:tienes|está|va)|aqui (?:está|vai|tem)|uso|propongo|proponho)(?!\p{L})/iu;
/** "Six replicas share the limit, so the counter lives in Redis": the reason for a choice, or a part of the design. */
const JUSTIFIES =
  /^(?:because|since|da|weil|comme|puisque|como|ya que)(?!\p{L})|(?<!\p{L})(?:so|hence|therefore|which means|daher|deshalb|donc|por eso|por isso) (?:the|an?|it|each|every|I|we|der|die|das|le|la|el|o|os)(?!\p{L})|\bdecisions?\b|`/iu;
/** How far into a turn an opening reaches, in statements. */
const OPENING = 3;

/** The first sentences of a turn, if they say what must be, how things are so far or what is wrong. */
function openings(before: readonly Statement[]): Evidence[] {
  const seen = new Map<number, number>();
  return before.flatMap(({ text, span, block, turn }): Evidence[] => {
    const nth = (seen.get(span.turn) ?? 0) + 1;
    seen.set(span.turn, nth);
    const starts = turn.blocks[0]?.span.start ?? Infinity;
    if (nth > OPENING || block.kind !== 'sentence' || span.start > starts) return [];
    if (
      matches(TELLS_SOLUTION, text) ||
      matches(ASSUMES, text) ||
      matches(NOT_SITUATION, text) ||
      matches(SET_UP, text)
    )
      return [];
    if (wordCount(text) < 10) return [];
    const says =
      matches(DIAGNOSIS, text) ||
      (!matches(JUSTIFIES, text) && (matches(NECESSITY, text) || matches(SITUATION, text)));
    return says ? [evidenceAt(span, 'the opening says what is asked or how things stand')] : [];
  });
}

const COMMON =
  /^(?:that|this|with|from|have|must|into|them|they|their|your|when|what|which|while|make|made|need|want|will|would|like|only|each|than|then|also|code|show|give|write|build|implement|please|python|fastapi|postgresql|postgres|redis|django|node|typescript|because|should|could|there|here|using|used|use|add|our|we|you|the|and|for|are|not|can|any|all|how|its|has|was|one|two|out|over|per|get)$/;

/** Words that carry the task's meaning, cut to their stems; numbers in one spelling. */
function telling(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  const stems = words
    .filter((word) => !COMMON.test(word))
    .map((word) => word.replace(/(?:ations?|ings?|ers?|ed|es|s|e)$/, ''))
    .filter((stem) => stem.length >= 3);
  return new Set([...stems, ...[...numbersOf(text)].filter((number) => number.length >= 2)]);
}

const ANNOUNCES =
  /^(?:with (?:this|the) (?:design|code|approach|change)|(?:the )?(?:fix|cure|solution|design|code|limiter|implementation)\b|I(?:['’]ll| will| use| chose| would)\b)/i;
const ENOUGH_SHARED = 6;
/** Parts of the solution, whatever words of the request they use. */
const SOLUTION =
  /\b(?:outline|steps?|plan|design|components?|files?|structure|layout|architecture|contract|api|endpoints?|schema|aufbau|schritte|plano|pasos|étapes)\b/i;

/** Sentences that say the user's words again: six telling words or numbers of the message that they answer, or more. */
function echoes(before: readonly Statement[], user: readonly string[]): Evidence[] {
  const told = user.map((_, at) => telling(user.slice(0, at + 1).join('\n')));
  return before.flatMap(({ text, span, block }): Evidence[] => {
    const asked = told[span.turn - 1];
    if (
      asked === undefined ||
      block.kind === 'row' ||
      isSolution(text, block) ||
      matches(ASSUMES, text) ||
      matches(ANNOUNCES, text)
    )
      return [];
    const own = telling(text);
    const shared = [...own].filter((word) => asked.has(word)).length;
    return shared >= ENOUGH_SHARED ? [evidenceAt(span, 'says the request again')] : [];
  });
}

/** A part of an outline, or a signature of the interface. */
const isSolution = (text: string, { headings }: Prose): boolean =>
  text.startsWith('`') || headings.some((heading) => SOLUTION.test(heading));

const shorten = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
