import type { Prose, Span, Turn } from '../../answers/answer.ts';

/** A concrete test case that the prose names. */
export interface TestCase extends Span {
  readonly text: string;
}

/** Headings and labels that say outright that test cases follow; in the languages that answers are written in. */
const TESTS =
  /\b(?:tests?|testing|(?:be|being|get|gets) tested|test[- ]?(?:plan|cases?|suite|matrix|list)|unit[- ]tests?|specs?|testf(?:all|älle)n?|testen|getestet|zu testende\w*|tests? unitaires|tester|pruebas?|probar(?:lo|la)?|testar|testes|casi di test|testare|testgevallen|testy|testovac\w*)\b|тест|テスト|测试|測試|테스트/iu;
/** Headings and labels under which cases stand only if they say what to do and what must come out. */
const VERIFYING =
  /\b(?:verif\w+|prov(?:e|es|ing)|proof|check(?:s|ing|list)?|acceptance|QA|try it|convince|prüf\w*|nachprüf\w*|Abnahme\w*|Nachweis\w*|vérif\w+|valider|verific\w+|comprob\w+|comprueb\w+|weryfikac\w+|controle\w*)\b|überprüf|провер|検証|確認|验证|驗證|검증/iu;
const NO_TESTS = /\b(?:load|performance|stress|a\/b|soak|capacity)[- ]?test/i;
/** A label that names what tests need or how they are run, not what they test. */
const ABOUT_TOOLS =
  /\b(?:depend\w*|install\w*|needs?|requir\w*|packages?|fixtures?|tools?|librar\w*|frameworks?|run|stack|set-?up|environment|files?|folders?|fails?)\b/i;

const IMPERATIVE =
  /^\W*(?:also |then |finally |i'd |i would |you should |please |worth )?(?:test(?:ing)?|assert|cover|verify|check)\b(?: also)? (?=that\b|how\b|what\b)/i;

/** Words of load and plan analysis: such runs are measurements, not functional test cases. */
const MEASUREMENT =
  /\b(?:load[- ]?tests?|k6|locust|wrk2?|vegeta|gatling|jmeter|autocannon|hey|artillery|pgbench|req(?:uests)?\/s|rps|qps|p9[0-9](?:\.\d)?|explain|pg_stat\w*|benchmark\w*|profil\w+|throughput|latency|stress|soak|monitor\w*|alert\w*|dashboard\w*|metrics?|grafana)\b/i;

/** "Check it with: ...": what follows are inputs to try, each of them a case even if the outcome goes without saying. */
const TRIES_WITH =
  /^\W*(?:(?:also|then|please|finally|at least)\s+)*(?:check|verify|try|prove|probe|exercise|cover|validate|prüfe?n?|probier\w*|comprueb\w+|prueb\w+|vérifi\w+|essay\w+)\b.{0,40}\b(?:with|against|using|cases?|inputs?|following|these|mit|gegen|con|avec)$/i;

const CONDITIONS =
  /\b(?:same|twice|duplicat\w*|empty|missing|absent|invalid|malformed|expired|wrong|other|another|different|concurrent\w*|parallel|simultaneous\w*|unknown|without|null|negative|zero|too (?:long|large|big|many|short)|over|under|above|below|exceed\w*|boundary|limit|non-?member|unauthor\w*|forbidden|tamper\w*|replay\w*|retr(?:y|ies|ied)|crash\w*|kill\w*|fail\w*|outage|down|unavailable|timeouts?|out of order|rollback|race|case|whitespace|unicode|injection|happy path|valid|only|both|first|last|deleted|revoked|nested|cascade\w*|orphan\w*|within|after|before|when|while|if|once|already|leading|trailing|special|dieselbe[nr]?|zweimal|gleichzeitig|leere?[nrs]?|fremde?[nrs]?|ungültig\w*|abgelaufen\w*|ohne|nach|während|mism[oa]s?|vac[ií]\w*|dos veces|a la vez|inválid\w*|caducad\w*|otr[oa]s?|sin|después|tras|mientras|même|deux fois|vide|invalide|expirée?|autre|sans|après|pendant)\b/i;
const OUTCOMES =
  /[:→⇒]|->|=>|\b(?:gives?|gets?|returns?|yields?|expects?|expected|must|should|shall|is|are|becomes?|stays?|remains?|still|never|exactly|no longer|refused?|rejected|denied|raises?|throws?|fails?|succeeds?|passes|only one|one row|leaves?|produces?|keeps?|skips?|nothing|ends? (?:up )?as|answers?|responds?|creates?|stores?|loses?|blocks?|wins?|counts?|see[sn]?|equals?|matches|contains?|exists?|appears?|arrives?|shows?|holds?|does(?:n't| not)|don't|isn't|aren't|can(?:no|')t|muss|müssen|darf|soll|liefert|ergibt|bleibt|bleiben|scheitert|erscheint|wird|werden|steht|deja|debe[n]?|devuelve|falla[n]?|sigue[n]?|queda[n]?|aparece[n]?|responde|recibe|(?:no )?(?:se )?puede[n]?|doit|doivent|renvoie|échoue|reste|apparaît|répond|reçoit|peut)\b|\b(?:20[0-246]|30[1-478]|4[0-2]\d|431|451|50[0-4])\b/i;
/** How a step that one takes begins. */
const ACTION =
  /^\W*(?:[A-Z]{3,6}\b|send|post|put|patch|delete|get|fetch|upload|kill|stop|start|restart|repeat|subscribe|create|call|try|run|open|submit|insert|import|log ?in|sign|register|request|fire|simulate|replay|trigger|disconnect|drop|block|remove|change|update|edit|use|enter|give|set|pass|take|make|enqueue|publish|ask|hit|flush|fill|revoke|expire|wait|write|read|book|order|pay|cancel|join|leave|flip|corrupt|mount|unplug|two|three|\d+|eine?[mnrs]?|zwei|die|der|das|wenn|nach|mit|ohne|una?|dos|el|los?|las?|si|con|sin|tras|después|al|une?|deux|les?|avec|sans|après|quand|an?|the same|with|without|given|when|if|that|how|what|one)\b/i;
const ACTION_AND_OUTCOME = /(?<!\S)\S+\s+\S+\s+\S[^:→]{2,120}(?::|→|->|=>)\s+\S/u;
const DETAIL = /`[^`]+`|\d|["“„«][^"”“»]+["”“»]/u;

/**
 * Concrete test cases that the turn lists in prose: items and rows under a heading on tests, what follows a label such as
 * "Tests:", or "test that …, that …". Measurements of load and plans are none.
 */
export function testCases(turn: Turn): TestCase[] {
  return turn.prose.flatMap((prose) =>
    prose.quoted || prose.kind === 'heading' ? [] : casesOf(shortened(prose), turn),
  );
}

/** In characters; no list of cases is longer, and it bounds the time that patterns take. */
const LONGEST = 4000;

const shortened = (prose: Prose): Prose =>
  prose.text.length > LONGEST ? { ...prose, text: prose.text.slice(0, LONGEST) } : prose;

type Context = 'tests' | 'verifying' | 'none';

function contextOf({ headings }: Prose): Context {
  // What stands in brackets is a remark, not the topic: "Monthly cost (estimate, check current prices)".
  const near = headings.slice(-2).map((title) => title.replace(/\([^)]*\)?/g, ' '));
  if (near.some((title) => TESTS.test(title) && !NO_TESTS.test(title))) return 'tests';
  return near.some((title) => VERIFYING.test(title)) ? 'verifying' : 'none';
}

function casesOf(prose: Prose, turn: Turn): TestCase[] {
  const context = contextOf(prose);
  const label = labelOf(prose.text);
  if (label !== undefined) return namedIn(prose, turn, label.end, label.context);
  const imperative = IMPERATIVE.exec(prose.text);
  if (imperative !== null && prose.kind === 'sentence')
    return namedIn(prose, turn, imperative[0].length, 'verifying');
  const leads = context === 'tests' ? leadIn(prose.text) : undefined;
  if (leads !== undefined) return namedIn(prose, turn, leads, 'verifying');
  if (context === 'none' || prose.kind === 'sentence') return [];
  return isConcrete(prose.text, context) ? [{ ...prose.span, text: prose.text }] : [];
}

/** The label before the first colon, if it says that test cases or checks follow: "Tests:", "Three checks are enough:". */
function labelOf(text: string): { end: number; context: Context } | undefined {
  const head = /^([^:：`|]{2,90})[:：](?=\s*\S)/u.exec(text)?.[1];
  if (head === undefined || NO_TESTS.test(head) || MEASUREMENT.test(head) || ABOUT_TOOLS.test(head))
    return undefined;
  const end = head.length + 1;
  if (TESTS.test(head) || TRIES_WITH.test(head)) return { end, context: 'tests' };
  return VERIFYING.test(head) && segmentsOf(text.slice(end)).length > 2
    ? { end, context: 'verifying' }
    : undefined;
}

/** Under a heading on tests, a sentence may list cases after its colon ("Also: …; …; …"), or simply with semicolons. */
function leadIn(text: string): number | undefined {
  if (text.split(/;\s/).length < 3) return undefined;
  const colon = /^[^:：;]{0,60}[:：]\s/u.exec(text);
  return colon?.[0].length ?? 0;
}

/** Cuts a list at its semicolons or, where there are none, at its commas; not inside brackets. */
function segmentsOf(list: string): string[] {
  const flat = list.replace(/\([^()]{0,200}\)/g, (bracket) => bracket.replace(/[,;]/g, '\u0001'));
  const bySemicolon = flat.split(/;\s+|；/u);
  const segments =
    bySemicolon.length > 2
      ? bySemicolon
      : flat.split(/;\s+|；|,\s+(?:and\s+)?|、|，|\.\s+(?=\p{Lu})|\s+and (?=that\b)/u);
  return segments.map((segment) => segment.replaceAll('\u0001', ','));
}

/** The cases that one sentence or item names after an offset. */
function namedIn({ text, span }: Prose, turn: Turn, from: number, context: Context): TestCase[] {
  const source = turn.text.slice(span.start, span.end);
  let at = 0;
  return segmentsOf(text.slice(from)).flatMap((part) => {
    const segment = part.trim();
    const found = source.indexOf(segment.slice(0, 20), at);
    const start = found === -1 ? span.start : span.start + found;
    if (found !== -1) at = found + 1;
    const end = found === -1 ? span.end : Math.min(span.end, start + segment.length);
    return isConcrete(segment, context) ? [{ turn: span.turn, start, end, text: segment }] : [];
  });
}

function isConcrete(text: string, context: Context): boolean {
  if (MEASUREMENT.test(text) || text.trim().endsWith('?')) return false;
  if (!/[\p{L}\p{N}]/u.test(text) || text.trim().length < 4 || /^`[\w.[\]-]+`\.?$/.test(text.trim()))
    return false;
  const isTelling = CONDITIONS.test(text) || DETAIL.test(text);
  if (context === 'tests') return isTelling || OUTCOMES.test(text);
  return (
    ACTION_AND_OUTCOME.test(text) ||
    (OUTCOMES.test(text) &&
      isTelling &&
      (ACTION.test(text.replace(/^\W*\(?\d\)?\W*/, '')) || !/[a-z]/i.test(text)))
  );
}
