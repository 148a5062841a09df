import { allMatches, firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { wordCount } from './shared/language.ts';
import { statementsOf } from '../answers/statements.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Time or space complexity is given for an algorithm or a query: in Landau notation such as O(n log n) or in its words
 * ("linear time", "constant memory"), in a sentence or code comment that also says what it is the cost of. Does not
 * apply where the answer neither holds code nor speaks of an algorithm or query.
 */
export const complexityAnalysis: Scorer = {
  id: 'complexity-analysis',
  version: 1,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const found = [
      ...statementsOf(answer).flatMap(({ text, span }) =>
        analysisIn(text).map((why) => evidenceAt(span, why)),
      ),
      ...comments(answer),
    ];
    if (found[0] !== undefined) return kept(`Complexity is analysed: ${found[0].why}.`, found);
    return hasAlgorithm(answer)
      ? broken('No time or space complexity is given for any algorithm or query.')
      : notApplicable('There is neither code nor an algorithm or query to analyse.');
  },
};

/** `O(n log n)`, `Θ(√n)`, `O(1)`; the inside is short and no call of a function. */
const NOTATION = /(?<![\w.`'"])[OΘΩoθ𝒪]\s?\(\s?(?:1|[^()\n"'=]{1,60}(?:\([^()\n]{1,20}\)[^()\n]{0,20})?)\)/gu;
const IN_WORDS =
  /\b(?:(?:amorti[sz]ed )?(?:constant|linear|logarithmic|quadratic|exponential|polynomial|sub-?linear|log-?linear|linearithmic|cubic)(?:[- ](?:time|space|memory))+|(?:runs|grows|scales|is) (?:in )?(?:linearly|logarithmically|quadratically|(?:linear|logarithmic|quadratic) in)\b|(?:time|space|memory) complexity (?:is|of|stays|remains)\b|(?:constant|lineare[rn]?|logarithmische[rn]?|quadratische[rn]?) (?:Laufzeit|Zeit|Speicher\w*)|tiempo (?:lineal|constante|logarítmico)|temps (?:linéaire|constant|logarithmique))|线性时间|常数时间|时间复杂度|空间复杂度|線形時間|計算量/iu;
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

const ALGORITHM =
  /\b(?:algorithms?|quer(?:y|ies)|index(?:es)?|sort(?:ing|s)?|look-?ups?|search(?:es)?|hash(?:ing)?|data structures?|loops?|recursi\w+|traversal|join|scan|window counter|bucket)\b/i;

const hasAlgorithm = (answer: Answer): boolean =>
  answer.turns.some((turn) =>
    turn.blocks.some((block) => block.role === 'implementation' && !block.quotesUser),
  ) || statementsOf(answer).some(({ text }) => matches(ALGORITHM, text));
