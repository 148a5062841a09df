import { allMatches, firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { wordCount } from './shared/language.ts';
import { loopsIn } from '../answers/loops/loops.ts';
import { implementationOf } from '../answers/implementation.ts';
import { sqlOf } from '../answers/sql.ts';
import { statementsOf } from '../answers/statements.ts';
import { tablesOf } from '../answers/tables.ts';
import { passagesOf } from './shared/passages.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if it is said how the time, the memory or the number of operations of an algorithm, a query or a data structure grows
 * with a size: in Landau notation such as O(n log n), in its words ("linear time", "constant memory"), by what the cost depends
 * or does not depend on ("whatever the size of the file"), by a product ("each tick visits every client"), or by two growths set
 * against each other ("a row per member, not one per message and member"), in a sentence, a table or a code comment that also says
 * what it is the cost of. An estimate for one size, a cap, and what the old code does are none. Not applicable if nothing in the code works on more than what
 * one key finds, or a batch of due work one by one: no algorithm, sort, stream, loop over what can grow, nor query for many rows.
 */
export const complexityAnalysis: Scorer = {
  id: 'complexity-analysis',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const found = [
      ...statementsOf(answer).flatMap(({ text, span }) =>
        analysisIn(text).map((why) => evidenceAt(span, why)),
      ),
      ...comments(answer),
      ...comparedGrowths(answer),
    ];
    if (found[0] !== undefined) return kept(`Complexity is analysed: ${found[0].why}.`, found);
    const algorithms = algorithmsIn(answer);
    return algorithms.length > 0
      ? broken('No time or space complexity is given for any algorithm or query.', algorithms)
      : notApplicable('The code works on nothing that grows.');
  },
};

/** `O(n log n)`, `Θ(√n)`, `O(1)`; the inside is short and no call of a function. */
const NOTATION = /(?<![\w.'"])[OΘΩoθ𝒪]\s?\(\s?(?:1|[^()\n"'=]{1,60}(?:\([^()\n]{1,20}\)[^()\n]{0,20})?)\)/gu;
const IN_WORDS =
  /\b(?:(?:amorti[sz]ed )?(?:constant|linear|logarithmic|quadratic|exponential|polynomial|sub-?linear|log-?linear|linearithmic|cubic)(?:[- ](?:time|space|memory))+|(?:runs|grows|scales|is) (?:in )?(?:linearly|logarithmically|quadratically|(?:linear|logarithmic|quadratic|linearithmic) in)\b|\b(?:is|are|stays?|remains?|becomes?) (?:linear|logarithmic|quadratic|exponential)(?=[;,.:)]|$| (?:and|but|while|whereas)\b)|(?:time|space|memory) complexity (?:is|of|stays|remains)\b|(?:constant|lineare[rn]?|logarithmische[rn]?|quadratische[rn]?) (?:Laufzeit|Zeit|Speicher\w*)|tiempo (?:lineal|constante|logarítmico)|temps (?:linéaire|constant|logarithmique))|线性时间|常数时间|时间复杂度|空间复杂度|線形時間|計算量/iu;
const SUBJECT =
  /\b(?:time|space|memory|cost\w*|complexity|runs?|look-?ups?|search\w*|sort\w*|insert\w*|delete\w*|updates?|reads?|writes?|scans?|quer(?:y|ies)|join|index|hash\w*|heap|tree|table|lists?|sets?|maps?|window|loops?|pass|algorithm|per|each|function|method|operation|check|step|batch|stream|page|cursor|offset|feed|rows?|where|for|with|n is|takes?|needs?)\b/iu;

const SECRETS =
  /\b(?:compar\w+|secrets?|signatures?|hmac|passwords?|digest|tokens?|hash(?:es)?|timing|equals?|mac|compare_digest)\b/i;
const STEPS =
  /\b(?:look-?ups?|inserts?|insertions?|deletes?|access|reads?|writes?|operations?|per|each|amorti[sz]ed|runs?|push|pop|check|step)\b/i;

function analysisIn(text: string): string[] {
  const notation = [...allMatches(NOTATION, text)].map(([found]) => found).find(isMeasure);
  if (notation !== undefined) {
    const rest = text.replaceAll(notation, ' ');
    return SUBJECT.test(rest) || wordCount(rest) >= 5 ? [`“${notation}”`] : [];
  }
  const growth = firstMatch(GROWTH, text);
  if (growth !== null && !matches(OLD, text)) return [`“${growth[0]}”`];
  const words = firstMatch(IN_WORDS, text);
  // A comparison of secrets in constant time is about safety, not about cost.
  if (
    words !== null &&
    /constant[- ]time/i.test(words[0]) &&
    (matches(SECRETS, text) || !matches(STEPS, text))
  )
    return [];
  return words !== null && wordCount(text) >= wordCount(words[0]) + 2 ? [`“${words[0]}”`] : [];
}

/** A size or 1 inside, not a sentence. */
const isMeasure = (notation: string): boolean => {
  const inside = notation.slice(notation.indexOf('(') + 1, -1).trim();
  return /^(?:1|[\p{L}\p{N}\s·×*+\-/^²³√|_'’,.()]+)$/u.test(inside) && inside.split(/\s+/).length <= 10;
};

const COMMENT = /(?:#|\/\/|--|\*)\s*([^\n]{3,300})|"""([^"]{3,600})"""/g;

function comments(answer: Answer): Evidence[] {
  return answer.turns.flatMap((turn) =>
    turn.blocks
      .filter((block) => !block.quotesUser && block.role !== 'diagram')
      .flatMap((block) =>
        [...allMatches(COMMENT, block.code)].flatMap((match) =>
          analysisIn((match[1] ?? match[2] ?? '').replace(/\s+/g, ' ')).map((why) =>
            evidenceAt(spanInBlock(block, match.index, match.index + match[0].length), `${why} in a comment`),
          ),
        ),
      ),
  );
}

/** What is spent: of these it can be said what they depend on. */
const SPENT = String.raw`\b(?:memory|RAM|time|costs?|work|latency|duration|storage|runs?|reads?|writes?|takes?|touch(?:es)?|scans?|stays?|quer(?:y|ies)|statements|entries|rows|probes|look-?ups?|footprint|speed|(?:round )?trips?|Speicher\w*|Laufzeit|Aufwand|memoria|tiempo|mémoire|coût|tempo)\b`;
const MEASURE = String.raw`\b(?:sizes?|number|length|counts?|volume|depth|amount|how (?:many|much|large|big|deep)|Größe|Anzahl|tamaño|número|taille|nombre|tamanho)\b`;
const THING = String.raw`\b(?:rows|files?|tables?|records|items|members|entries|history|data|input|Daten|datos|données|dados)\b`;
const OF = String.raw`(?:the |a |its |his |der |die |el |la |le |o )?(?:\w+ ){0,2}?`;
const GROWTH = new RegExp(
  [
    String.raw`${SPENT}.{0,80}\b(?:whatever|regardless of|no matter|irrespective of|independent(?:ly)? of|unabhängig von|egal wie|independiente\w* de|sin importar|indépendant\w* d[eu]|quel(?:le)? que soit|independente\w* d[eo])\b.{0,24}?${MEASURE}`,
    String.raw`${SPENT}.{0,80}\bhowever (?:many|much|large|big|deep)\b(?! (?:requests|clients|replicas|workers|times))`,
    String.raw`${SPENT}.{0,40}\b(?:grows?|depends?|scales?|ris(?:e|es)|increases?|(?:is|are) proportional|wächst|hängt|crece|depende|croît|dépend|cresce)\b (?:only |just |linearly |solely )?(?:with|on|to|mit|von|con|avec|de|com|d[eu]) ${OF}${MEASURE}`,
    String.raw`${SPENT}.{0,40}\b(?:grows?|scales?|wächst|crece|croît|cresce)\b (?:only |linearly )?(?:with|mit|con|avec|com) ${OF}${THING}`,
    String.raw`${SPENT}.{0,40}\b(?:do|does)(?:n['’]t| not) (?:depend|grow|scale|change|increase|rise)\b.{0,40}?(?:${MEASURE}|\bgrow(?:s|ing)?\b)`,
    String.raw`\b(?:whatever|regardless of|no matter|irrespective of|independent of)\b.{0,12}\b(?:(?:page|batch|table|file|list|input|result|data|history)(?:['’]s)? sizes?|(?:size|number|length) of)\b`,
    String.raw`\b(?:each|every|one|per) [\w-]+ (?:\w+ ){0,3}?(?:visits?|walks?|scans?|reads?|checks?|checked against|compared (?:with|to|against)|touch(?:es)?|compares?|goes (?:through|over)|iterates?(?: over)?|loops over|costs?|evaluates?) (?:every|each|all)\b`,
    String.raw`\bcosts? (?:only |just )(?:those|what|the ones|the (?:rows|items|entries|clients|keys) (?:that|who|which))\b`,
    String.raw`\bmultipl\w+ .{0,60}\b(?:by|durch|par|por|mit|per) (?:the |le |la |el |o |die |der )?(?:\w+ )?${MEASURE}`,
    String.raw`\b(?:constant|fixed) number of (?:quer\w+|statements|reads|writes|calls|operations|(?:round )?trips|look-?ups)\b`,
    String.raw`\b(?:memory|RAM|Speicher\w*)\b.{0,30}\b(?:is|stays?|remains?|bleibt)\b.{0,12}\b(?:flat|constant|konstant)\b|\b(?:flat|constant|konstante\w*) (?:memory|RAM|Speicher\w*)\b`,
  ].join('|'),
  'i',
);
/** What the code that is replaced does, and what is left open. */
const OLD =
  /\b(?:gets? slower|got slow\w*|today|currently|at the moment|depending on|suspicion|why it is slow)\b/i;

/** "1 row per member", "at most 20 entries from each author": a count for each of something. */
const UNIT = String.raw`(?:rows?|entr(?:y|ies)|events?|counters?|quer(?:y|ies)|reads?|writes?|probes?|messages?|posts?|calls?|keys?|bytes|records?|numbers?|fields?|items?|lookups?|statements?|comparisons?|marks?|markers?|cursors?)`;
const COUNTED = new RegExp(
  String.raw`\b(?:an?|one|two|three|\d+|at most \d+|every) (?:\*?[\w-]+\*? ){0,2}?${UNIT} (?:per|for each|for every|of each|from each|of every)\b ([a-z]+(?: (?:and|per) [a-z]+)*)|\bmark\*? per ([a-z]+)`,
  'gi',
);
const SET_AGAINST =
  /\b(?:not|instead of|rather than|versus|vs\.?|against|than|would|explodes?|but|while|whereas)\b|×|\|/i;

/** Two growths against each other: in one table, or in sentences that stand together. */
function comparedGrowths(answer: Answer): Evidence[] {
  const passages = passagesOf(statementsOf(answer)).flatMap(({ text, first, last }): Evidence[] => {
    const units = new Set([...allMatches(COUNTED, text)].map(([, one, other]) => one ?? other));
    return units.size >= 2 && matches(SET_AGAINST, text)
      ? [evidenceAt({ ...first.span, end: Math.max(first.span.end, last.span.end) }, 'two growths compared')]
      : [];
  });
  const tables = answer.turns
    .flatMap((turn) => [...tablesOf(turn)])
    .filter(({ head, rows }) =>
      head.some((_, column) => comparesGrowth(rows.map((row) => row[column] ?? ''))),
    )
    .map(({ span }) => evidenceAt(span, 'growths compared in a table'));
  return [...passages, ...tables];
}

/** A column in which one cell counts and another counts for each of something. */
const comparesGrowth = (cells: readonly string[]): boolean =>
  cells.some((cell) => [...allMatches(COUNTED, cell)].length > 0) &&
  cells.some((cell) => /^\W*(?:an?|one|two|three|\d+) [a-z]+s?\W*$/i.test(cell));

const ALGORITHM =
  /\b(?:algorithms?|complexity|data structures?|recursi\w+|traversal|binary search|sliding[- ]window|token bucket|full scan|Algorithm\w*|algoritmo|algorithme)\b/i;
/** Algorithms that sign, hash or encrypt. */
const OF_SECRETS =
  /\b(?:jwts?|HS\d+|RS\d+|ES\d+|signatures?|hmac|decod\w+|encrypt\w*|hashing|argon2\w*|bcrypt|claims|ciphers?)\b/i;
/** A query for many rows: those that a caller asks for, not a capped batch of what is due. */
const MANY_ROWS =
  /\b(?:count|sum|avg)\s*\(|\bselect\s+distinct\b|\bin\s*\(\s*(?:[:$@?#%]|select\b)|\border\s+by\b|\bgroup\s+by\b|\blateral\b|\brecursive\b|\bi?like\b|\blimit\s+(?!1\b)\S|\bover\s*\(/i;
/** The newest of a few: nothing that grows is read. */
const FOR_ONE = /\blimit\s+1\b/i;
/** A condition that the database holds against each row. */
const FOR_EACH_ROW = /^\s*create\s+policy\b[^;]*\(\s*select\b/i;
const ASKED = /\$\d|[:@]\w|%s|%\(|\?/;
const TAKES_WORK = /\bfor\s+update\b/i;
const LIMIT = /\blimit\s+\S+/gi;
/** Code that sorts, streams, recurses or fetches lists, in whichever language. */
const WORKS_ON_MANY =
  /(?:\bin|=|\breturn|\[\*?)\s*sorted\(|\bsorted\([^\n]{1,60},\s*key=|\.sort(?:ed|By|_by|_unstable\w*)?\(|\bsort\.\w+\(|\bheapq?\b|\bbisect\b|\bPriorityQueue\b|\bcsv\.(?:reader|DictReader)\b|\bbufio\.|\.order_?by\w*\((?![^;]{0,200}skip_?locked)|\bfindMany\(|\.limit\((?!1\b)(?![^;]{0,200}skip_?locked)|\bPageable\b|\b(?:zadd|zrange\w*|zremrange\w*|zcard)\b|\bgroupBy\(|\bgroup_by\(|\bargsort\(|\bargpartition\(|\bpredict\w*\(|\bnp\.\w+\(|\.in_batches\b|\.find_each\b|\bbulk_(?:create|update)\(|\.values_list\(|\.pluck\(|\.(?:insert|update|delete)Many\(|\bwhereIn\(|\w__in=|->(?:chunk\w*|cursor|lazy)\(|\.findAll\(|\.ToListAsync\(|\.objects\.\w+\([^\n]{0,80}\)\[:|\bforeach \(\w+\(\)|\bselect\s+count\s*\(|\bwhere\s+[\w.]+\s+in\s*\(\s*[:#$@?]/i;

/** Where the code works on what can grow; loops, which take the longest to find, only if there is nothing else. */
function algorithmsIn(answer: Answer): Evidence[] {
  if (answer.turns.every((turn) => implementationOf(turn).length === 0)) return [];
  const queries = sqlOf(answer).filter(
    ({ text, block }) =>
      /^(?:implementation|illustration)$/.test(block.role) &&
      ((MANY_ROWS.test(text) && !FOR_ONE.test(text)) || FOR_EACH_ROW.test(text)) &&
      (ASKED.test(text.replace(LIMIT, '')) || FOR_EACH_ROW.test(text)) &&
      !TAKES_WORK.test(text),
  );
  const found = [
    ...codePlaces(answer, WORKS_ON_MANY, ['implementation']).map(({ span }) =>
      evidenceAt(span, 'works on many'),
    ),
    ...queries.map(({ span }) => evidenceAt(span, 'a query for many rows')),
    ...statementsOf(answer)
      .filter(({ text }) => matches(ALGORITHM, text) && !matches(OF_SECRETS, text))
      .map(({ span }) => evidenceAt(span, 'speaks of an algorithm')),
  ];
  return found.length > 0 ? found : loopsOverMany(answer);
}

const loopsOverMany = (answer: Answer): Evidence[] =>
  loopsIn(answer)
    .filter(({ iterable, body }) => /\byield\b/.test(body) || !OVER_FEW.test(iterable))
    .map(({ body, place }) => evidenceAt(place(0, body.length), 'a loop over what can grow'));

/** What a loop runs over that is of one request, is listed in the code, or is a batch of due work, one by one by key. */
const OVER_FEW =
  /\b(?:rows?|due|stale|events?|secrets?|keys|sizes?|thumb\w*|errors?|problems|issues|details|headers?|cells|columns|names|loc|params|args|options|attempts?|retries|tasks|threads|workers|environ|env|fields?|fetchall)\b|_stale\b|_fields|thumbnails|^\W*[A-Z][A-Z\d_]+\b|^\W*["'\d]|^\W*\((?:\(|["'\d]|\w+\.\w+\()|\brange\(\s*\d|\.split\(|\brender\(|\bdigest\b|Uint8Array/;
