import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/** At least one scaling bottleneck or limit under load of the proposed solution is named; a missing feature is none. */
export const bottlenecksNoted: Scorer = {
  id: 'bottlenecks-noted',
  version: 1,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const found = statementsOf(answer).flatMap(limitIn);
    return found[0] === undefined
      ? broken('No bottleneck and no limit under load of the solution is named.')
      : kept(`A limit under load is named: ${found[0].why}.`, found);
  },
};

const NUMBER = String.raw`(?:~|≈|about |around |roughly |some |several |many |hundreds of |thousands of |tens of thousands of |millions of |billions of |a few )?(?:\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?\s?(?:k|m|million|billion|thousand|bn)?\+?|hundreds?|thousands?|tens of thousands|millions?|billions?|several|many)`;
const LOAD =
  '(?:rows?|records?|users?|connections?|sockets?|messages?|requests?|req\\/s|rps|qps|writes?|reads?|events?|jobs?|followers?|followees?|followed|members?|entries|keys|comments?|posts?|orders?|queries|calls?|uploads?|clients?|tenants?|devices?|readings?|items?|files?|clicks?|links?|redirects?|photos?|nodes?|replicas?|partitions?|authors?|concurrent|a second|per second|\\/s|GB|TB|MB|people|exports?|workers?|pods?|tasks?)';

/** What names a limit by itself. */
const LIMIT: readonly RegExp[] = [
  /\b(?:bottle-?necks?|hot ?spots?|hot (?:row|key|partition|shard|path|keys|rows)|contention|contend\w*|choke point|saturat\w+|exhaust\w*|back-?pressure|thundering herd|stampede|overload\w*|noisy neighbou?r|head-of-line|fan-?out|write amplification|scaling (?:limit|problem|concern|ceiling|cliff)|limiting factor|first to (?:break|fail|give)|tops? out|falls? over|single point of failure|runs? out of (?:memory|connections|disk|workers|cpu|file)|out of memory|OOM|connection (?:quota|limit|cap)|pool (?:size|exhaust\w*)|throughput (?:limit|ceiling)|GIL|CPU[- ]bound|I\/O[- ]bound|memory[- ]bound|Engpass|Flaschenhals|cuello de botella|goulot|gargalo|collo di bottiglia|узк\w+ мест\w*)\b|瓶颈|ボトルネック|병목/iu,
  /\b(?:serialis|serializ)(?:e|es|ed|ing)\b.{0,30}\b(?:on|row|writers?|writes|behind|per|updates?)\b|\b(?:queues?|queue up|lines? up|wait(?:s|ing)?) (?:up )?(?:behind|on the same|on one|for the same)\b|\bbecomes? a queue\b|\bqueue(?:s|ing)? (?:kills|is what|above|up)\b/i,
  /\b(?:does(?:n['’]t| not)|won['’]t|will not|can(?:['’]t|not)) scale\b|\bscales? (?:badly|worst|poorly|linearly|with|up to|only|to about)\b|\bgets? (?:slow|slower|expensive|large|heavy)\b|\bstops? scaling\b|\bdegrad(?:e|es|ed|ing)\b/i,
  /\b(?:slow(?:er|s|ed)?(?: down)?|costly|expensive|heavy)\b.{0,60}\b(?:inserts?|writes?|under load|at scale|in bulk|as (?:the|it|they|data|traffic)|deep pages|when (?:the|many|traffic|load))\b|\b(?:slower|slowed|heavier|costlier) (?:inserts?|writes?|updates?|builds?)\b|\b(?:slows|slowing|slow down) (?:\w+ )?(?:inserts?|writes?|updates?|reads?|queries|every)\b/i,
  /\b(?:peak|high|heavy|under|extreme|sustained|heavier|more) (?:load|traffic|write (?:load|rate|volume)|concurrency|throughput)\b.{0,100}\b(?:limit|slow|block|fail|wait|exceed|need|drop|spike|suffer|grow|lock|saturat|queue)\w*/i,
  /\b(?:would|will|could|can|may|might) (?:be|become) (?:the |a |your |its )?(?:\w+ )?(?:limit|limiting|constraint|problem|slow|ceiling|issue) (?:at|when|once|under|beyond|above|with|for)\b/i,
  /\bstill (?:a )?(?:large|slow|heavy|big|expensive|sorts|scans|reads|be slow)\b|\bwould still be slow\b/i,
  /\bneeds? (?:your )?attention (?:sooner|before|first)\b/i,
  /\b(?:most|more) expensive part\b|\b(?:slowest|costliest) (?:part|step)\b/i,
  /\b(?:caps? (?:the )?(?:throughput|rate)|maximum throughput|capacity (?:of|is|per|limit))\b/i,
  /\b(?:memory|RAM|disk|CPU|storage)\b.{0,60}\b(?:grows?|would take|would need|takes?|per (?:worker|process|photo|job|connection|request|login|row)|each process|a process|explod\w*|fills?|full)\b/i,
  /\bthe (?:first|next|second|real|main|hard|natural|practical|actual|upper|lower) (?:limit|ceiling|constraint|wall|cap)\b|\b(?:slow(?:est)?|weak(?:est)?|tight(?:est)?|narrow(?:est)?|costl(?:y|iest)) (?:part|step|link|spot|point|place) (?:of|in)\b|\brate[- ]limits?\b.{0,40}\b(?:ceiling|bounds?|caps?|first|decides?|limits?)\b/i,
  // What is scarce gets taken for long: a slot, a worker, a lock.
  /\b(?:occup(?:y|ies|ied|ying)|ties up|tied up|tying up|hogs?|pins|keeps? busy|uses up|eats up|blocks|holds?(?: on to)?|takes up)\b.{0,40}\b(?:slots?|workers?|threads?|connections?|process(?:es)?|pods?|cores?|`?locks?`?)\b.{0,40}\b(?:for|while|until|as long|throughout|during|whole|entire)\b|\b(?:row|table|advisory|exclusive|share) locks? (?:is |are |that is |being )?held (?:for|while|until|as long|during|throughout)\b/i,
  /\b(?:all|every|the|its|our|your) (?:\w+ )?(?:workers?|slots?|threads?|connections?|pool|queue|pods?|cores?|buffers?) (?:is|are|will be|would be|gets?|would get) (?:all )?(?:busy|full|taken|occupied|used up|blocked|tied up|gone|empty)\b|\b(?:would|will|can|could) (?:fill|block|starve|drown|swamp|flood|clog) (?:everything|everybody|everyone|all|the (?:whole )?(?:pool|queue|pod|workers?|system|cluster|service))\b|\b(?:queues?|blocks?|holds? up|stalls?|delays?) (?:up )?(?:everybody|everyone|everything|all (?:the )?others|the others|the rest|all (?:other )?(?:writes?|requests?|readers?|writers?)) (?:behind|after|else)\b/i,
  /\bmakes? (?:\S+ ){1,10}?(?:long|slow|large|big|huge|heavy|expensive|unwieldy)\b.{0,60}\b(?:from|beyond|above|past|over|then|at) (?:about |around |roughly |some )?\d/i,
  /\bauto-?vacuum\b.{0,60}\b(?:during|on \d|under|behind|keeps? up|lag\w*)/i,
  /(?<!\p{L})(?:überlast\p{L}*|ausgelastet|Auslastung|skalier\p{L}* (?:nicht|schlecht)|(?:sind|ist|wären|wird|werden) (?:alle |die |der |das )?(?:\p{L}+[- ])?(?:Worker|Verbindungen|Threads|Pool|Slots|Prozesse|Queue|Warteschlange)\p{L}* (?:belegt|voll|blockiert|erschöpft|ausgelastet)|(?:blockiert|hält|belegt|bindet) .{0,60}(?:Worker|Verbindung|Thread|Slot|Prozess|Sperre|Lock)|unter (?:hoher |großer )?Last|Lastspitze\p{L}*|(?:erste|eigentliche|nächste) Grenze|satura\p{L}*|sobrecarg\p{L}*|no escala|escala mal|se agotan?|(?:ocupa|bloquea|retiene) .{0,60}(?:worker|conexi\p{L}+|hilo|proceso)|(?:primer|próximo|siguiente) límite|bajo (?:mucha )?carga|surcharg\p{L}*|satur\p{L}*|ne passe pas à l['’]échelle|(?:occupe|bloque|retient) .{0,60}(?:worker|connexion|processus|thread)|(?:première|prochaine) limite|sous (?:forte )?charge|sobrecarreg\p{L}*|sovraccaric\p{L}*|strozzatura)(?!\p{L})/iu,
  /\b(?:database|cache|index|table|lookup|lock|row) (?:lookup |cache )?(?:per|for (?:each|every)) (?:unknown |single )?(?:request|key|call|click|row|user)\b/i,
];
/** A size at which the solution stops being enough. */
const THRESHOLD = new RegExp(
  String.raw`\b(?:above|beyond|past|over|more than|exceeds?|until|up to|good to|fine (?:up )?to|enough (?:up )?(?:to|for)|when .{0,40}(?:reach|pass|exceed|grow|hit)\w*|once .{0,40}(?:reach|pass|exceed|grow|hit)\w*|at|with)\b (?:the |a )?${NUMBER}(?: \w+){0,2} ?${LOAD}`,
  'i',
);
const CONSEQUENCE =
  /\b(?:then|consider|switch|shard\w*|partition\w*|split|replica|move to|need\w*|slow\w*|cap|instead|degrade\w*|precompute\w*|fan-?out|lock|memory|cost\w*|latency|not do|stop\w*|limit\w*|publish|scale|enough|cheap|handles?|sort(?:s|ed)?|think about|lower|raise|worry|revisit|batch)\b/i;
const HANDLES = new RegExp(
  String.raw`\b(?:handles?|holds?|does|sustains?|serves?|processes|manages|copes with|carr(?:y|ies)|is good for|supports?)\b.{0,30}${NUMBER} ?(?:\w+ ){0,3}?(?:a|per|each|\/)\s?(?:second|s|sec|minute|hour)\b|\b(?:replica|node|instance|process|worker|pod|server|core)s?\b.{0,25}\b(?:holds?|does|handles?|serves?|sustains?)\b.{0,20}\d`,
  'i',
);
/** Products of sizes: "100 customers × 100 orders is 10,000 orders in one answer". */
const PRODUCT =
  /\d[\d,.]*(?: \w+)? ?[×x*] ?\d[\d,.]*.{0,60}\b(?:is|are|=|makes|gives|would be|still)\b|\b(?:is|are|=|still) (?:still )?\d{1,3},\d{3} \w+ (?:in|per) (?:one|a|each|single)\b/i;
const LARGE_ANSWER =
  /\b\d{1,3}(?:,\d{3})+ (?:rows|orders|objects|nodes|items|records)\b.{0,40}\b(?:answer|response|page|request|memory|at once)\b/i;
const GROWTH =
  /\b(?:as|if|when|once|should) .{0,40}\b(?:grows?|increases?|rises?|spikes?|bursts?|takes? off)\b.{0,120}\b(?:partition|shard|cache|replica|queue|split|move|directly|presigned|batch|precompute|separate|no longer|worker|bigger|slow|turn off|off\b|trade)\w*/i;
/** "A million keys would need 64 GB of Redis": what a size takes of something scarce. */
const TAKES_SPACE = new RegExp(
  String.raw`\b${NUMBER}\b.{0,80}\b(?:would|will|could|can|may|might) (?:then )?(?:need|take|fill|use|cost|occupy|eat|require)\b.{0,30}\d[\d.,]* ?(?:TB|GB|MB|TiB|GiB|MiB)\b`,
  'i',
);
const ADDS_ONE_WAY =
  /\bduplicate (?:check|set)|\bset of (?:\d|\w+ million|seen)|\bbound(?:s|ed)? the damage\b/i;

/** Correctness under concurrency, targets and missing features are no limits of scale. */
const NOT_LOAD =
  /\b(?:target|targets|aim|goal|SLO|alert|not (?:implemented|included|covered|written)|left (?:it |this )?out|no limit on|unlimited attempts|thread ?pool|event loop|brute|guess\w*|stolen|attempts?)\b/i;

function limitIn(statement: Statement): Evidence[] {
  const { text, span, block } = statement;
  if (NOT_LOAD.test(text) || isUnder(statement, /\bfindings?\b/i)) return [];
  // Test cases are listed; a closing remark below the test code is a sentence.
  const isTesting = isUnder(statement, /\b(?:tests?|testing)\b/i);
  if (isTesting && (block.kind !== 'sentence' || /\btest\w*\b/i.test(text))) return [];
  const match =
    LIMIT.map((cue) => cue.exec(text)).find((one) => one !== null) ??
    (CONSEQUENCE.test(text) ? THRESHOLD.exec(text) : null) ??
    HANDLES.exec(text) ??
    PRODUCT.exec(text) ??
    LARGE_ANSWER.exec(text) ??
    GROWTH.exec(text) ??
    TAKES_SPACE.exec(text) ??
    ADDS_ONE_WAY.exec(text);
  return match === null || match === undefined ? [] : [evidenceAt(span, `“${match[0].trim().slice(0, 80)}”`)];
}
