import { allMatches, matches } from '../answers/prefilter/match.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { numbersOf } from './shared/numbers.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/**
 * The assistant estimates the effect or the capacity of the solution in numbers. Targets, alerts, limits and time-outs
 * estimate nothing, nor do numbers that only repeat the user's.
 */
export const quantifiedImpact: Scorer = {
  id: 'quantified-impact',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const byUser = numbersOf(answer.user.join('\n'));
    const found = statementsOf(answer).flatMap((statement) => estimateIn(statement, byUser));
    return found[0] === undefined
      ? broken('No effect and no capacity of the solution is estimated in numbers.')
      : kept(`An effect or a capacity is estimated: ${found[0].why}.`, found);
  },
};

const WORDS =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|(?:a )?(?:few|couple of)|several|hundreds?|thousands?|tens of thousands|(?:low |high )?(?:single|double|triple)-digit)';
const AMOUNT = String.raw`(?:[~≈<>≤≥±]\s?)?\d[\d.,]*(?:\s?[kKMB](?![A-Za-z]))?\+?(?:\s?(?:[-–—×x*]|to|and|or)\s?\d[\d.,]*(?:\s?[kKMB](?![A-Za-z]))?\+?)?(?:\s(?:thousand|million|billion|trillion|Mio|Mrd|millones|millions|milhões|Millionen|Mio\.|Mrd\.|Tausend|mil))?`;
const UNIT = String.raw`(?:%|percent\b|ms\b|milliseconds?\b|µs\b|μs\b|us\b|microseconds?\b|ns\b|s\b|sec(?:ond)?s?\b|minutes?\b|min\b|hours?\b|days?\b|[KMGT]i?B\b|bytes?\b|B\b|(?:rows?|records?|req(?:uest)?s?|rps|qps|tps|queries|quer(?:y|ies)|calls?|writes?|reads?|messages?|events?|jobs?|redirects?|uploads?|photos?|orders?|sockets?|connections?|entries|probes?|statements?|SQL|index|clicks?|links?|users?|people|comments?|posts?|tasks?|pods?|cores?|vCPU|workers?|replicas?|round[- ]trips?|times?|dollars?|cents?|USD|EUR|keys?|counters?|numbers?|authors?|followees?|followed|customers?|objects?|points?|items?|weeks?|months?|mails?|e-?mails?|images?|files?|pages?|Anfragen|Zeilen|Millisekunden|Sekunden?|Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Prozent|Nachrichten|Abfragen|Verbindungen|Aufrufe|Mails|Kunden|Nutzer|filas|registros|consultas?|peticiones|solicitudes|mensajes|milisegundos?|segundos?|minutos?|horas?|semanas?|meses|lignes|secondes?|millisecondes?|heures?|jours?|semaines?|mois|requêtes?|linhas|consultas?|milissegundos?|requisições|mensagens|euros?)\b|[x×]\b|×|€)`;
// Without the lookahead V8 takes some 50 ms to compile this, each time that it has thrown the code away.
const FIGURE = new RegExp(
  String.raw`(?:\$\s?${AMOUNT}|(?:${AMOUNT}|\b${WORDS})[\s-]?(?:\w+[\s-]){0,2}?(?=\S)${UNIT})`,
  'gi',
);

/** What makes a figure an estimate of what the thing does, needs or saves. */
const ESTIMATES =
  /\b(?:about|around|roughly|approximately|approx|some|perhaps|maybe|nearly|near|almost|up to|at most|at least|as much as|as many as|only|expect\w*|estimat\w*|guess|I(?:['’]d| would) (?:expect|guess|say|plan)|plan (?:for|on)|likely|typically|usually|normally|often|generally|order of|on average|per|each|a second|a minute|a day|a month|a year|takes?|took|costs?|needs?|would (?:need|take|cost|be|require|become)|handles?|holds?|does|serves?|sustains?|keeps?|reads?|touches|scans?|fires?|saves?|reduces?|drops?|cuts?|falls?|from \d|instead of|rather than|down to|becomes?|means|is|are|equals|gives|makes|ready within|finished|waits?|budget|throughput|capacity|latency|etwa|ungefähr|rund|circa|environ|aproximadamente|unos|cerca de|около|примерно)\b|[~≈→×]|约|大约|約/iu;
const ESTIMATES_ELSEWHERE =
  /(?<!\p{L})(?:etwa|ungefähr|rund|circa|knapp|gut|dauert|braucht|schafft|schaffen|kostet|statt|sinkt|fällt|reicht|passen|environ|près de|passe de|tombe à|au lieu de|prend|coûte|suffit|tient|aproximadamente|unos|unas|cerca de|alrededor de|pasa de|baja (?:de|a)|en vez de|tarda|cuesta|caben|aguanta|cai (?:de|para)|em vez de|leva|custa|cabem|aguenta|por volta de)(?!\p{L})/iu;
/** Rules, limits and retention in other languages. */
const PRESCRIBES_ELSEWHERE =
  /(?<!\p{L})(?:Ziel|Alarm|Grenze|höchstens|begrenzt|Frist|läuft ab|hält Einträge|Timeout|limit(?:é|ée|ado|ada)|expire|délai|plafond|seuil|alerte|límite|limite|caduca|alerta|objetivo|máximo|expira|prazo)(?!\p{L})/iu;
/** Sentences whose numbers are wishes, rules or settings. */
const PRESCRIBES =
  /\b(?:targets?|goals?|aim(?:ing)?|SLOs?|SLAs?|objective|alerts?|alarm|page (?:me|on)|watch|monitor|limits?|rate[- ]limit\w*|caps?|capped|time-?outs?|TTL|expires?|expiry|lifetime|retention|retr(?:y|ies) (?:after|in|with|for)|back-?off|interval|schedule|cron|lease|visibility|debounce|start at|max(?:imum)?_?\w*|min(?:imum)?_\w+|LIMIT|attempts?|characters?|chars|years? old|load test|k6|locust|within (?:a|the) (?:minute|hour|second)|months?,? (?:then|drop)|delete rows|drop rows|after, say|keep (?:them|it) for|older than|step \d|version|port|test|tests|returns?|status)\b/i;
/** Shapes that are an estimate whatever else the sentence says. */
const CERTAIN =
  /\b(?:expect|estimat\w+|I(?:['’]d| would) (?:expect|guess|say)|roughly|approximately|order of magnitude|guess)\b|\bbudget\b.{0,40}\d+ ?(?:ms)?|\bO\(|\binstead of (?:\d|hundreds|thousands|one per)|\bfrom \d[\d.,]* .{0,30}\bto \d|\b(?:tens|hundreds) of thousands of\b|\b(?:within|after) (?:about|roughly|around) \d|\b(?:about|roughly|around) \d+ \w+ later\b|\b(?:works? through|gets? through|stays? (?:near|around|below|under)) (?:roughly |about |some )?~?\d|\bhandles? (?:~|about |around |some |roughly |hundreds|tens|thousands|\d)|≈|~\d/i;
/** What the assistant takes for granted about the task. */
const ASSUMED =
  /^(?:scope|scale|users?|load|traffic|stack)\b[^:：]{0,20}[:：]|\b(?:I(?:['’]m| am)? assum\w+|assumptions?)\b/i;
const CHECKED_BY_TEST = /\b(?:tests?|verify|prove|check|proof)\b/i;

function estimateIn(statement: Statement, byUser: ReadonlySet<string>): Evidence[] {
  const { text, span, block } = statement;
  // Neither percent-encoded text in a path nor a numbered placeholder in a query is a figure.
  const plain = text.replace(/%[0-9A-F]{2}(?:%|\b|(?=[A-Z]))/g, '').replace(/= ?\$\d\b/g, '');
  const figure = figureIn(plain, byUser);
  if (figure === undefined) return [];
  if (matches(ASSUMED, text) && !/\b(?:handles?|holds?|serves?|takes?|needs?)\b/i.test(text)) return [];
  const certain = matches(CERTAIN, text);
  const elsewhere = matches(ESTIMATES_ELSEWHERE, text);
  if (matches(PRESCRIBES_ELSEWHERE, text) && !certain) return [];
  if (matches(PRESCRIBES, text) && !(certain && !/\b(?:targets?|alerts?|SLO|aim)\b/i.test(text))) return [];
  if (
    isUnder(statement, /\b(?:tests?|findings?|alerts?|monitoring|limits|responses?|errors?)\b/i) &&
    !certain &&
    !(isUnder(statement, SIZING) && MEASURES.test(figure))
  )
    return [];
  if (isUnder(statement, CHECKED_BY_TEST) && !certain && !elsewhere && !matches(ESTIMATES, text)) return [];
  if (block.kind === 'row' ? !MEASURES.test(figure) : !elsewhere && !matches(ESTIMATES, text)) return [];
  if (
    block.kind !== 'row' &&
    !certain &&
    !elsewhere &&
    !MEASURES.test(figure) &&
    !matches(COUNTS_EFFECT, text)
  )
    return [];
  return [evidenceAt(span, `“${figure.trim()}”`)];
}

/** The first figure that is the answer's own. */
function figureIn(text: string, byUser: ReadonlySet<string>): string | undefined {
  for (const [found] of allMatches(FIGURE, text)) if (isOwn(found, byUser) && !isFormat(found)) return found;
  return undefined;
}

/** Time, size, rate, share and money. */
const MEASURES =
  /(?:%|percent|\bms\b|(?:milli|micro|nano)seconds?|[µμ]s|[KMGT]i?B\b|bytes?|\/s|\$|a second|per second|\brps\b|\bqps\b|single-digit|double-digit|million|billion|\d\s?[kM]\b|seconds?|minutes?|hours?|€|sekunden?|minuten?|stunden?|segundos?|minutos?|secondes?|heures?)/i;
/** Counts of work that the solution does. */
const COUNTS_EFFECT =
  /\b(?:quer(?:y|ies)|SQL|statements?|calls?|round[- ]trips?|rows?|entries|orders?|probes?|memory|in (?:one|a single) (?:answer|response|request)|per (?:second|request|row|key|author|page|user|process|worker)|a (?:second|minute|day|month|year))\b/i;

/** Titles that announce estimates, even beside limits. */
const SIZING =
  /\b(?:siz(?:e|es|ing)|numbers|capacity|figures|estimates?|costs?|load|performance|Größe\w*|Zahlen|Kosten|Last|tamaño|cifras|coste|taille|chiffres|coût)\b/i;

/** Status codes, "a 15-minute token", and small spelled counts of things ("two different events"). */
const isFormat = (figure: string): boolean =>
  (/^\s*[1-5]\d\d\s/.test(figure) && !/\d\s?(?:%|ms|MB|GB|rows|req)/i.test(figure)) ||
  /\d-(?:second|minute|min|hour|day|ms)/i.test(figure) ||
  (/^[a-z]/i.test(figure) &&
    !/[µμ]s|(?:micro|nano)second|digit|quer|SQL|statement|round|entries|probes|\b(?:ms|millisecond)|hundred|thousand|million/i.test(
      figure,
    ));

/** False for figures whose every number stands in the user's messages already. */
function isOwn(figure: string, byUser: ReadonlySet<string>): boolean {
  const numbers = [...numbersOf(figure)];
  return numbers.length === 0 || numbers.some((number) => !byUser.has(number));
}
