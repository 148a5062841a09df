import { firstMatch, firstMatches, matches } from '../answers/prefilter/match.ts';
import type { Answer, CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/**
 * How the change is rolled out or back is described: steps of a migration, rollback, feature flag, backfill. DDL under
 * the title "Migration" or the word CONCURRENTLY alone describes nothing, nor does a transaction that rolls back.
 */
export const migrationOrRollback: Scorer = {
  id: 'migration-or-rollback',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const blocks = answer.turns.flatMap((turn) => turn.blocks.filter((block) => !block.quotesUser));
    const found = [
      ...statementsOf(answer).flatMap(stepIn),
      ...orderedSteps(answer),
      ...titledSections(answer),
      ...blocks.flatMap(downgradeIn),
    ];
    return found[0] === undefined
      ? broken('Nothing tells how the change is rolled out or back.')
      : kept(`Roll-out or rollback is described: ${found[0].why}.`, found);
  },
};

/** Words that are about releases wherever they stand. */
const RELEASE: readonly RegExp[] = [
  /\b(?:rollback|roll-back|back-?out|fall-?back) (?:is|plan|step|procedure|means|path|strategy|by|to the|then|:)|\brollback\b\s*[:：]|\b(?:plan|steps?|way|path|to) (?:for |to |of )?(?:the )?(?:rollback|roll-?back|back out)\b/i,
  /\broll(?:ed|ing|s)? (?:it |this |that |them |everything |the \w+ )?back\b(?=.{0,60}\b(?:by|to the|version|release|deploy\w*|migration|image|until|flag|at any|any time|the change|without)\b)|\b(?:until|can|could|may|must|to) (?:\w+ ){0,3}roll (?:it |this |that |the change )?back\b|\b(?:reverse|revert|undo|downgrad\w+) (?:the (?:\w+ )?(?:change|migration|deploy\w*|release|index|column|schema|version)|to the)\b|\brevert(?:ed|ing)? (?:is|by|the|to)\b|\brollout undo\b/i,
  /\b(?:roll(?:ed|ing|s)?[- ]?out (?:by|in|to|behind|first|with|gradually|the|this|it|plan|steps?|order)|rolling (?:deploy\w*|update|release|restart)|canary|blue[- ]green|feature[- ]flag\w*|behind a flag|kill switch for (?:the )?(?:feature|release|change|new)|dark launch|shadow (?:mode|traffic|writes?)|dual[- ]?writ\w+|double[- ]?writ\w+|expand[- ](?:and[- ]|\/ ?)?contract|gradual(?:ly)? (?:roll|migrat|switch|shift|enabl)\w*|zero[- ]downtime|without downtime|cut-?over|phased (?:roll|migrat)\w*|percentage of (?:the )?traffic|(?:\d+|five|ten) ?(?:%|percent) of (?:the )?(?:traffic|users|requests|pods|tenants))\b/i,
  /\bback-?fill(?:s|ed|ing)?\b/i,
  /\bNOT VALID\b.{0,160}\bVALIDAT|\brun `?VALIDATE|\bVALIDATE CONSTRAINT\b.{0,100}\b(?:once|after|later|when|separately|then|second)\b/i,
  /\bDROP INDEX CONCURRENTLY\b|\b(?:drop|remove|delete) (?:the |an? |that )?`?INVALID`? index\b|\binvalid index\b/i,
  /\b(?:migration (?:plan|steps|path|strategy|order|guide|in (?:two|three|\w+) (?:steps|phases))|(?:deploy|release|ship|migrate|roll out|switch|move|upgrade)\w* (?:it |this )?(?:in (?:this order|two|three|four|several|stages|phases|steps)|step by step|the (?:old|new) (?:\w+ ){0,3}(?:first|last|afterwards|later))|order of (?:deployment|roll-?out|steps|the (?:migration|release)))\b/i,
  /\b(?:previous|old|earlier) (?:version|image|release|build|model)\b.{0,60}\b(?:again|back|keeps|rollback|is the|stays)\b|\b(?:keep|leave|retain)s? (?:the )?(?:old|previous|legacy|existing) (?:\w+ ){0,2}(?:column|endpoint|table|version|api|path|route|parameter|parameters|format|behaviou?r|query|field|code)\b.{0,100}\b(?:until|for (?:\w+ ){0,3}(?:months?|weeks?|days?|releases?)|while|during|throughout|so that|in case)\b/i,
  /\b(?:deprecat\w+|sunset)\b.{0,100}\b(?:header|date|months?|weeks?|after|until|then remove|period|clients?)\b|\bold clients\b.{0,80}\b(?:keep|continue|until|months?|still)\b/i,
  // A switch that takes the change back, or lets a small part of the system go first.
  /\b(?:flag|switch|toggle|setting|variable|option)\b.{0,30}\b(?:turns?|switch(?:es)?|takes?|sets?) (?:it|this|that|the \w+|everything) (?:off|back)\b|\b(?:turn|switch|flip|set)(?:t?ing)? (?:the |this |that )?`?[\w.-]+`? (?:off|back) (?:again )?(?:is|restores|brings|goes|gives|returns)\b|\b(?:on|for|with|to) (?:just |only )?(?:one|a single|two|a few) (?:\w+ )?(?:pods?|instances?|nodes?|servers?|replicas?|tenants?|regions?|customers?|router)(?: of (?:the )?\w+)? (?:first|at first|before|and (?:then |only then )?(?:compare|watch|wait|the (?:rest|others)))|\b(?:first|initial) (?:filling|load|fill|import|indexing|sync) (?:of|is|takes|runs|costs|needs)\b/i,
  /(?<!\p{L})(?:(?:zurück|wieder) (?:geht|kommt man|zur alten|auf die alte)|rückgängig (?:machen|gemacht)|ausrollen|ausgerollt|Ausrollen|Umstellung in|hinter (?:einem|einer) (?:Flag|Schalter|Feature-?Flag)|Feature-?Flag|stufenweise|erst (?:für|bei|auf) (?:einen?|eine[mr]|wenige\p{L}*) (?:Pod|Mandant|Kund|Server|Instanz|Tabelle)\p{L}*|(?:volver|vuelta|marcha|dar marcha) atrás|para revertir\p{L}*|revertir (?:el|la|los|las)|desplegar (?:primero|por)|por fases|puesta en producción|revenir en arrière|pour annuler|mise en production|par étapes|basculer|bascule progressive|voltar atrás|para reverter|tornare indietro)(?!\p{L})/iu,
  /\b(?:schrittweise|Rückabwicklung|zurückrollen|zurücksetzen auf|reversión|despliegue gradual|retour arrière|déploiement progressif|reversão|откат\w*|развёртывани\w*)\b|回滚|灰度|ロールバック|段階的/iu,
];
/** Statements that are about releases by the words they begin with, or that name a way to or from the old state. */
const LEADS: readonly RegExp[] = [
  /^\W{0,3}(?:roll-?out|rolling out|roll-?back|rolling back|(?:the )?way back|back|undo|to undo(?: it| this)?|back out|backing out|revert|cut-?over|Rollout|Ausrollen|Einführung|Umstellung|Zurück|Rückweg|Retour|Retour arrière|Pour revenir|Déploiement|Despliegue|Vuelta atrás|Para volver|Para deshacer|Para desfazer|Para voltar|Implantação|Rollout und zurück)(?: (?:of|for|von|der|des|de|du|da|do|del) [^.:,]{1,60})?\W{0,3}[:,：]\s*\S+ \S+ \S/iu,
  /\b(?:back(?:s|ed|ing)? (?:it |this |that )?out (?:by|with|is|means)|put(?:s|ting)? (?:the )?(?:old|previous|former) [\w ]{1,40} back|(?:be|is|are) put back|takes? (?:it|this|that|the change|everything) back)\b/i,
  /\b(?:ALGORITHM\s*=\s*(?:INPLACE|INSTANT)|LOCK\s*=\s*NONE|online DDL|gh-ost|pt-online-schema-change|pg_repack|lhm|strong_migrations)\b/i,
  /\b(?:staging|the replicas?|a replica|the standby|one pod|a canary|internal users|volunteers|pilot \w+|(?:one|a (?:single|small)) (?:tenant|customer|region|shard|team))(?: \w+)? (?:first|at first|to begin with)\b|\bfirst (?:on|to|for|in) (?:staging|the replica|a replica|the standby|one|a single|internal|volunteers|a (?:few|handful|small))\b/i,
  /\b(?:old|previous|former|existing) (?:\w+ ){0,2}(?:statements?|policies|definitions?|tables?|files?|jobs?|database|collection|cluster|system|path)\b.{0,60}\b(?:at hand|in a file|stays? (?:in place|readable|around)|read-only (?:for|until)|kept (?:for|until|in case)|(?:dropped|deleted|removed|switched off) (?:only )?(?:after|once|when|a (?:week|month)|later))\b/i,
  /\b(?:weight|share|percentage|traffic|ramp\w*)\b.{0,60}\bto \d+\b.{0,80}\b(?:then|to|next)\b.{0,20}\b(?:50|100)\b|\bphase (?:1|one)\b.{1,160}\bphase (?:2|two)\b|\b\d+ ?% (?:of )?(?:the )?(?:callers|customers|sessions|shops|merchants|accounts)\b.{0,80}\b(?:then|next|phase|after)\b/i,
  /\b(?:drop|remove|delete)\w* (?:the )?(?:\w+ )?(?:index|column|policy|view|trigger)\b.{0,40}\b(?:takes|undoes|reverses|restores|brings)\b|\b(?:undo|reverse|revert|taken? back|undone)\b.{0,40}\bDROP (?:INDEX|TABLE|COLUMN|POLICY|VIEW|TRIGGER)\b/i,
  // Order words around the old and the new store, in the languages models answer in.
  /\b(?:zuerst|erst|zunächst)(?!\p{L})(?=.{1,160}(?<!\p{L})(?:dann|danach|später|nach (?:einer|zwei))(?!\p{L}))(?=.{0,300}(?:(?<!\p{L})(?:Mandant|Kund|Schalter|umschalt|umgestellt|nachfüll|alte[nrs]? (?:Tabelle|Spalte|Datenbank|Dienst)|beide (?:Tabellen|Datenbanken)))).{0,40}/iu,
  /(?:primero|d['’]abord|primeiro)(?!\p{L})(?=.{1,200}(?<!\p{L})(?:después|luego|puis|ensuite|depois|em seguida)(?!\p{L}))(?=.{0,400}(?<!\p{L})(?:copi\w+|migr\w+|antigu\w+|vieja|viejo|ancien\w*|historique|deux bases|dos (?:tablas|bases)|duas (?:tabelas|bases)|bascul\w+|antig\w+)).{0,40}/iu,
  /(?<!\p{L})(?:nachfüllen|nachgefüllt|zurückgenommen|zurück geht es|zurückdrehen|Parallelbetrieb|double écriture|écriture double|doble escritura|escritura doble|escrita dupla|reprise (?:de l['’]historique|des données)|rattrapage|relleno|preenchimento retroativo|vuelve atrás|bascule[rz]? (?:les|la|le)|retour en arrière|reviens? en arrière|volte a (?:variável|versão)|desfazer (?:a|o) (?:mudança|migração)|voltar para a versão|passo a passo na produção)(?!\p{L})/iu,
];
/** What reads like a release and is none. */
const NO_RELEASE =
  /\b(?:back[- ]?pressure|presses back|back button|go(?:es)? back to the (?:list|page|basket|cart))\b/i;

const TRANSACTIONAL =
  /\b(?:transaction|commits?|committed|insert|second (?:one|request|insert)|exception|savepoint|session|rolls back|if (?:it|that|the first) rolled back|with session|await)\b/i;

/** What has to happen to a live system before or after a step of the change. */
const LIVE_STEP: readonly RegExp[] = [
  /\b(?:check|look|search|clean|fix|resolve|merge|find|dedupe|remove|run this)\b.{0,80}\b(?:duplicates?|existing rows?|old rows|violat\w+)\b.{0,100}\b(?:first|before|otherwise|or the|fails?|else)\b|\b(?:first|before)\b.{0,60}\b(?:check|look|clean|fix|run)\b.{0,80}\bduplicates?\b|\bfirst, because the (?:index )?build fails\b/i,
  /\b(?:outside|inside|run(?:s)? in(?:side)?|disable|without|wrap\w*|not|cannot|can['’]t)\b.{0,60}\b(?:transaction|autocommit_block|transaction wrapper)\b.{0,80}\b(?:migration (?:tool|file|runner|framework)|alembic|atomic ?= ?False|knex|flyway|prisma|goose|django)\b|\b(?:migration (?:tool|file)|alembic|goose|flyway)\b.{0,80}\b(?:transaction|autocommit\w*)\b/i,
  /\b(?:build|create|add|deploy|ship|release|run)\w*\b.{0,60}\b(?:index(?:es)?|migration|column|schema)\b.{0,60}\b(?:first|before (?:the|you|any)|then (?:deploy|release|ship|switch))\b|\b(?:deploy|release|ship)\w*\b.{0,60}\b(?:after|before|once)\b.{0,40}\b(?:migration|column|index|backfill|script)\b|\b(?:deploy|ship|release|roll out)\b.{0,60}\b(?:then|before|after|first)\b.{0,60}\b(?:run|migrat\w+|drop|switch|backfill|enable|remove)\b/i,
  /\b(?:add|create) (?:the |a )?(?:\w+ )?column\b.{0,200}(?:\bthen\b|→|->|\bnext\b|\bafterwards\b|\bfinally\b).{0,200}\b(?:drop|deploy|switch|remove|not null)\b/i,
];

const STEPS: readonly RegExp[] = [...RELEASE, ...LEADS, ...LIVE_STEP];

function stepIn({ text, span }: Statement): Evidence[] {
  if (matches(NO_RELEASE, text)) return [];
  for (const match of firstMatches(STEPS, text)) {
    if (
      /roll(?:s|ed|ing)?[- ]?back/i.test(match[0]) &&
      matches(TRANSACTIONAL, text) &&
      !/\b(?:migration|deploy\w*|release|version|step \d)\b/i.test(text)
    )
      continue;
    if (/\bblob|cache fill/i.test(match[0])) continue;
    return [evidenceAt(span, `“${match[0].trim().slice(0, 80)}”`)];
  }
  return [];
}

const CHANGE_TITLE =
  /\b(?:migrat\w+|roll-?(?:out|ing out|back)|deploy(?:ment|ing)?|release|cut-?over|getting (?:rid|the existing)|upgrade path|transition|switch(?:ing)? over|go(?:ing)? live|rotation|adoption|password migration|moving)\b|\b(?:hash(?:ed|ing)? (?:the )?(?:existing|old)|existing (?:passwords|rows|data|users))\b/i;
const STEP =
  /\b(?:deploy|run|add|drop|switch|backfill|remove|set not null|alter table|create|enable|make|copy|rename|ship|release|flip|wait|verify|check|monitor|hash|write|stop|expire)\b/i;

/** Three or more ordered steps under a title about changing what runs. */
function orderedSteps(answer: Answer): Evidence[] {
  const groups = new Map<string, Statement[]>();
  for (const statement of statementsOf(answer)) {
    const { block, turn } = statement;
    const title = block.headings.findLast((heading) => CHANGE_TITLE.test(heading));
    if (block.kind !== 'item' || title === undefined || !matches(STEP, statement.text)) continue;
    const key = `${turn.number} ${title}`;
    groups.set(key, [...(groups.get(key) ?? []).slice(0, 20), statement]);
  }
  return [...groups].flatMap(([key, steps]) => {
    const first = steps[0];
    const blocks = new Set(steps.map(({ block }) => block));
    return blocks.size >= 3 && first !== undefined
      ? [evidenceAt(first.span, `${blocks.size} steps under “${key.replace(/^\d+ /, '')}”`)]
      : [];
  });
}

const RELEASE_TITLE =
  /^\W*(?:\d+\W{1,3})?(?:(?:the )?(?:roll-?out|rolling (?:it )?(?:out|back)|roll-?back|way back|back|back-?out|undo(?:ing)?|cut-?over|go(?:ing)?[- ]live|release|switch-?over)(?: plan| steps| and (?:roll-?back|back|way back|undo))?|Rollout(?: und .{1,20})?|Zurück|Rückweg|Einführung|Umstellung|Ausrollen|Mise en production|Bascule|Retour arrière|Despliegue|Vuelta atrás|Implantação|Reversão)\W*$/iu;

/** Text under a title that is nothing but the name of a release step. */
function titledSections(answer: Answer): Evidence[] {
  return statementsOf(answer).flatMap(({ text, span, block }) => {
    const title = block.headings.at(-1) ?? '';
    return RELEASE_TITLE.test(title) && text.split(/\s+/).length >= 5
      ? [evidenceAt(span, `the section “${title.trim()}”`)]
      : [];
  });
}

const DOWNGRADE =
  /^[ \t]*(?:async )?def downgrade\(|\bexports\.down\b|\bexport (?:async )?(?:function|const) down\b|^[ \t]*(?:public )?(?:async )?down\(|--\s*\+?(?:goose|migrate)?:?\s*Down\b|\breverse_(?:code|sql)\s*=|^[ \t]*--\s*(?:rollback|down)\b|^[ \t]*def down\b|\bmigrations\.RunPython\([^)\n]{1,80},/im;

/** A migration script that can be undone. */
function downgradeIn(block: CodeBlock): Evidence[] {
  if (block.role === 'test') return [];
  const match = firstMatch(DOWNGRADE, block.code);
  if (match === null || /\bdef downgrade\([^)]*\)[^:]*:\s*pass\b/.test(block.code)) return [];
  return [
    evidenceAt(
      spanInBlock(block, match.index, match.index + match[0].length),
      'a migration with its way back',
    ),
  ];
}
