import { matches } from '../answers/prefilter/match.ts';
import type { Answer, Turn } from '../answers/answer.ts';
import { isAntiExample } from '../answers/anti-example.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { implementationOf } from '../answers/implementation.ts';
import { isSameParagraph, statementsOf, type Statement } from '../answers/statements.ts';
import { explanationsIn } from '../answers/tokens/comments.ts';
import { tablesOf, type Table } from '../answers/tables.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { COST, GAIN } from './shared/merits.ts';
import { comparesOptions, weighsChoices } from './shared/options.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if at least one decision on the design is stated together with its reason: a decision record (context, decision,
 * consequences), a section "why …", a list that a sentence announces, a row that decides and says why, options in a table of
 * which one is taken, an option that is taken by its number after all were weighed, an issue ("OIDC or SAML?") that the
 * sentences after it settle, a sentence such as "cursor pages, because offsets slow down" or "it is stored hashed, since …" (a
 * choice with its reason, or with what the other way would bring), or a comment that gives the reason beside the code. What the
 * code does, why a fault occurs, and why a question is asked are none. Not applicable to an answer that only asks.
 */
export const decisionRecords: Scorer = {
  id: 'decision-records',
  version: 2,
  score(answer) {
    const found = [
      ...recordsIn(answer),
      ...reasonedTables(answer),
      ...reasonsIn(answer),
      ...settledIssues(answer),
      ...takenOptions(answer),
      ...commentsIn(answer),
    ];
    if (found.length > 0) return kept('A decision is stated with its reason.', found);
    const onlyAsks = answer.turns.every(
      (turn) => turn.questions.length > 0 && implementationOf(turn).length === 0,
    );
    if (onlyAsks) return notApplicable('The answer only asks so far.');
    return broken('No decision on the design is given a reason.');
  },
};

const RECORD =
  /\bADRs?\b|\bdecision records?\b|\b(?:design|architect\w+|technical|key) decisions?\b|^\W*decisions?\b|^\W*why\b(?! (?:it|this) matters)|\brationale\b|\bwarum\b|Entscheidung\w*/i;
/** Titles of open questions, and of proofs that something works. */
const NO_RECORD =
  /\bto (?:confirm|make|take|settle)\b|\bfor you\b|\bI need\b|\bopen\b|\bbefore I\b|\bwhy (?:it|this|that) (?:holds?|works?|is|matters?|fails?|happens?)\b/i;
const SHORTEST = 40;

/** "Three decisions shape the code:" */
const ANNOUNCES =
  /\b(?:two|three|four|five|these|some|my|the) (?!bad)(?:[\w-]+ ){0,2}(?:decisions|choices)\b(?! for you)|^\W*why (?:an?|the|no|not|I) [^?]{10,}:/i;

const recordsIn = (answer: Answer): Evidence[] => [...titledRecords(answer), ...announcedRecords(answer)];

/** A sentence that announces decisions, and then the list of them. */
function announcedRecords(answer: Answer): Evidence[] {
  const statements = statementsOf(answer);
  return statements.flatMap((statement, at): Evidence[] => {
    const { text, span, block, turn } = statement;
    if (block.kind === 'row' || !matches(ANNOUNCES, text) || NO_RECORD.test(text)) return [];
    const next = statements[at + 1];
    const goesOn = next?.turn === turn && (next.block.kind === 'item' || isTogether(statement, next));
    return goesOn ? [evidenceAt(span, 'announces decisions')] : [];
  });
}

const titledRecords = (answer: Answer): Evidence[] =>
  answer.turns.flatMap((turn) =>
    turn.sections
      .filter(({ title, span, bodyStart }) => {
        const body = turn.text.slice(bodyStart, span.end);
        const isAsked = turn.questions.some(
          (question) => question.span.start >= bodyStart && question.span.end <= span.end,
        );
        return (
          RECORD.test(title) &&
          !NO_RECORD.test(title) &&
          body.trim().length >= SHORTEST &&
          !isAsked &&
          !/\?\s*$/.test(title)
        );
      })
      .map(({ span, bodyStart }) => evidenceAt({ ...span, end: bodyStart }, 'a record of decisions')),
  );

const WHY_HEAD =
  /\b(?:why|reasons?|rationale|because|justification|verdict|gains?|buys|price|Grund|Begründung|razón|raison|motivo)\b/i;
const WHAT_HEAD =
  /\b(?:decisions?|decided|choices?|chosen|pick|use|technology|component|options?|algorithms?|part|approach|questions?|topic|Entscheidung|decisión|décision|decisão)\b/i;
const RECOMMENDS =
  /\b(?:I|we)(?:['’](?:d|ll|m))?(?: would| will| am| have)?\s+(?:use|used|recommend|choose|chose|picked|pick|take|took|go|going|went|prefer|suggest|implement|build)\b|\brecommended\b|\bchosen\b|(?:empfehle|nehme|wähle)/i;

/** A row a decision with its reason, or options set against each other of which one is taken. */
const reasonedTables = (answer: Answer): Evidence[] =>
  answer.turns.flatMap((turn) => {
    const tables = tablesOf(turn).filter(({ rows }) => rows.length > 0);
    const decided = tables.filter(
      (table) =>
        weighsChoices(table) ||
        (table.head.some((cell) => WHY_HEAD.test(cell)) && table.head.some((cell) => WHAT_HEAD.test(cell))),
    );
    const compared = tables.filter(
      (table) => !decided.includes(table) && comparesOptions(table) && isDecided(turn, table),
    );
    return [
      ...decided.map(({ span }) => evidenceAt(span, 'decisions with their reasons')),
      ...compared.map(({ span }) => evidenceAt(span, 'options, of which one is taken')),
    ];
  });

/** One row stands out in bold, or a sentence of the turn takes an option. */
const isDecided = (turn: Turn, { span }: Table): boolean =>
  /^\s*\|\s*\*\*[^|\n]{2,80}\*\*\s*\|/m.test(turn.text.slice(span.start, span.end)) ||
  turn.prose.some(({ kind, text }) => kind !== 'row' && matches(RECOMMENDS, text));

/** One way is taken, or one is left. */
const CHOOSES =
  /\b(?:I|we)(?:['’](?:d|ve|ll|m|re))?(?: have| would| will| am| are| also| only| just)*\s+(?:choos(?:e|ing)|chose|chosen|pick(?:ed|ing)?|us(?:e|ed|es|ing)|went|go(?:ing)?|recommend\w*|prefer(?:red)?|kept|keep(?:ing)?|decided|settled|avoid(?:ed|ing)?|left|leave|leaving|put|store[ds]?|made|make|split|took|take|design(?:ed)?|skip(?:ped)?|drop(?:ped)?|replaced?)\b|\b(?:is|are|was|were) (?:chosen|picked|preferred|left (?:out|to)|deliberate\w*|intentional\w*|on purpose|\*{0,2}not\*{0,2} (?:checked|detected|counted|stored|included)|the (?:right|better|best|simplest|wrong) (?:choice|fit|option|tool|way))\b|\b(?:rather than|instead of|not justified|don['’]t justify|suits?)\b|\b(?:I|we)(?:['’]d| would) rather\b|\bdon['’]t (?:rely|wait|use|store|put|trust)\b|\b(?:my|our|the|main|key|design|this) (?:decision|choice|pick)\b|\b(?:deliberate(?:ly)?|on purpose)\b|^\W*no (?!longer|rows?|one)[^.:,]{3,40}[.:,]|(?:entscheid|gewählt|wähle|verwende|nutze|bevorzug|anstatt|statt )\p{L}*|\b(?:elegí|elijo|prefiero|en lugar de|en vez de|j['’]ai choisi|je préfère|j['’]utilise|plutôt que|au lieu de|escolhi|prefiro|em vez de|ao invés de)(?!\p{L})/iu;
/** A choice that is put to the reader; it is a decision if its reason is spelled out. */
const ADVISES =
  /(?:^|[.;:(] ?|\*\*)(?:use|choose|pick|prefer|recommend|keep|store|avoid)\b|\b(?:must|has to|have to|belongs?|goes|go|stays?|lives?) (?:\w+ )?(?:in|on|over|through|outside|inside)\b/i;
/** "Duplicates answer 200, not 409": one thing, and what it is not. */
const CONTRASTS =
  /[\w`)*]{2,}, (?:and )?(?:never|not) (?:(?:an?|the|by|in|on|to|as|with|through|from|per) ){0,2}[`\w*]/i;
/** "A month is replaced whole, since ...", "it is stored hashed": what is made so, in the passive voice. */
const MADE_SO =
  /\b(?:is|are|gets?|stays?|remains?|must be|has to be|have to be)\s+(?:(?:only|also|always|never|not|all|then|both|therefore|instead|first|still|each)\s+){0,2}(?:stored|kept|checked|limited|billed|replaced|pinned|computed|cached|locked|signed|encrypted|hashed|built|split|sorted|batched|bounded|capped|switched (?:off|on)|claimed|partitioned|denormali[sz]ed|normali[sz]ed|versioned|queued|buffered|written|read|taken|sent|escaped|pooled|indexed|counted|reserved|validated|resolved|generated|derived|tied|bound|made|cleared|closed|opened|added|published|upserted|wrapped|pushed|polled|sampled|retried|mounted|isolated|shared|separated?|rotated|sharded|replicated)\b/i;
/** "`unitPrice` is a string because ..." */
const DEFINES =
  /`[^`]+`(?: column| field| table)? (?:is|isn['’]t|are|aren['’]t|stays?|holds?|carries|has|have|comes?)\b[^.;:]{2,80}\b(?:because|since|on purpose|weil|porque|parce que)\b/i;
const REASON =
  /\b(?:because|since|as (?:it|they)\b|(?<=,) as (?:this|that|these|those|an?|the)|so that|\b(?:hence|therefore|thus|which is why)\b|, so (?!far\b|long\b|on\b|forth\b|please\b)\w+|so (?:an?|the|one|two|it|its|they|there|no|that|every|each|we|you|your|nothing|only|reads|writes|clients?|inserts?|duplicat\w+|concurrent|even)\b|which (?:keeps|avoids|means|makes|lets|gives|saves|prevents|is why)|in order to|to (?:avoid|keep|prevent|make|let|allow|save|spare|protect|guarantee|rule out|survive)|the reasons?|due to|given (?:that|the)|for (?:this|that|these) reasons?|this (?:keeps|avoids|means|makes|lets|gives|saves|prevents)|that['’]?s? (?:is )?(?:why|what)|otherwise|weil|damit|denn|da (?:die|der|das|es|sie)|deshalb|daher|sodass|porque|para que|parce que|puisque|afin que|por eso|pois|因为|なぜなら|потому)\b/iu;
/** What the way that is not taken would bring. */
const COUNTERFACTUAL =
  /\b(?:would|wouldn['’]t|würden?)\s+(?:(?:have|then|still|also|only|itself|easily|just|never|be|get|stay|not) )*(?:an? |the |more |far )?(?:needs?|cost\w*|los[et]\w*|brea?ks?|let|take|doubl\w+|block\w*|dup\w+|leak\w*|tell|race|explode\w*|grow|require|hold|lock\w*|mean|make|add|give|queue|slow\w*|fill|swallow|show|reveal|wrong\w*|miss\w*|overwrit\w+|reject\w*|turn|force|rewrit\w+|scan|read|kill|hang|throw|fail\w*|fetch|tie|contend|keep|stay|remain|punish|overload|stale|expensive|two|far|hit|let)\b|\b(?:otherwise|without (?:it|that|this|them|one|the)|with (?:an?|the) [\w -]{3,30})\b[^.]{0,80}\bwould\b/iu;
/** Things that a design decides about. */
const DESIGN =
  /\b(?:tables?|columns?|index(?:es)?|schemas?|queues?|workers?|cach(?:e|es|ing)|redis|postgres\w*|mysql|mongo\w*|kafka|rabbitmq|celery|arq|sqs|s3|(?:web)?sockets?|sse|graphql|rest|grpc|jwts?|sessions?|tokens?|uuids?|ulids?|ids?|keys?|hash\w*|argon2\w*|bcrypt|cursors?|keyset|offset|pagination|pages?|transactions?|locks?|partition\w*|shard\w*|replicas?|services?|microservices?|monolith|modules?|layers?|endpoints?|routes?|status(?:es)?|\d{3}|codes?|events?|outbox|webhooks?|polling|batch\w*|streams?|retries|timeouts?|limits?|limiter|buckets?|windows?|triggers?|views?|constraints?|unique\w*|enums?|json\w*|text|bigints?|decimals?|timestamps?|soft|model\w*|onnx|bentoml|fastapi|django|flask|express|fastify|nest\w*|spring|go|rust|typescript|python|supabase|rls|polic(?:y|ies)|edge functions?|middleware|asgi|dependenc(?:y|ies)|library|libraries|sqlalchemy|asyncpg|pydantic|prisma|orm|cdn|docker|kubernetes|architecture|design|approach|counters?|counts?|upserts?|search|tsvector|trigrams?|gin|elasticsearch|loaders?|generators?|iterators?|lists?|memory|storage|files?|databases?|extensions?|scripts?|processes|threads?|quer(?:y|ies)|select|requests?|rows?|duplicates?|secrets?|passwords?|signatures?|bytes|broadcast|realtime|format|defaults?|fail(?:s|ing)? (?:open|closed)|citext|instances?|pods?|servers?|proxy|load balancer|availability|speicher|tabelle\w*|zähler|datenbank)\b/i;
/** Why it is as it is, said of a fault, of a question or of the user's own code. */
const NO_DECISION =
  /\?\s*$|\b(?:failed|fails (?!open|closed|soft)|broke|went wrong|bug|vulnerab\w+|before I\b|anyone can|injectable|exploit\w*)\b/i;

/** A colon, behind which the way that is taken is set against another: "I chose X: Y adds overhead". */
function explainsByColon(text: string): boolean {
  const colon = /[:(] (?=[^:]{15,})/.exec(text)?.index ?? -1;
  if (colon === -1) return false;
  const [choice, reason] = [text.slice(0, colon + 1), text.slice(colon)];
  return (
    (matches(CHOOSES, choice) || matches(CONTRASTS, choice)) &&
    (matches(COST, reason) || matches(GAIN, reason) || matches(ENDS, reason))
  );
}

/** "Anyone may call it and read the rest. Never base access on it." */
const RULES =
  /^\W*(?:so |hence |therefore )?(?:never|always|do not|don['’]t) (?:base|trust|use|rely|store|put|keep|take|send|let|hold|call|read|write|build|accept|return|share|cache|join)\b/i;
const DANGER = /\b(?:any(?:one|body)|everyone|somebody|whoever|an attacker|can|could|may|would)\b/i;
/** What the user's code does or did. */
const OF_THE_USER =
  /\b(?:your|today['’]s|the old|the current|currently|today|at the moment|right now|until now|so far|I (?:conclude|infer|gather|see)|seems?|looks? like)\b/i;

const isChoice = (text: string): boolean =>
  matches(CHOOSES, text) || matches(CONTRASTS, text) || matches(ADVISES, text);

function reasonsIn(answer: Answer): Evidence[] {
  const statements = statementsOf(answer);
  return statements.flatMap((statement, at): Evidence[] => {
    const { text, span } = statement;
    if (matches(NO_DECISION, text)) return [];
    if (matches(DEFINES, text)) return [evidenceAt(span, 'a decision with its reason')];
    const isMade = matches(MADE_SO, text) && !matches(OF_THE_USER, text);
    if (isMade && matches(REASON, text)) return [evidenceAt(span, 'a decision with its reason')];
    const last = statements[at - 1];
    if (last !== undefined && isTogether(last, statement) && RULES.test(text) && matches(DANGER, last.text))
      return [evidenceAt({ ...last.span, end: span.end }, 'a rule, after what would happen without it')];
    if (!matches(DESIGN, text)) return [];
    const hasReason = matches(REASON, text);
    const isImagined = matches(COUNTERFACTUAL, text);
    if (((hasReason || isImagined) && isChoice(text)) || explainsByColon(text))
      return [evidenceAt(span, 'a decision with its reason')];
    if (isImagined && (hasReason || matches(OTHERWISE, text)))
      return [evidenceAt(span, 'what the other way would bring')];
    const next = statements[at + 1];
    if (next === undefined || !isTogether(statement, next)) return [];
    const isTold = matches(COUNTERFACTUAL, next.text) && (isLabel(statement) || isChoice(text));
    return isTold || (matches(BEGINS_WITH_REASON, next.text) && matches(CHOOSES, text))
      ? [evidenceAt({ ...span, end: next.span.end }, 'a decision with its reason')]
      : [];
  });
}

/** What a choice comes to: "for the provider the delivery succeeded", "one place for validation". */
const ENDS = /^[:(] (?:for|one|each|every|no|nothing)\b/i;
const OTHERWISE =
  /\b(?:otherwise|without (?:it|that|this|them|one)|(?:those|users|rows|clients|accounts) (?:who|that)|instead of|rather than|as a list|a (?:plain|per-\w+|simple|naive|single|separate|normal)|returning|remembering|storing|keeping)\b|[(:] ?\w+ing\b/i;
const BEGINS_WITH_REASON =
  /^\W*(?:otherwise|because|this (?:way|keeps|avoids|means|lets|makes)|that (?:way|keeps|avoids|means|lets|makes)|it (?:keeps|avoids|lets|needs no|saves|rules out)|the reason)\b/i;

/** "**A rejected request doesn't count.** With counting, a client would ...": an item that begins with what was decided. */
const isLabel = ({ block, span, turn }: Statement): boolean =>
  block.kind === 'item' &&
  span.start === block.span.start &&
  /^[\s\W]*\*\*/.test(turn.text.slice(lineStart(turn.text, span.start), span.start + 3));

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at) + 1;

const isTogether = (before: Statement, after: Statement): boolean =>
  before.block === after.block || isSameParagraph(before, after);

/** "OIDC or SAML?", "**Where to compute the features.**", "Why counting before and not after": what is to be decided. */
const ISSUE =
  /^\W*(?:where|which|when|how|what) to \w+|^\W*why (?:[\w-]+ing|no|not|I|we|an? [\w-]+ (?:and not|over|instead)|the [\w-]+ and not)\b|^\W*(?:[\p{L}\d`+#./-]+ ){1,7}(?:or|oder|ou|o) (?:[\p{L}\d`+#./-]+ ){0,5}[\p{L}\d`+#./-]+\?\W*$/iu;
const SHORTEST_ISSUE = 2;
const WHY = /^\W*why\b/i;
const SETTLES =
  /^\W*(?:so|hence|therefore|thus)\b|\bhence\b|\b(?:I|we)(?:['’]ll| will)? (?:take|go|use|keep|choose|chose|pick|stay)\b/i;

/** An issue that begins a paragraph, and what is gained and lost by the ways to settle it. */
function settledIssues(answer: Answer): Evidence[] {
  return answer.turns.flatMap((turn) =>
    turn.prose.flatMap((first, at): Evidence[] => {
      if (first.quoted || first.kind !== 'sentence' || !ISSUE.test(first.text)) return [];
      const rest: string[] = [];
      let before = first.span.end;
      for (const next of turn.prose.slice(at + 1, at + 12)) {
        if (next.kind !== 'sentence' || /\n\s*\n|```|~~~/.test(turn.text.slice(before, next.span.start)))
          break;
        rest.push(next.text);
        before = next.span.end;
      }
      const hasPrice = rest.some((text) => matches(COST, text));
      const isSettled = rest.some((text) => matches(GAIN, text) || SETTLES.test(text));
      const isWeighed = WHY.test(first.text) || (hasPrice && isSettled);
      const isAsked = rest.some((text) => /\?\s*$/.test(text));
      return rest.length >= SHORTEST_ISSUE && isWeighed && !isAsked
        ? [evidenceAt({ ...first.span, end: before }, 'what was to be decided, and why so')]
        : [];
    }),
  );
}

/** "I take 2, with 3 as the fallback", "Recomendo B", "Je choisis le chemin 3", "I go for the third". */
const TAKES_OPTION =
  /(?<![\p{L}])(?:(?:I|we)(?:['’](?:d|ll))?(?: would| will)? (?:take|go (?:for|with)|choose|chose|pick(?:ed)?|recommend|propose|suggest|prefer)|my (?:choice|pick|recommendation) is|(?:ich|wir) (?:nehmen?|wählen?|empfehlen?|würden?)|nehme ich|empfehle ich|je (?:choisis|prends|recommande|retiens|propose)|nous (?:choisissons|prenons|retenons)|(?:yo )?(?:elijo|recomiendo|tomo|propongo|me quedo con)|(?:eu )?(?:recomendo|escolho|fico com|proponho|sugiro))\s+(?:(?:for|the|option|approach|way|variant|path|number|das|den|die|der|weg|variante|le|la|l['’]|chemin|voie|option|el|opción|camino|a|o|opção|caminho|no\.?)\s+){0,3}(?:[A-D1-6](?![\p{L}\d]|[.,:]\d| \p{Ll}+s\b)|first|second|third|fourth|last|latter|former|erste|zweite|dritte|letzte|première?|premier|deuxième|troisième|dernière?|primer[ao]?|segund[ao]|tercer[ao]?|primeir[ao]|terceir[ao])(?![\p{L}])/iu;

/** An option is taken, by its number or its letter, after the options of the turn have been weighed. */
const takenOptions = (answer: Answer): Evidence[] =>
  statementsOf(answer)
    .filter(
      ({ text, turn, span }) =>
        matches(TAKES_OPTION, text) &&
        turn.prose.some(
          (before) => before.span.end <= span.start && matches(COST, before.text) && !before.quoted,
        ),
    )
    .map(({ span }) => evidenceAt(span, 'takes one of the options'));

/** Reasons that a comment beside the code gives: "sorted, so that two overlapping picks cannot deadlock". */
const REASON_IN_COMMENT =
  /\b(?:because|since (?!\d)|so that|, so (?!far\b|on\b)|hence|otherwise|on purpose|deliberate\w*|rather than|instead of|which (?:keeps|avoids|lets|prevents)|to (?:avoid|prevent|survive)|weil|damit|sonst|porque|para que|parce que|sinon|afin)\b/i;

const commentsIn = (answer: Answer): Evidence[] =>
  answer.turns.flatMap((turn) =>
    implementationOf(turn)
      .filter((block) => !isAntiExample(block, turn))
      .flatMap((block) =>
        explanationsIn(block)
          .filter(({ text }) => matches(REASON_IN_COMMENT, text) && matches(DESIGN, text))
          .map(({ start, end }) => evidenceAt(spanInBlock(block, start, end), 'a decision with its reason')),
      ),
  );
