import type { Table } from '../../answers/tables.ts';

const GAIN_HEAD =
  /\b(?:pros?|for|advantages?|benefits?|strengths?|good (?:for|at)|upsides?|gains?|wins?|plus|best for|suits|why|vorteile?|ventajas|avantages|vantagens|vantaggi)\b|плюсы|优点|優点|利点|メリット|장점/iu;
const PRICE_HEAD =
  /\b(?:cons?|against|disadvantages?|drawbacks?|weakness(?:es)?|not good (?:for|at)|bad (?:for|at)|downsides?|costs?|price|risks?|limits?|minus|caveats?|worse|nachteile?|desventajas|inconvénients|desvantagens|svantaggi)\b|минусы|缺点|欠点|デメリット|단점/iu;
/** Columns by which options are measured. */
const CRITERION_HEAD =
  /\b(?:accuracy|precision|memory|latency|speed|throughput|performance|complexity|cost|price|\$|effort|safety|crash|durability|consistency|bursts?|behaviou?r|scal\w+|storage|reads?|writes?|ordering|delivery|setup|operations?|ops|maintenance|maturity|async\w*|typical|size|verdict|remarks?|notes?|comments?|good|when|fits?|trade-?offs?|flexibility|risk|recall|build time|isolation|latenz|kosten|aufwand|coste|coût|custo)\b/i;
const OPTION_HEAD =
  /^(?:#|no\.?)?\s*(?:options?|approach(?:es)?|alternatives?|algorithms?|strateg(?:y|ies)|solutions?|ways?|candidates?|methods?|techniques?|patterns?|designs?|variants?|engines?|librar(?:y|ies)|tools?|queues?|stores?|databases?|index(?: type)?s?|architectures?|transports?|models?|schemes?|modes?|delivery|library|möglichkeit|ansatz|variante|opción|enfoque|approche|abordagem|方案|选项|方式|)$/iu;
/** First columns of tables that decide one detail a row. */
const DECISION_HEAD =
  /^(?:questions?|decisions?|choices?|topics?|aspects?|concerns?|areas?|points?|items?|components?|layers?|features?|problems?|failures?|if\b.*)$/i;

/** A table whose rows are options for one thing and whose columns tell what each gains and costs. */
export function comparesOptions({ head, rows }: Table): boolean {
  const [first = '', ...others] = head;
  if (rows.length < 2 || DECISION_HEAD.test(first) || isMeasurement(head, rows)) return false;
  if (hasBoth(others)) return true;
  if (!OPTION_HEAD.test(first)) return false;
  return (
    others.filter((cell) => CRITERION_HEAD.test(cell)).length >= 2 ||
    (others.some((cell) => CRITERION_HEAD.test(cell)) && weighsInCells(rows))
  );
}

const hasBoth = (heads: readonly string[]): boolean => {
  const price = heads.findIndex((cell) => PRICE_HEAD.test(cell));
  return price !== -1 && heads.some((cell, at) => at !== price && GAIN_HEAD.test(cell));
};

/** Rows of bare numbers measure one thing at several sizes; they offer no options. */
function isMeasurement(head: readonly string[], rows: readonly (readonly string[])[]): boolean {
  return head.length > 0 && rows.every(([first = '']) => /^[~≈<>]?\s?[\d.,]+\s?\S{0,6}$/.test(first));
}

/** Most rows name a merit and most a price, in whichever cell. */
function weighsInCells(rows: readonly (readonly string[])[]): boolean {
  const texts = rows.map((cells) => cells.slice(1).join(' '));
  const prices = texts.filter((text) => PRICE.test(text)).length;
  const merits = texts.filter((text) => MERIT.test(text)).length;
  return prices >= 2 && merits >= 2;
}

const MERIT =
  /\b(?:keeps?|fast(?:er|est)?|simple|simplest|simpler|cheap(?:er|est)?|smaller|exact|good|best|easy|chosen|full|lowest|no (?:extra|downtime)|works|well|typo tolerance|ranking|flexible|safe|robust|least|free|precise|stable)\b/i;
const PRICE =
  /\b(?:but|cost\w*|price|slow\w*|degrades?|no longer|expensive|heavy|only|complex\w*|hard\w*|lose\w*|stale|another|extra|more|risk\w*|approximat\w*|limit\w*|lock-in|not|burst\w*)\b/i;

/** A table that takes one decision a row and says what the choice gives and what its alternative does. */
export function weighsChoices({ head, rows }: Table): boolean {
  const alternative = head.findIndex((cell) =>
    /\b(?:alternatives?|instead|rejected|not chosen|why not|other options?|considered|over|versus|vs)\b/i.test(
      cell,
    ),
  );
  const cost = head.findIndex((cell) =>
    /\b(?:costs?|price|trade-?offs?|downsides?|drawbacks?|consequences?)\b/i.test(cell),
  );
  const choice = head.findIndex(
    (cell, at) =>
      at !== alternative &&
      /\b(?:choice|decision|chosen|decided|picked|choose|selected|solution)\b/i.test(cell),
  );
  if (choice === -1 || rows.length < 1) return false;
  const filled = (at: number): boolean => rows.some((cells) => (cells[at] ?? '').length > 12);
  return (alternative !== -1 && filled(alternative)) || (cost !== -1 && filled(cost));
}
