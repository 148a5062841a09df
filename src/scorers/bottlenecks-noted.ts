import { firstMatch, firstOf, matches } from '../answers/prefilter/match.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/** At least one scaling bottleneck or limit under load of the proposed solution is named; a missing feature is none. */
export const bottlenecksNoted: Scorer = {
  id: 'bottlenecks-noted',
  version: 2,
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
/** Words for what gives way under load: in English, German, French, Spanish and Portuguese. */
const GIVES_WAY: readonly RegExp[] = [
  // What becomes the slow, narrow or first part.
  /\b(?:becomes?|is|are|will be|would be|turns into|be|remains?|stays?) (?:\w+ ){0,2}(?:the|a) (?:\w+ ){0,2}(?:slow|narrow|weak|limiting|expensive|costly|heavy|tight|critical) (?:\w+ )?(?:part|point|spot|link|step|place|path|place)\b|\b(?:where|what) (?:\w+ ){0,3}(?:hurts?|breaks?|goes|pinch\w*|gives way|jams?|gets? tight)(?: first| next| then)\b|\b(?:hurts?|breaks?|gives way|fails?|struggles?|suffers?|bites?|pinches) first\b|\bthat (?:loop|query|scan|lock|row|table|call|step|join|sort|worker|process|index)\b.{0,20}\bis where the time goes\b/i,
  // All goes through one thing.
  /\b(?:all|every|each|everything|everybody)\b[^.;]{0,60}\b(?:through|on|by|share[sd]?|updates?|hits?|writes? to|reads? from|locks?|wants?|needs?|depends? on|competes? for)\b[^.;]{0,12}\b(?:this |that |the |a )?(?:one|same|single)\b[^.;]{0,40}\b(?:row|rows|key|node|instance|primary|process|worker|thread|lock|pool|partition|shard|server|database|disk|counter|leader|replica|redis|pod|queue|core)\b.{0,80}\b(?:one after|down|slow\w*|waits?|limit\w*|throughput|at most|per second|a second|stops?|behind|load|bounds?|caps?|busy|first|scale\w*|enough|until)\b|\b(?:one after the other|one at a time|one by one|strictly in turn)\b.{0,80}\b(?:so|hence|per second|a second|throughput|slow\w*|wait\w*|limit\w*|at most)\b|\b(?:fight (?:over|for)|compete (?:for|over)|queue (?:on|at)|line up (?:at|for)) (?:for )?the same (?:row|key|lock|partition|counter|connection|record)s?\b/i,
  // What arrives is more than what leaves.
  /\b(?:arrives?|comes? in|is produced|pours? in|pile|grows?) (?:\w+ ){0,3}(?:faster|quicker) than\b|\b(?:backlog|queue|lag|buffer|heap|delay)s? (?:\w+ ){0,2}(?:builds? up|piles? up|grows?|keeps growing|increases|rises|gets? longer|overflows?|fills?)\b|\b(?:can(?:['’]t|not)|cannot|won['’]t|will not|no longer|does(?:n['’]t| not)) (?:\w+ )?(?:keep(?:s)? (?:up|pace)|cope|be enough|suffice|hold|fit|follow|carry|absorb)\b|\b(?:falls?|lags?) behind\b|\bruns? (?:out|short) of\b|\bis (?:maxed|used up|eaten up)\b/i,
  // What grows with the data or the traffic.
  /\b(?:grows?|rises?|increases?|scales?|climbs?) (?:linearly |quadratically |in proportion |directly )?(?:with|to) (?:the |each |every |your )?(?:number|count|size|amount|rows?|users?|data|table|traffic|load|tenants?|customers?|requests?|connections?|length|square)\b|\bwith (?:ten |a hundred |hundreds of |thousands of |millions of |many |more |\d[\d.,]*)[\w ]{0,30}\b(?:that|this|it|each|the)\b.{0,60}\b(?:takes?|needs?|costs?|slow\w*|seconds?|minutes?|hours?)\b|\b(?:once|when|as|while|if) (?:the |your |a |this |these )?[\w ]{2,40}\b(?:grows?|gets? (?:large|big|long|busy)|fills? up|swells?|doubles?|multipl\w+)\b.{0,120}\b(?:slow\w*|longer|memory|expensive|cost\w*|heav\w+|seconds?|minutes?|no longer|limit|time|suffer\w*|large|big)\b/i,
  // A rate or a size at which it ends.
  /\b(?:at|above|beyond|past|over|from|around|about|near|up to|more than|after) (?:perhaps |some |about |around |roughly |maybe |~ ?)*(?:a (?:few|couple of) )?(?:\d[\d.,]*\s?(?:k|m|million|thousand|billion)?|hundred|thousand|million|hundreds|thousands|millions|ten thousand)\b[^.;]{2,100}\b(?:is the end of|ends?|the end|where the time goes|where .{2,30} (?:hurts?|goes|stops?)|no longer|gives? (?:way|out|up)|hits?|becomes?|tips? over|collapses?|suffers?|melts?|struggles?|chokes?|won['’]t|will not|is full|are full|is reached|is used up|reaches? (?:its|the)|out of|the (?:limit|wall|ceiling|end))\b|\b(?:limit(?:ed)?|bound(?:ed)?|capped|ceiling) (?:is |lies |sits |at |by )(?:\w+ ){0,4}(?:disk|cpu|memory|network|the (?:pool|primary|database|lock|number|rate|quota|worker|slowest|single|round)|\d[\d.,]*)\b|\bthe (?:limit|ceiling|wall) (?:is|will be|lies|sits|comes)\b/i,
  // Full reads by size.
  /\b(?:reads?|scans?|walks?|sorts?|loads?|visits?|touches|loops? over|iterates? over)\b[^.;]{0,40}\b(?:whole|entire|all|every|each|from end to end|full)\b[^.]{0,160}\b(?:\d[\d.,]*|ten|hundred|thousand|million|millions|large|big|grow\w*|slow\w*|seconds|minutes)\b.{0,60}\b(?:slow\w*|seconds?|minutes?|hours?|takes?|hurts?|expensive|memory|late|time)\b/i,
  /\b(?:if|when|once|should) (?:it|that|this|the (?:one |single |only )?[\w-]+) (?:is|goes|are|were|falls) (?:down|away|gone|out|lost|unreachable|overwhelmed|busy|full|behind)\b.{0,80}\b(?:no|nothing|nobody|all|everything|every|stops?|stands? still|halts?|waits?)\b/i,
];
/** Scarce by nature, or about to fail. */
const SCARCE =
  /\b(?:allows?|permits?|accepts?|grants?) .{0,20}\d.{0,30}\b(?:a|per) (?:second|minute|hour|day),? (?:so|hence|which means|and therefore)\b|\bone (?:writer|process|worker|instance|leader|consumer)\b.{0,80}\b(?:(?:fine|enough|good|ok) (?:up )?(?:to|for|until)|at its end)\b|\bis (?:the )?single-threaded\b.{0,80}\b(?:takes|minutes|hours|overlap|seconds)\b|\bwill be (?:the )?(?:thing|part|place|first)\b.{0,30}\b(?:notice|feel|wait|suffer|complain)\b|\bsingle[- ](?:writer|threaded|leader|consumer|node|instance|primary|replica)\b.{0,80}\b(?:limit\w*|bounds?|caps?|slow\w*|scale\w*|throughput|only|so|until|enough|ceiling|goes)\b|\breplica(?:tion)? lag\b|\block waits?\b|\bcold (?:cache|starts?)\b|\b(?:would|will|may|might|could|starts? to|begins? to) (?:\w+ )?(?:time out|choke|stall|starve|lag|swap|thrash|spill|be throttled|pile up|queue|saturate|clog|crawl|drown|balloon)\b|\b(?:quota|limit) of (?:the )?[\w -]{2,40}\b(?:first|before|decides?|reached|becomes?|caps?|bounds?|\d[\d.,]* (?:\w+ )?(?:a|per) (?:second|minute|hour|day))\b/i;
/** The state before the change, whose limits the solution removes. */
const BEFORE_THE_CHANGE =
  /(?<!\p{L})(?:the (?:old|original|previous|former|existing) \w+|your (?:version|query|code|handler|current|old|function|endpoint)|(?:does|did|happens|reads|scans) today|so far|until now|currently|at the moment|used to|was|were|had|bisher\p{L}*|alte[rnms]?|zurzeit|derzeit|actuellement|jusqu['’]ici|actualmente|hasta ahora|atualmente|até agora)(?!\p{L})/iu;
const GIVES_WAY_ELSEWHERE: readonly RegExp[] = [
  /(?<!\p{L})(?:engp[aä]ss\p{L}*|nadelöhr\p{L}*|flaschenh[aä]ls\p{L}*|(?:ab|über|oberhalb von|jenseits von|bei) (?:etwa |rund |ca\. |ungefähr |mehr als |vielleicht )?\d[\d.]*\p{L}* .{2,100}(?:reicht|genügt|grenze|klemmt|bricht|einbr\p{L}+|langsam\p{L}*|nicht mehr|schafft|voll|engpass|wird (?:es )?eng|am ende)|(?:reicht|genügt|hält|kommt|schafft) .{0,60}(?:nicht mehr|nicht hinterher|nicht mit|nicht nach)|mit (?:wachsend\p{L}*|steigend\p{L}*|zunehmend\p{L}*|mehr) .{2,100}(?:langsam\p{L}*|teurer|länger|steigt|wächst|mehr|voll)|(?:wächst|steigt) (?:linear |quadratisch )?mit|wird (?:\p{L}+ )?(?:zur grenze|zum engpass|zum flaschenhals|immer langsamer|immer länger)|(?:warten|stauen sich|staut sich|reihen sich|blockieren sich|konkurrieren) .{0,60}(?:selben|dieselbe|gleichen|hintereinander|zeile|sperre|gegenseitig)|läuft .{0,30}(?:voll|über)|klemmt|bei (?:einer million|hunderttausend|zehntausend|tausend|millionen) .{0,60}(?:braucht|dauert|kostet|belegt|füllt)|auf (?:derselben|der selben|einer einzigen|einer) (?:zeile|sperre|instanz)|einzige[rn]? (?:ausfallpunkt|schreiber|instanz)|schafft (?:rund |etwa |ca\. |ungefähr )?\d)(?!\p{L})/iu,
  /(?<!\p{L})(?:(?:au-delà de|à partir de|au-dessus de) (?:environ |quelque |plus de )?\d.{2,120}(?:lent\p{L}*|limite|ne suffit|ne tient|satur\p{L}*|goulot|verrou|bloqu\p{L}*|déborde|s['’]allonge\p{L}*|plafonn\p{L}*|devient)|ne (?:suffit|tient|suit|passe) (?:plus|pas)|devient (?:le |la |un |une )?(?:\p{L}+ )?(?:lente?|goulot|limite|point|plus lente?)|(?:quand|lorsque|si) .{2,60}(?:grandit|grossit|augmente|croît) .{2,100}(?:lent\p{L}*|mémoire|limite|plus)|(?:croît|augmente|grandit) avec|point de défaillance unique|contention|se disputent|attendent .{0,40}(?:même|verrou)|tient (?:environ )?\d.{0,40}par (?:seconde|minute))(?!\p{L})/iu,
  /(?<!\p{L})(?:(?:más allá de|por encima de|a partir de|con más de|acima de|para além de|com mais de) (?:unos |unas |uns |umas |cerca de )?(?:\d|mil|cien|cem|diez|dez|un millón|um milhão).{2,120}(?:lent\p{L}*|límite|limite|no (?:basta|alcanza|da|aguanta)|não (?:basta|chega|dá|aguenta|suporta)|satur\p{L}*|se acaba\p{L}*|se agota\p{L}*|esgota\p{L}*|cuello|gargalo|bloque\p{L}*|bloqu\p{L}*|se llena\p{L}*|tard[ao]\p{L}*)|(?:no|não) (?:da|dá) (?:abasto|conta)|(?:encarece|ralentiza|frena|atrasa) (?:\p{L}+ )?(?:escrituras?|escritas?|inserciones|inserções)|(?:cuando|quando|si|se) .{2,60}(?:crezca|crece|cresce\p{L}*|aumenta\p{L}*) .{2,100}(?:lent\p{L}*|memoria|memória|límite|limite)|(?:crece|cresce|aumenta) con|(?:cresce|aumenta) com|se (?:acaban|agotan|esgotam)|esgota\p{L}*|punto único de fallo|ponto único de falha|contención|contenção|disputam|compiten por|competem|esperan? .{0,40}(?:misma|mesmo|bloqueo)|(?:aguanta|soporta|suporta|aguenta) (?:unos |unas |uns |cerca de )?\d)(?!\p{L})/iu,
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

const ALL_THAT_GIVES_WAY: readonly RegExp[] = [...GIVES_WAY, SCARCE, ...GIVES_WAY_ELSEWHERE];
const SIZES: readonly RegExp[] = [HANDLES, PRODUCT, LARGE_ANSWER, GROWTH, TAKES_SPACE, ADDS_ONE_WAY];

function limitIn(statement: Statement): Evidence[] {
  const { text, span, block } = statement;
  if (matches(NOT_LOAD, text) || isUnder(statement, /\bfindings?\b/i)) return [];
  // Test cases are listed; a closing remark below the test code is a sentence.
  const isTesting = isUnder(statement, /\b(?:tests?|testing)\b/i);
  if (isTesting && (block.kind !== 'sentence' || /\btest\w*\b/i.test(text))) return [];
  const match =
    firstOf(LIMIT, text) ??
    (matches(BEFORE_THE_CHANGE, text) ? undefined : firstOf(ALL_THAT_GIVES_WAY, text)) ??
    (matches(CONSEQUENCE, text) ? firstMatch(THRESHOLD, text) : null) ??
    firstOf(SIZES, text);
  return match === undefined ? [] : [evidenceAt(span, `“${match[0].trim().slice(0, 80)}”`)];
}
