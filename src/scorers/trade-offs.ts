import { firstMatch, matches, matchTogether } from '../answers/prefilter/match.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { approachesIn } from './multiple-approaches.ts';
import { COST, GAIN, TURN, turnsIn } from './shared/merits.ts';
import { choicesIn, passagesOf, type Passage } from './shared/passages.ts';
import { comparesOptions, weighsChoices } from './shared/options.ts';
import { isUnder, type Statement } from '../answers/statements.ts';
import { tablesOf } from '../answers/tables.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/** At least one choice is weighed: two options are named, and what each costs. Dismissing one of them is not enough. */
export const tradeOffs: Scorer = {
  id: 'trade-offs',
  version: 2,
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
    const passages = passagesOf(statements);
    matchTogether(passages.map(({ text }) => text));
    const found = [
      ...approachesIn(answer),
      ...tables,
      ...passages.flatMap(weighing),
      ...weighedByLabels(passages),
      ...weighedApart(statements),
    ];
    return found[0] === undefined
      ? broken('No choice is weighed with the cost of both sides.')
      : kept(`A choice is weighed: ${found[0].why}.`, found);
  },
};

const OPTIONS =
  /\b(?:instead(?: of)?|rather than|alternatives?(?:ly)?|versus|vs\.?|option|choice|unlike|compared (?:to|with)|could also|either|other way|the other|middle way|other way (?:round|around)|would (?:do|work|suffice|serve|be enough)\b|I (?:weighed|considered|compared|thought about)|if you (?:prefer|already|need|want|bill)|if (?:it|that|this|the \w+|clicks?|exact\w*) (?:protects?|hurts?|matters?|is|are|needs?)|would (?:be|also|need|save|take|get|collect)|before\b.{0,60}\bafter|after\b.{0,60}\bbefore|both (?:ways|work|are)|(?:two|three|several) (?:\w+ )?(?:ways|options|approaches|possibilities|choices))\b/i;
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
  if (!text.includes('(')) return false;
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
  /\b(?:instead of(?! \d)|rather than(?! \d)|over (?:a|an|the)|(?:a|the) (?:plain|simple|naive|single|separate|normal|normalised|full) \w+.{0,40}\bwould)\b/i;
const OWN_PRICE =
  /\b(?:the|its|one) (?:cost|price|downside|drawback|catch)\b(?! (?:limit|analysis|model|of (?:a|one) (?:prediction|request)))|\bmakes? (?:\w+ ){1,6}(?:slower|larger|heavier|costlier|more expensive)\b|\bat the (?:price|cost|expense) of\b|\bprice (?:to pay|is)\b|\bcosts? (?:us |you |about |around |roughly |a |an |one |some )*(?:\d|few|little|more|extra|network|round|write|second)/i;

/** An option that is turned down with a reason, and elsewhere the price of the one that is taken. */
function weighedApart(statements: readonly Statement[]): Evidence[] {
  const rejected = statements.find(
    ({ text }) => matches(REJECTS, text) && (/\b(?:why|because|since|:)/i.test(text) || matches(WORSE, text)),
  );
  const price = statements.find(
    (one) => matches(OWN_PRICE, one.text) && one !== rejected && !matches(ABOUT_USERS, one.text),
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
  const named = firstMatch(WEIGHS, text);
  const isNamed =
    named !== null &&
    matches(WORSE, text) &&
    (/\btrad/i.test(named[0])
      ? matches(OPTIONS, text) || matches(BETTER, text)
      : matches(OPTIONS, text) && matches(BETTER, text));
  if (isNamed) {
    return [evidenceAt(span, `“${named[0].trim().slice(0, 60)}”`)];
  }
  if (matches(SWITCHES, text) && (matches(WORSE, text) || matches(BETTER, text))) {
    return [evidenceAt(span, 'names when another option is the better one')];
  }
  const bills =
    matches(TWO_BILLS, text) &&
    /\b(?:no|not|instead of|rather than|over|but|versus|vs|alternatively)\b/i.test(text) &&
    block.kind !== 'row';
  if (annotated(text) || matches(PAIRS, text) || matches(PREFERS, text) || bills || matches(AGAINST, text)) {
    return [evidenceAt(span, 'options, each with its price')];
  }
  if (isReversed(text)) return [evidenceAt(span, 'a choice and its reverse, each with its price')];
  if (matches(DOES_WITHOUT, text) && matches(GAINS_AND_COSTS, text))
    return [evidenceAt(span, 'what a thing gains and costs against doing without it')];
  if (
    matches(EXCHANGE, text) &&
    (matches(OTHER_WAY, text) || matches(BEYOND, text) || matches(COMPARES, text))
  )
    return [evidenceAt(span, 'what one way gains and costs against another')];
  const isTitled = isUnder(first, /\b(?:trade-?offs?|abwägung\p{L}*|compromis|compromisos?)(?!\p{L})/iu);
  if (isTitled && matches(GAIN, text) && matches(COST, text) && turnsIn(text) > 0)
    return [evidenceAt(span, 'a trade-off under its title')];
  if (turnsBothWays(text)) return [evidenceAt(span, 'a choice that can be turned either way')];
  return contrasts(text) || weighsTwice(text) || weighsOtherWay(text) || labelsOneSide(text)
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

/** Another way of doing it is in view: named, left aside, or set against the first by comparison. */
const OTHER_WAY =
  /(?<!\p{L})(?:instead(?: of)?|rather than|alternatives?(?:ly)?|versus|vs\.?|options?|choice|unlike|compared (?:to|with)|either|the other (?:way|one|is|would|would)|would (?:also |still |then |just |easily |equally )*(?:do|work|suffice|serve|be (?:\w+ ){0,2}(?:enough|possible|simpler|shorter|cheaper|faster|quicker|easier|safer|cleaner|nicer))|could (?:also|instead|just as well)|we could|you could|one could|which (?:a|an|the) [\w-]+ (?:can|could|would|does)(?:not|n['’]t)?|I (?:weighed|considered|compared|prefer\w*|went (?:for|with)|chose|picked|took)|(?:two|three|both|several) (?:\w+ )?(?:ways|options|approaches|designs|possibilities|choices|variants)|statt|anstatt|anstelle|stattdessen|alternativ\p{L}*|im gegensatz|gegenüber|lieber|(?:zwei|drei|mehrere|beide) (?:wege|möglichkeiten|varianten|ansätze|optionen)|(?:wäre|würde|ginge|täte)n? (?:auch|es auch|zwar|ebenfalls)|zwar|en lugar de|en vez de|frente a|(?:prefer|preferí|prefiero|elegí|elijo)\p{L}*|también (?:valdría|serviría|funcionaría)|(?:dos|tres|varias|ambas) (?:formas|opciones|maneras|vías|alternativas)|au lieu de|plutôt que|préfér\p{L}*|choisi\p{L}*|(?:deux|trois|plusieurs) (?:façons|options|manières|approches)|em vez de|ao invés de|prefir\p{L}*|escolh\p{L}*|(?:dois|duas|três|várias) (?:formas|opções|maneiras|caminhos|alternativas))(?!\p{L})/iu;

/** "A longer window ..., a shorter one ...": one knob that can be turned either way. */
const KNOBS: readonly (readonly [RegExp, RegExp])[] = (
  [
    [
      'longer|länger\\p{L}*|plus longue?|más larg[oa]|mais long[oa]',
      'shorter|kürzer\\p{L}*|plus courte?|más cort[oa]|mais curt[oa]',
    ],
    [
      'larger|bigger|größer\\p{L}*|plus grande?|más grande|mayor|maior',
      'smaller|kleiner?e?s?|plus petite?|más pequeñ[oa]|menor',
    ],
    [
      'higher|höher\\p{L}*|plus (?:haute?|élevée?)|más alt[oa]|mais alt[oa]',
      'lower|niedriger\\p{L}*|plus basse?|más baj[oa]|mais baix[oa]',
    ],
    ['stricter|tighter|strenger\\p{L}*', 'looser|laxer|lockerer\\p{L}*'],
    ['wider|broader|breiter\\p{L}*', 'narrower|schmaler\\p{L}*|enger\\p{L}*'],
    ['synchronous|eager|strong', 'asynchronous|lazy|eventual'],
  ] as const
).map(([one, other]) => [knob(one), knob(other)]);

function knob(pole: string): RegExp {
  return new RegExp(
    String.raw`(?<!\p{L})(?:an?|the|ein\p{L}*|der|die|das|une?|la|le|una?|el|uma?|um|o) (?:\p{L}+ )?(?:${pole})(?!\p{L})`,
    'iu',
  );
}

/** One knob, turned either way, with a cost and something to set against it. */
const turnsBothWays = (text: string): boolean =>
  KNOBS.some(([one, other]) => matches(one, text) && matches(other, text)) &&
  matches(COST, text) &&
  (turnsIn(text) > 0 || matches(GAIN, text));

/** "For: ... Against: ...", in the words of several languages: one option with both its sides. */
const FOR_AND_AGAINST =
  /(?<!\p{L})(?:for|pros?|gains?|upsides?|advantages?|benefits?|dafür|vorteile?|a favor|ventajas?|pour|avantages?|a favore|vantaggi|vantagens)\s*[:：][^:：]{3,300}(?<!\p{L})(?:against|cons?|costs?|price|downsides?|drawbacks?|disadvantages?|dagegen|nachteile?|en contra|contras?|desventajas?|inconvenientes?|contre|inconvénients?|contro|svantaggi|desvantagens)\s*[:：]/iu;

/** "Upside of batching: ... Downside: ...", and then what the other way is like. */
function labelsOneSide(text: string): boolean {
  const labelled = firstMatch(SIDES, text);
  if (labelled === null) return false;
  const [, ...others] = text.slice(labelled.index + labelled[0].length).split(/[.;]\s/);
  return others.some((other) => COST.test(other) || GAIN.test(other));
}
const SIDES =
  /(?<!\p{L})(?:upside|advantage|pros?|gain|benefit|vorteil|ventaja|avantage|vantagem)(?!\p{L})[^:.]{0,40}:.{3,200}?(?<!\p{L})(?:downside|drawback|disadvantage|cons?|price|cost|nachteil|desventaja|inconvénient|desvantagem)(?!\p{L})[^:.]{0,40}:/iu;

/** Two or more options in a row, each with "For:" and "Against:". */
function weighedByLabels(passages: readonly Passage[]): Evidence[] {
  const paired = passages.filter(({ text }) => {
    const match = firstMatch(FOR_AND_AGAINST, text);
    return match !== null && match.index < 120;
  });
  const [first, second] = paired;
  return first === undefined || second === undefined
    ? []
    : [evidenceAt(first.first.span, 'options, each with what speaks for and against it')];
}

/** What one way buys and what is given for it, in so many words. */
const EXCHANGE =
  /(?<!\p{L})(?:in exchange for|at the (?:price|cost|expense|risk) of|pay(?:s|ing)? (?:for (?:it|this|that) )?(?:with|by|in)|in return for|traded? (?:away|off)|give up|giving up|auf kosten|um den preis|im tausch|erkauf\p{L}*|bezahl\p{L}* .{0,20}mit|au prix d|en échange d|a cambio de|a costa de|em troca de|ao custo de|à custa de)(?!\p{L})/iu;
/** From some size on the other way is the better one. */
const BEYOND =
  /(?<!\p{L})(?:above|beyond|past|once|from|as soon as|ab|sobald|wenn|au-delà|dès que|a partir de|cuando|quando|acima de)(?!\p{L}).{0,80}\d[\d.,]*.{0,160}(?:[;,.]|then|dann|alors|entonces|então)/iu;
/** "...; a hard delete is simpler": a clause of its own that compares. */
const COMPARES =
  /[;.]\s[^;.]{3,80}(?<!\p{L})(?:simpler|cheaper|faster|quicker|shorter|easier|safer|smaller|slower|larger|heavier|harder|einfacher|billiger|schneller|kürzer|sicherer|langsamer|plus (?:simple|rapide|sûre?|lente?|lourde?)|más (?:simple|sencill\p{L}*|rápid\p{L}*|lent\p{L}*|segur\p{L}*)|mais (?:simples|rápid\p{L}*|lent\p{L}*|segur\p{L}*))(?!\p{L})/iu;

/** Two clauses or more turn from one side to the other: each is about an option of its own. */
function weighsTwice(text: string): boolean {
  const clauses = text.split(/[;.:]\s/);
  if (clauses.length < 2) return false;
  const strict = clauses.filter(
    (clause) => GIVES_AND_TAKES.test(clause) && BETTER.test(clause) && WORSE.test(clause),
  );
  if (strict.length >= 2) return true;
  if (turnsIn(text) === 0) return false;
  const costly = clauses.filter((clause) => COST.test(clause));
  if (costly.length < 2) return false;
  const sided = costly.map((clause) => ({ turns: turnsIn(clause) > 0, gains: GAIN.test(clause) }));
  if (sided.filter(({ turns, gains }) => turns && gains).length >= 2) return true;
  return (
    sided.filter(({ turns, gains }) => turns || gains).length >= 2 &&
    matches(GAIN, text) &&
    (matches(OTHER_WAY, text) || matches(PARALLEL, text))
  );
}
const GIVES_AND_TAKES = /\bbut\b|\bhowever\b|\bat the (?:price|cost|expense)\b|, (?:while|though|yet)\b/i;
/** "In BigQuery ... In pandas ...": sentences that begin alike with a place or a means. */
const PARALLEL =
  /(?:^|[.;:]\s)(In|With|On|Via|Using|As|Mit|Im|Bei|Als|Avec|Dans|En|Con|Com|Em|No|Na) .{10,300}[.;]\s(?:And )?\1 /;

/** "A trigger would spare us the job, but ...": a way that is not taken, in the conditional. */
const CONDITIONAL =
  /(?<!\p{L})(?:would (?:also |always |still |only )?(?:spare|save|give|bring|be|keep|make|reach|buy)|wäre|würden?|ginge|serait|économiserait|éviterait|sería|ahorraría|evitaría|seria|pouparia|evitaria)(?!\p{L})/iu;

/** One of two ways by name: "a lock rather than a queue: ...". */
const PREFERS_ONE =
  /(?<!\p{L})(?:rather than|instead of|(?:chose|choose|prefer|picked|took) .{2,60} (?:over|to)|statt|anstelle|plutôt que|au lieu de|préfér\p{L}* .{2,60} à|en lugar de|en vez de|em vez de|ao invés de|prefer\p{L}* .{2,60} a|prefir\p{L}* .{2,60} a)(?!\p{L}).{2,120}(?:[:：]|(?<!\p{L})(?:because|since|weil|denn|da|car|puisque|porque|pois)(?!\p{L}))/iu;

/** Another way is in view, and the text turns between what one gains and what it costs. */
function weighsOtherWay(text: string): boolean {
  if (!matches(OTHER_WAY, text) && !matches(CONDITIONAL, text)) return false;
  const parts = text.split(TURN);
  if (parts.length < 2) return false;
  const gains = parts.filter((part) => GAIN.test(part)).length;
  const costs = parts.filter((part) => COST.test(part)).length;
  return (
    gains >= 1 &&
    costs >= 1 &&
    (gains + costs >= 3 || parts.length >= 3 || matches(PREFERS_ONE, text) || matches(CONDITIONAL, text))
  );
}

/** "A is shorter, but B is quicker": a gain before the turn and another behind it, with a price on either side. */
function contrasts(text: string): boolean {
  if (!matches(OPTIONS, text)) return false;
  const turn = firstMatch(TURNS, text);
  if (turn === null) return false;
  const [before, after] = [text.slice(0, turn.index), text.slice(turn.index)];
  const gains = Number(BETTER.test(before)) + Number(BETTER.test(after));
  const prices = Number(WORSE.test(before)) + Number(WORSE.test(after));
  return gains === 2 || gains + prices >= 3;
}
