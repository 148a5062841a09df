import { isImperative } from './verbs.ts';

/** Tells for each place of a statement whether what stands there is denied ("do not log secrets"). */
export interface Polarity {
  /** True if the words from `start` to `end` begin denied, or are denied after: "SQL from strings is forbidden". */
  beginsDenied(start: number, end: number): boolean;
  /**
   * True if the words from `start` to `end` do not say what they end with: it is denied, or they reach from a denied
   * clause over into the next. "Never ship without tests" says tests.
   */
  isDenied(start: number, end: number): boolean;
}

/** Deny what follows them up to the end of the clause; after another negation they cancel it ("never skip tests"). */
const NOT =
  "not|never|no|nor|neither|none|nothing|nobody|nowhere|cannot|[a-z]+n't|dont|cant|wont|rather than|instead of|as opposed to|unnecessary";
/** Deny what follows up to the means ("avoid N+1 queries with a loader"), and cancel a negation before them. */
const AVOID =
  'avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|eliminat(?:e|es|ed|ing)|prohibit(?:s|ed)?|forbid(?:s|den)?|ban(?:s|ned)?|refrain(?:s|ing)?|stop|drop';
const LEAVE_OUT =
  'without|skip(?:s|ped|ping)?|omit(?:s|ted|ting)?|forgo(?:es|ing)?|forget(?:s|ting)?|forgotten|neglect(?:s|ed|ing)?|ignor(?:e|es|ed|ing)|leav(?:e|es|ing) (?:[a-z]+ )?out|leav(?:e|es|ing) (?:[a-z]+ )?to';
/** Only cancel a negation before them: alone they deny nothing ("find missing indexes"). */
const LACK =
  'miss(?:es|ing)?|lack(?:s|ing)?|fail(?:s|ing)?|overlook(?:s|ed|ing)?|compromis(?:e|es|ed|ing)|hesitat(?:e|es)';
/** Negative in form only. */
const IDLE =
  'not (?:only|just|merely|simply|limited|necessarily)|no (?:matter|later|less|more|doubt|longer than)|not null|whether or not|or not|nothing but|no-(?:op|code|sql)|if not|non';
const END =
  'but|however|unless|until|till|before|except|because|since|once|yet|whereas|by|with|using|via|through|so that';
const ENDS_ONLY_AVOID = /^(?:by|with|using|via|through|so that)$/i;

const TOKEN = new RegExp(
  `(?<idle>\\b(?:${IDLE})\\b)|(?<not>\\b(?:${NOT})\\b)|(?<avoid>\\b(?:${AVOID})\\b)|(?<leave>\\b(?:${LEAVE_OUT})\\b)|` +
    `(?<lack>\\b(?:${LACK})\\b)|(?<end>\\b(?:${END})\\b)|(?<and>\\band\\b)|(?<comma>,)|(?<open>\\()|(?<close>\\))|(?<stop>[.;:!?](?=\\s|$)|\\s[-–—]\\s)`,
  'gi',
);

const GOES_ON =
  /^[\s,]*(?:(?:and|but|so|or)\s+)?(?:always|also|instead|then|just|simply|only|ensure|make|please|you|we|it|they|this|that|the user|your|every|each)\b/i;

type Denial = 'none' | 'not' | 'avoid';

/**
 * Reads which parts of a statement are negated, by the words that negate and the clauses they reach over.
 * @param prohibited true where the statement stands under a heading such as "Never:".
 */
export function readPolarity(text: string, prohibited = false): Polarity {
  const base = prohibited && !OWN_NEGATION.test(text) ? 'not' : 'none';
  const changes: { at: number; denial: Denial; newClause: boolean }[] = [];
  const outside: Denial[] = [];
  let denial = base as Denial;
  let inCondition = CONDITION.test(text);
  const turn = (at: number, to: Denial, newClause = false): void => {
    denial = to;
    changes.push({ at, denial, newClause });
  };
  for (const token of text.matchAll(TOKEN)) {
    const [word] = token;
    const groups = token.groups ?? {};
    const at = token.index;
    const after = at + word.length;
    if (groups['not'] !== undefined)
      turn(after, denial === 'none' ? 'not' : denial === base ? 'none' : 'not');
    else if (groups['avoid'] !== undefined) turn(after, denial === 'none' ? 'avoid' : 'none');
    // From its beginning: in "leave tests to others" the tests stand within.
    else if (groups['leave'] !== undefined) turn(at, denial === 'none' ? 'not' : 'none');
    else if (groups['lack'] !== undefined && denial !== 'none') turn(after, 'none');
    else if (groups['end'] !== undefined && (denial === 'avoid' || !ENDS_ONLY_AVOID.test(word)))
      turn(at, base);
    else if (groups['stop'] !== undefined) turn(at, base, true);
    else if (groups['open'] !== undefined) outside.push(denial);
    else if (groups['close'] !== undefined) turn(at, outside.pop() ?? denial);
    else if (groups['comma'] !== undefined || groups['and'] !== undefined) {
      if (inCondition || startsAnew(text, after, groups['comma'] !== undefined)) turn(at, base, true);
      if (groups['comma'] !== undefined) inCondition = false;
    }
  }
  const isDeniedAt = (place: number): boolean =>
    (changes.findLast(({ at }) => at <= place)?.denial ?? base) !== 'none';
  const onRequest = ONLY_ON_REQUEST.test(text);
  return {
    beginsDenied: (start, end) => isDeniedAt(start) || deniedAfter(text, end),
    isDenied(start, end) {
      const crosses = changes.some(({ at, newClause }) => newClause && at > start && at < end);
      const isDenied = isDeniedAt(end - 1) || (crosses && isDeniedAt(start));
      return onRequest || isDenied !== deniedAfter(text, end);
    },
  };
}

const CONDITION = /^(?:if|when|whenever|where|while|since|because|although|as|for|in case|should)\b/i;
const OWN_NEGATION = /^\W*(?:do not|don't|never|no|not|avoid|refrain)\b/i;

const ONLY_ON_REQUEST =
  /\bonly (?:if|when|on|upon)\b[^.;]{0,40}\b(?:(?:am|is|are|been|being|explicitly|specifically|i|user|they|client)\s+(?:[a-z]+\s+)?(?:asks?|asked|requests?|requested|told|tells?|wants?|demands?)|request|demand)\b/i;

/** True if a new instruction begins after a comma or an "and", so that a negation before it has ended. */
function startsAnew(text: string, after: number, isComma: boolean): boolean {
  const rest = text.slice(after, after + 120);
  if (GOES_ON.test(rest)) return true;
  if (!isComma) return false;
  const word = /^\s*(?:and |but |so )?(\p{L}+)/u.exec(rest)?.[1];
  // "Never log, print or store passwords" goes on.
  return word !== undefined && instructs(word) && !/^[^.;:!?]*\bor\b/.test(rest);
}

/** "Ask", and also "who asks". */
function instructs(word: string): boolean {
  return isImperative(word) || isImperative(word.replace(/s$/, '')) || isImperative(word.replace(/es$/, ''));
}

/** What, when denied, makes what it is said of no promise: "tests are not needed". */
const WANTED =
  'need(?:s|ed)?|requir[a-z]*|necessary|want(?:ed)?|expect[a-z]*|includ[a-z]*|provid[a-z]*|writ[a-z]*|ask[a-z]*|us(?:e|ed)|add(?:ed)?|desir[a-z]*|allowed|permitted|welcome|matter|part|your|my|our|done|complete|finished|acceptable|accepted|ready|an option';
const UNWANTED =
  'unnecessary|unneeded|unwanted|optional|superfluous|forbidden|prohibited|discouraged|banned|out of scope|skipped|omitted|left (?:out|to)';
const OTHERS = 'another|others|someone|somebody|a different|the [a-z\\u00c0-\\u024f]+ team|qa|us|me';
const BY_OTHERS = `(?:handled|done|owned|written|covered|maintained|taken care of) (?:elsewhere|separately|by (?:${OTHERS}))`;

const DENIED_AFTER = new RegExp(
  `^\\s*by (?:${OTHERS})\\b|^\\s*:?[^.;:!?,]{0,60}?\\b(?:(?:not|never|[a-z]+n't)\\s+(?:(?:to\\s+)?be\\s+|been\\s+)?(?:${WANTED})|(?<!(?:not|never|n't)\\s(?:be\\s)?)(?:${UNWANTED}|${BY_OTHERS}))\\b`,
  'i',
);

/** "Tests are not needed", "diagrams are optional". */
function deniedAfter(text: string, end: number): boolean {
  return DENIED_AFTER.test(text.slice(end, end + 120));
}
