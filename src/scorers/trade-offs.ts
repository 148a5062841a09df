import type { Answer } from '../answers/answer.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { comparesOptions, weighsChoices } from './shared/options.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { tablesOf } from '../answers/tables.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/** At least one choice is weighed: two options are named, and what each costs. Dismissing one of them is not enough. */
export const tradeOffs: Scorer = {
  id: 'trade-offs',
  version: 1,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const tables = answer.turns
      .flatMap((turn) => [...tablesOf(turn)])
      .flatMap((table): Evidence[] => {
        if (comparesOptions(table)) return [evidenceAt(table.span, 'a table that compares the options')];
        return weighsChoices(table)
          ? [evidenceAt(table.span, 'a table of choices with their alternatives and costs')]
          : [];
      });
    const statements = choicesIn(answer);
    const found = [
      ...tables,
      ...passagesOf(statements).flatMap(weighing),
      ...weighedByLabels(statements),
      ...weighedApart(statements),
    ];
    return found[0] === undefined
      ? broken('No choice is weighed with the cost of both sides.')
      : kept(`A choice is weighed: ${found[0].why}.`, found);
  },
};

/** A list item, or three sentences of a paragraph in a row: as far as a weighing reaches. */
interface Passage {
  readonly text: string;
  readonly first: Statement;
  readonly last: Statement;
}

/** Statements, and questions that lay out options to the user, outside findings and tests. */
function choicesIn(answer: Answer): readonly Statement[] {
  const asked = answer.turns.flatMap((turn) =>
    turn.questions.flatMap((question): Statement[] => {
      const block = turn.prose.find(
        ({ span }) => span.start <= question.span.start && span.end >= question.span.end,
      );
      return block === undefined ? [] : [{ text: question.text, span: question.span, block, turn }];
    }),
  );
  return [...statementsOf(answer), ...asked].filter((one) => !isUnder(one, /\b(?:findings?|tests?)\b/i));
}

function passagesOf(statements: readonly Statement[]): Passage[] {
  const passages: Passage[] = [];
  for (const [at, first] of statements.entries()) {
    const group = [first];
    for (const next of statements.slice(at + 1, at + 4)) {
      const together =
        next.block === first.block ||
        (first.block.kind === 'sentence' &&
          next.block.kind === 'sentence' &&
          group.length < 3 &&
          isSameParagraph(group.at(-1) ?? first, next));
      if (!together) break;
      group.push(next);
    }
    if (
      /\b(?:two|three|four|several|both|these|sensible|possible) (?:\w+ ){0,2}(?:ways|options|approaches|possibilities|choices|alternatives|strategies)\b.{0,60}[:：]\s*$/i.test(
        first.text,
      )
    ) {
      for (const next of statements.slice(at + 1, at + 12))
        if (next.block.kind === 'item' && next.turn === first.turn) group.push(next);
        else break;
    }
    const isInside = at > 0 && first.block.kind === 'item' && statements[at - 1]?.block === first.block;
    if (!isInside)
      passages.push({ text: group.map(({ text }) => text).join(' '), first, last: group.at(-1) ?? first });
  }
  return passages;
}

const isSameParagraph = (before: Statement, after: Statement): boolean =>
  before.turn === after.turn &&
  !/\n\s*\n|```|~~~/.test(before.turn.text.slice(before.span.end, after.span.start));

const OPTIONS =
  /\b(?:instead(?: of)?|rather than|alternatives?(?:ly)?|versus|vs\.?|or|option|choice|over|unlike|compared (?:to|with)|could also|either|other way|the other|middle way|other way (?:round|around)|would (?:do|work|suffice|serve|be enough)\b|I (?:weighed|considered|compared|thought about)|if you (?:prefer|already|need|want|bill)|if (?:it|that|this|the \w+|clicks?|exact\w*) (?:protects?|hurts?|matters?|is|are|needs?)|would (?:be|also|need|save|take|get|collect)|before\b.{0,60}\bafter|after\b.{0,60}\bbefore|both (?:ways|work|are)|(?:two|three|several) (?:\w+ )?(?:ways|options|approaches|possibilities|choices))\b/i;
const WEIGHS =
  /\btrade-?offs?\b|\btrad(?:es?|ing)\b.{3,80}\bfor\b|\bin exchange\b|\b(?:at|for) the (?:price|cost|expense) of\b|\bat the price\b|\bthe (?:price|cost|downside|upside|catch|drawback|flip side) (?:is|of|depends)\b|\b(?:what|all) (?:you|we|one|it) (?:pays?|loses?|gives? up|costs?)\b|\b(?:you|we|one) pays? (?:for|with|by|in)\b|\bthe (?:other way (?:round|around)|opposite|reverse|converse)\b|\b(?:allows?|offers?|gives?|brings?|lets?)\b.{3,90}\b(?:and|but) (?:costs?|takes? away|loses?|gives? up)\b|\bsav(?:e|es|ing)\b.{3,60}\b(?:and|but) (?:adds?|needs?|costs?|requires?)\b|\b(?:costs?|cheaper|pricier|dearer)\b.{0,80}\b(?:but|while|whereas|and saves?|than)\b|\bversus\b|\bvs\.?\b|\bon the other hand\b|\bpros?\b.{0,120}\bcons?\b|\b(?:gain|buy|win|save)s?\b.{0,80}\b(?:lose|cost|pay|price)\w*|\b(?:lose|pay|cost)s?\b.{0,80}\b(?:gain|buy|win|save)s?\b/i;
const BETTER =
  /\b(?:simpler|simplest|simple|cheaper|cheapest|cheap|faster|fastest|fast|quicker|quick|smaller|small|exact|accurate|safer|safe|easier|easy|tidier|tidy|shorter|lighter|fewer|less|robust|reliable|durable|fresh(?:er)?|flexible|consistent|constant memory|no (?:extra|extension|network|loaders|fan-out|coordination)|better|best|always right|free|for nothing|saves?|keeps?|avoids?|stays?|rules (?:that|this|it) out|at most|handles?|predictable|never|familiar|good (?:for|to|at)|allows?|offers?|available|availability|passes|nicer|full control|latency|helps?|well known|precise)\b/i;
const WORSE =
  /\b(?:slower|clums(?:y|ier)|awkward|pays?|leaks?|bugs?|misses|patchy|slow(?:s|ly)?|costs?|costly|expensive|heavier|heavy|larger|bigger|more (?:memory|storage|work|code|disk|write|latency|queries|complex|moving|expensive|rows)|harder|hard|complex(?:ity)?|stale|drift\w*|lose[sd]?|lost|loss|lag(?:s)?|extra|additional|another (?:system|service|component|thing|framework|platform)|lock-in|ties|inflexible|inexact|approximat\w+|burst\w*|duplicates?|risk\w*|worse|manual|maintain\w*|memory|bloat\w*|blocks?|wait\w*|delay\w*|degrades?|limits?|price|downside|drawback|fails?|outage|down|only (?:if|at|when|for)|late|overhead|must (?:then|be|stay|not)|needs? (?:a|an|two|more|another)|wrong|cold|half|one more|hot|contention|serialis\w+|serializ\w+|grows?|takes? (?:about |around |roughly )?[\d~]|indefinitely|\$\s?\d|explod\w*|attack\w*|no (?:longer|order|guarantee))\b/i;
const TURNS =
  /(?<!\w)(?:but|however|(?<=, )while|whereas|though|although|on the other hand|conversely|in return|in exchange|then again|unless)\b/i;

/** "If you need exact counts, use a sorted set, at 1,000 entries a key"; "I'd add the column only once ...". */
const SWITCHES =
  /\bif (?:you|that|the|it|this|clicks?|exact\w*)\b[^.]{3,80},? (?:return|use|drop|switch to|log|write|take|choose|pick|prefer|count|store)\b[^.]{3,200}\b(?:instead|at (?:about|the|roughly)|better|anyway|at a cost)\b|\b(?:would|column|approach|option|version|variant)\b.{0,120}\bI(?:['’]d| would) (?:only )?(?:add|switch|use|move|take|choose|prefer|do)\b.{0,40}\b(?:only )?(?:once|when|if|past|after|beyond)\b/i;

/** "Sent after the commit it can be lost, sent before it can go out for nothing": each side has its price. */
const MISFORTUNE = String.raw`\b(?:lost|loses?|losing|duplicat\w+|wrong|stale|blocks?|twice|rolled-back|missed|missing|too late|slow\w*|expensive|nothing|in vain)\b`;
const PAIRS = new RegExp(
  ['after|before', 'with|without', 'eager\\w*|lazy|lazily', 'sync\\w*|async\\w*', 'early|late']
    .map(
      (pair) =>
        String.raw`\b(?:${pair})\b[^.;]{1,80}?${MISFORTUNE}[^.]{1,60}?\b(?:${pair})\b[^.]{1,80}?${MISFORTUNE}`,
    )
    .join('|'),
  'i',
);

/** "That still misses the idle users. I'd rather run one job now, which takes 80 minutes." */
const PREFERS =
  /\b(?:but|however)\b.{3,200}\bI(?:['’]d| would) (?:rather|prefer|instead|recommend|go)\b.{3,240}\b(?:takes?|costs?|needs?)\b.{0,30}\d/i;
/** Two amounts of money in a passage that takes one thing and not the other. */
const TWO_BILLS =
  /(?:\$\s?\d|\b(?:dollars|USD|euros?|€\s?\d)|\ba few (?:hundred|thousand)\b).{10,300}(?:\$\s?\d|\b(?:dollars|USD|euros?|€\s?\d)|\ba few (?:hundred|thousand)\b)/i;

/** "fixed window (simplest, allows bursts), sliding window (exact), ...": options with their merits in brackets. */
function annotated(text: string): boolean {
  const notes = [...text.matchAll(/\(([^()]{4,120})\)/g)]
    .map(([, note = '']) => note)
    .filter((note) => BETTER.test(note) || WORSE.test(note));
  return (
    notes.length >= 2 &&
    BETTER.test(notes.join(' ')) &&
    WORSE.test(notes.join(' ')) &&
    /\bor\b|[,;/]/.test(text)
  );
}

const AGAINST =
  /\b(?:work|effort|days?|hours?|minutes?|dollars|GB|MB|ms)\b.{0,30}\bagainst (?:an?|the|\$|\d|another)\b/i;

const REJECTS =
  /\b(?:instead of|rather than|over (?:a|an|the)|(?:a|the) (?:plain|simple|naive|single|separate|normal|normalised|full) \w+.{0,40}\bwould)\b/i;
const OWN_PRICE =
  /\b(?:the|its|one) (?:cost|price|downside|drawback|catch)\b(?! (?:limit|analysis|model|of (?:a|one) (?:prediction|request)))|\bmakes? (?:\w+ ){1,6}(?:slower|larger|heavier|costlier|more expensive)\b|\bat the (?:price|cost|expense) of\b|\bprice (?:to pay|is)\b|\bcosts? (?:us |you |about |around |roughly |a |an |one |some )*(?:\d|few|little|more|extra|network|round|write|second)/i;

/** An option that is turned down with a reason, and elsewhere the price of the one that is taken. */
function weighedApart(statements: readonly Statement[]): Evidence[] {
  const rejected = statements.find(
    ({ text }) => REJECTS.test(text) && (/\b(?:why|because|since|:)/i.test(text) || WORSE.test(text)),
  );
  const price = statements.find(
    (one) => OWN_PRICE.test(one.text) && one !== rejected && !ABOUT_USERS.test(one.text),
  );
  if (rejected === undefined || price === undefined) return [];
  return [
    evidenceAt(rejected.span, 'an option is turned down with a reason'),
    evidenceAt(price.span, 'the price of the one that is taken'),
  ];
}
const ABOUT_USERS = /\b(?:attackers?|findings?|one leaked)\b/i;

/** Names two options and a gain and a price that do not belong to the same side. */
function weighing(passage: Passage): Evidence[] {
  const { text, first, last } = passage;
  const { block } = first;
  const span = {
    turn: first.turn.number,
    start: first.span.start,
    end: Math.max(first.span.end, last.span.end),
  };
  const named = WEIGHS.exec(text);
  const isNamed =
    named !== null &&
    WORSE.test(text) &&
    (/\btrad/i.test(named[0])
      ? OPTIONS.test(text) || BETTER.test(text)
      : OPTIONS.test(text) && BETTER.test(text));
  if (isNamed) {
    return [evidenceAt(span, `“${named[0].trim().slice(0, 60)}”`)];
  }
  if (SWITCHES.test(text) && (WORSE.test(text) || BETTER.test(text))) {
    return [evidenceAt(span, 'names when another option is the better one')];
  }
  const bills =
    TWO_BILLS.test(text) &&
    /\b(?:no|not|instead of|rather than|over|but|versus|vs|alternatively)\b/i.test(text) &&
    block.kind !== 'row';
  if (annotated(text) || PAIRS.test(text) || PREFERS.test(text) || bills || AGAINST.test(text)) {
    return [evidenceAt(span, 'options, each with its price')];
  }
  if (isReversed(text)) return [evidenceAt(span, 'a choice and its reverse, each with its price')];
  if (DOES_WITHOUT.test(text) && GAINS_AND_COSTS.test(text))
    return [evidenceAt(span, 'what a thing gains and costs against doing without it')];
  return contrasts(text) || weighsTwice(text) || weighsInOtherLanguage(text)
    ? [evidenceAt(span, 'two options, each with what speaks for and against it')]
    : [];
}

/** "You lose the large ones that way; the other way round you would leak some": a price on either side. */
function isReversed(text: string): boolean {
  const [before = '', after] = text.split(
    /\bthe (?:other way (?:round|around)|opposite|reverse|converse)\b/i,
    2,
  );
  return after !== undefined && WORSE.test(before) && (WORSE.test(after) || BETTER.test(after));
}

/** "I'd only add a queue later: it saves 2 ms and costs a second store": a thing is weighed against doing without it. */
const DOES_WITHOUT =
  /\b(?:no|without|skip\w*|not (?:add|use|need)|only (?:add|use|introduce|reach for)|don['’]t (?:add|use|need)|would(?:n['’]t)?|I['’]d)\b/i;
const GAINS_AND_COSTS =
  /\b(?:saves?|gains?|buys?|wins?|brings?|gives?|shaves)\b(?:[^.;]|\.(?=\d)){3,80}\b(?:and|but|yet)\b[^.;]{0,20}\b(?:costs?|pays?|loses?|adds?|brings?)\b/i;

/** Gains, prices and turns in the languages besides English in which answers are often written. */
const FOREIGN_BETTER =
  /(?<!\p{L})(?:einfach(?:er)?|schneller?|billiger?|günstiger?|sicherer?|genauer?|robuste?r?|zuverlässig\p{L}*|erkennt mehr|spart|weniger|leichter?|kostenlos|vermeidet|sencill\p{L}*|simple[s]?|rápid\p{L}*|barat\p{L}*|segur\p{L}*|exact\p{L}*|fiable[s]?|ahorra|menos|fácil\p{L}*|gratis|evita|rapides?|moins|économ\p{L}*|sûre?s?|fiables?|facile[s]?|évite|précise?s?|gratuit\p{L}*)(?!\p{L})/iu;
const FOREIGN_WORSE =
  /(?<!\p{L})(?:langsam\p{L}*|teuer|teurer|kostet|aufwend\p{L}*|aufwänd\p{L}*|komplex\p{L}*|komplizierter?|verliert|veraltet\p{L}*|zusätzlich\p{L}*|Abhängigkeit\p{L}*|Nachteil\p{L}*|Preis|treffen .{0,20}nie|nie alle|kaum|mehr (?:Speicher|Aufwand|Code|Last)|schwerer|schwierig\p{L}*|fehleranfällig\p{L}*|lent[oa]s?|car[oa]s?|cuesta|complej\p{L}*|pierde|adicional\p{L}*|desventaja\p{L}*|dependencia\p{L}*|difícil\p{L}*|precio|más (?:memoria|trabajo|código|carga)|lente?s?|coûte\p{L}*|cher|chère|complexe[s]?|perd|supplémentaire[s]?|inconvénient\p{L}*|dépendance[s]?|difficile[s]?|plus de (?:mémoire|travail|code|charge))(?!\p{L})/iu;
const FOREIGN_OPTIONS =
  /(?<!\p{L})(?:(?:zwei|drei|mehrere|beide) (?:Wege|Möglichkeiten|Varianten|Ansätze|Optionen)|statt|anstatt|anstelle|stattdessen|Alternativ\p{L}*|im Gegensatz|gegenüber|oder|(?:dos|tres|varias|ambas) (?:formas|opciones|maneras|vías|alternativas)|en lugar de|en vez de|alternativ\p{L}*|frente a|(?:deux|trois|plusieurs) (?:façons|options|manières|approches)|au lieu de|plutôt que|en revanche)(?!\p{L})/iu;
const FOREIGN_TURNS =
  /(?<!\p{L})(?:aber|jedoch|allerdings|dafür|dagegen|hingegen|während|pero|sin embargo|en cambio|aunque|mientras que|a cambio|mais|cependant|toutefois|par contre|tandis que)(?!\p{L})/giu;

/** Options by name, and at least two turns from what speaks for to what speaks against, or back. */
function weighsInOtherLanguage(text: string): boolean {
  return (
    FOREIGN_OPTIONS.test(text) &&
    FOREIGN_BETTER.test(text) &&
    FOREIGN_WORSE.test(text) &&
    [...text.matchAll(FOREIGN_TURNS)].length >= 2
  );
}

/** "For: ... Against: ...", in the words of several languages: one option with both its sides. */
const FOR_AND_AGAINST =
  /(?<!\p{L})(?:for|pros?|gains?|upsides?|advantages?|benefits?|dafür|vorteile?|a favor|ventajas?|pour|avantages?|a favore|vantaggi|vantagens)\s*[:：][^:：]{3,300}(?<!\p{L})(?:against|cons?|costs?|price|downsides?|drawbacks?|disadvantages?|dagegen|nachteile?|en contra|contras?|desventajas?|inconvenientes?|contre|inconvénients?|contro|svantaggi|desvantagens)\s*[:：]/iu;

/** Two or more options in a row, each with "For:" and "Against:". */
function weighedByLabels(statements: readonly Statement[]): Evidence[] {
  const paired = passagesOf(statements).filter(({ text }) => {
    const match = FOR_AND_AGAINST.exec(text);
    return match !== null && match.index < 120;
  });
  const [first, second] = paired;
  return first === undefined || second === undefined
    ? []
    : [evidenceAt(first.first.span, 'options, each with what speaks for and against it')];
}

/** Two clauses, each with a gain and a price: each is about an option of its own. */
function weighsTwice(text: string): boolean {
  const clauses = text
    .split(/[;.:]\s/)
    .filter((clause) => BETTER.test(clause) && WORSE.test(clause) && GIVES_AND_TAKES.test(clause));
  return clauses.length >= 2;
}
const GIVES_AND_TAKES = /\bbut\b|\bhowever\b|\bat the (?:price|cost|expense)\b|, (?:while|though|yet)\b/i;

/** "A is shorter, but B is quicker": a gain before the turn and another behind it, with a price on either side. */
function contrasts(text: string): boolean {
  if (!OPTIONS.test(text)) return false;
  const turn = TURNS.exec(text);
  if (turn === null) return false;
  const [before, after] = [text.slice(0, turn.index), text.slice(turn.index)];
  const gains = Number(BETTER.test(before)) + Number(BETTER.test(after));
  const prices = Number(WORSE.test(before)) + Number(WORSE.test(after));
  return gains === 2 || gains + prices >= 3;
}
