import type { Answer } from '../answers/answer.ts';
import type { Loop } from '../answers/loops/loop.ts';
import { loopsIn } from '../answers/loops/loops.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { allMatches, matches } from '../answers/prefilter/match.ts';
import { routinesIn } from '../answers/routines.ts';
import { sqlOf } from '../answers/sql.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { looseCodeIn } from './shared/loose-code.ts';
import { queriesIn, queriesOfRoutine } from './shared/named-queries.ts';
import { queriesOf, type QueryCall } from './shared/queries.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, evidenceAtHead, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Broken if the database is asked or written to once for each member of a list, jobs and scripts included: a query in a loop,
 * a comprehension or a `map` that depends on the member, or a GraphQL field that queries for its parent without a loader.
 * Batches, retries, streams, lists that the code fixes, and what a session of an ORM only collects are no such lists. Kept if
 * what belongs to the members of a list is read or written together: a join, keys in one query, a bulk statement, eager
 * loading, a loader, a counter column. Not applicable if a list is nowhere more than itself.
 */
export const nPlusOne: Scorer = {
  id: 'n-plus-one',
  version: 3,
  score(answer) {
    const routines = routinesIn(answer);
    const queriers = new Set(
      routines
        .filter(
          (routine) =>
            routine.name !== '' &&
            queriesOfRoutine(routine, answer).some((call) => isSent(call, routine.own)),
        )
        .map(({ name }) => name),
    );
    const repeated = [
      ...loopsIn(answer).flatMap((loop) => queriesFor(loop, queriers, answer)),
      ...lonelyResolvers(answer),
    ];
    const [first] = repeated;
    if (first !== undefined) return broken('The database is asked once for each member of a list.', repeated);
    const together = [
      ...signsOf(answer, GUARD),
      ...signsOf(answer, BULK),
      ...joinedLists(answer),
      ...manyAtOnce(answer),
      ...lookedUp(answer),
    ];
    if (together.length > 0)
      return kept('What belongs to the members of a list is handled together.', together);
    return notApplicable('Nothing is read or written for the members of a list.');
  },
};

const GUARD = {
  why: 'loads related rows together',
  code: /\b(?:DataLoader|dataloader|selectinload|joinedload|subqueryload|contains_eager|select_related|prefetch_related|(?:JOIN|join) (?:FETCH|fetch)|leftJoinAndSelect)\b|@(?:EntityGraph|BatchSize|BatchMapping)\b|\.Include\(|(?:\.|->|::)with\(\s*\[?\s*['"]|\bincludes\(\s*:|\bPreload\(|\binclude:\s*\{/,
  roles: ['implementation', 'data', 'illustration'] as const,
  text: /\b(?:no|avoid\w*|prevent\w*|without|instead of|never|solves?|against|stops?|free of|clear of|rules? out|removes?|rather than)\b[^.;:]{0,50}\bn ?\+ ?1\b|\bdata ?loaders?\b|\beager(?:ly)?[- ]load\w*|\b(?:bulk|multi-row|batched) (?:inserts?|upserts?|updates?|writes?|reads?|lookups?|loads?)\b|\b(?:insert|upsert|writ|updat|look|fetch|load)\w*\b[^.;:]{0,30}\b(?:in batches|in bulk)\b|\bn ?\+ ?1\b[^.;]{0,40}\b(?:avoided|prevented|impossible|solved|gone|cannot|can['’]t|never)\b/i,
};

/** Many rows in one statement. A column of states that is compared with a list of states concerns one row. */
const BULK = {
  why: 'many rows in one statement',
  code: /\b(?:executemany|execute_values|execute_batch|bulk_(?:create|update|save_objects|insert_mappings|write)|bulkWrite|bulkCreate|bulkInsert|insert_many|insertMany|createMany|updateMany|saveAll|add_all|insert_all!?|upsert_all|AddRangeAsync|AddRange|copy_records_to_table|mget|getMany|batch_get_item|BatchGetItem\w*|CopyFrom|SendBatch|batchUpdate|findAllById\w*|findAllBy\w*In|findBy\w*In|whereIn)\s*\(|(?:\b|_)(?:ids?|key|slug|sku|code|email|uuid)"?\s*=\s*any\s*\(\s*(?:\$|:|%|@|\?|array\b)|(?:ids?|key|sku)\.in_\(|(?:\b|_)(?:id|sku|key) in \((?:\?|\$|:|%|\{|\.\.\.)|\bcopy \w[^;]{0,200}\bfrom stdin\b|\binsert into [^;]{0,300}\bunnest\s*\(|\bfrom\s+unnest\s*\(|\b(?:id|pk)__in\s*=|\bin:\s*\[?\w{0,40}ids\b|\$in:/i,
  roles: ['implementation', 'data'] as const,
};

/** A statement that is handed a list of rows. */
const manyAtOnce = (answer: Answer): Evidence[] => {
  const isMany = ({ kind, arguments: args }: QueryCall): boolean => kind === 'write' && matches(ROWS, args);
  return [
    ...routinesIn(answer)
      .filter((routine) => matches(ROWS, routine.own) && queriesOfRoutine(routine, answer).some(isMany))
      .map(({ span }) => ({ ...span, end: Math.min(span.end, span.start + 200) })),
    ...looseCodeIn(answer).flatMap(({ code, block }) => {
      const many = matches(ROWS, code) ? queriesIn(code, answer).find(isMany) : undefined;
      return many === undefined ? [] : [spanInBlock(block, many.start, many.end)];
    }),
  ].map((span) => evidenceAt(span, 'many rows at once'));
};
const ROWS = /,\s*\[\s*(?:[{(]|\w+\()[\s\S]{0,400}\bfor\s+\w/;

/** Members that are looked up in what was read before and is held in memory. */
function lookedUp(answer: Answer): Evidence[] {
  const isRead = routinesIn(answer).some((routine) =>
    queriesOfRoutine(routine, answer).some(({ kind }) => kind === 'read'),
  );
  if (!isRead) return [];
  return loopsIn(answer).flatMap(({ variables, iterable, body, place }) => {
    if (UNIT.test(iterable) || FIXED.test(iterable)) return [];
    const found = [...allMatches(LOOK_UP, body)].find(
      ([, owner = '', index, key]) =>
        variables.includes(index ?? key ?? '') &&
        !variables.includes(owner) &&
        // A client is asked, and a list that is gone through holds itself.
        !ASKED.test(owner) &&
        !iterable.includes(owner),
    );
    return found === undefined
      ? []
      : [evidenceAt(place(found.index, found.index + found[0].length), 'looked up in memory')];
  });
}
const ASKED =
  /(?:redis|client|http|session|requests?|axios|api|headers|params|query|config|env|cache|db|conn|pool|rdb)$/i;
const LOOK_UP =
  /(?<![\w$.])([A-Za-z_$][\w$.]{0,60}?)(?:\[(\w+)\]|\.get\((\w+)(?:,[^()]{0,40})?\))(?!\s*(?:[-+*|]?=(?!=)|\+\+))/g;

/** A list in SQL whose members come with what belongs to them: by a join, a lateral or a nested query, or a kept count. */
function joinedLists(answer: Answer): Evidence[] {
  const statements = sqlOf(answer);
  const counters = statements.flatMap(
    ({ table }) => table?.columns.filter((name) => COUNTER.test(name)) ?? [],
  );
  return statements
    .filter(({ kind, text }) => {
      if (!/^(?:select|with|create view|create materialized)/.test(kind) && !matches(RETURNS_ROWS, text))
        return false;
      if (!matches(IS_LIST, text) || matches(CATALOGUE, text)) return false;
      return matches(TOGETHER, text) || counters.some((name) => text.includes(name));
    })
    .map(({ span }) => evidenceAt(span, 'a list with what belongs to its members'));
}

const IS_LIST = /\border\s+by\b|\bgroup\s+by\b|\blimit\s+(?!1\b)/i;
const TOGETHER =
  /\bjoin\b|\blateral\b|\b(?:json|jsonb|array|string)_(?:agg|object_agg)\w*\(|[,(]\s*\(\s*select\s+count\b/i;
const RETURNS_ROWS = /^\s*create\s+(?:or\s+replace\s+)?function\b[^;]{0,400}\breturns\s+(?:table|setof)\b/i;
const COUNTER = /^(?:\w+_(?:counts?|total)|n_\w+|\w+s_count|num_\w+)$/i;
/** What the database tells about itself. */
const CATALOGUE = /\b(?:pg_\w+|information_schema)\b/i;

/** True of a call that goes to the database at once; a session only collects what is added to it. */
const isSent = ({ kind, start, arguments: args }: QueryCall, code: string): boolean =>
  kind === 'read' ||
  (kind === 'open' && /\bselect\b/i.test(args)) ||
  (kind === 'write' && !COLLECTED.test(code.slice(start, start + 80)));
const COLLECTED =
  /^[\w$.!?]*(?:[sS]ession|em|entityManager|context|_context|ctx|batch|pipe|pipeline|\w*_?db)\.(?:[A-Z]\w*\.)?(?:add|Add|AddAsync|merge|persist|delete|remove|Remove)\s*\(|executemany|^[\w$.]*(?:bulk|Many|All|batch)\w*\s*\(/i;

/** Parts of one list, tries and streams of messages: each is a unit of work by itself. */
const UNIT =
  /\brange\(\s*(?:\d|max|retr|attempts?|[A-Z_]+\s*\))|attempt|retr(?:y|ies)|chunk|batch|shard|partition|slices?\b|consumer|subscribe|listen|poll|stream|queue|channel|pubsub|pages\b|backoff|migrations?\b|\.rows\b(?!\()|schedule/i;
/** A list that the code fixes: a constant, or members that are written there. */
const FIXED =
  /^\s*(?:[A-Z][A-Z0-9_]*\s*(?:\.(?:items|values|keys|entries)\(\))?|[[({]\s*(?:["'\d-]|[A-Z][A-Z0-9_]*\s*,)[^\n]*|enumerate\(\s*[A-Z][A-Z0-9_]*\s*\))\s*$/;
/** Each is received by itself, and is done or tried again by itself. */
const RECEIVED = /\b(?:records|messages|msgs)\b/i;

function queriesFor(loop: Loop, queriers: ReadonlySet<string>, answer: Answer): Evidence[] {
  const { variables, iterable, body, place } = loop;
  const names = variables.filter((name) => name !== '_' && !/^(?:async|await|const|let)$/.test(name));
  if (
    names.length === 0 ||
    UNIT.test(iterable) ||
    FIXED.test(iterable) ||
    names.some((name) => /^(?:(?:chunk|batch|page)\w*|attempt)$/i.test(name))
  )
    return [];
  const member = new RegExp(
    `(?<![\\w$.])(?:${names.map((name) => name.replace(/\$/g, '\\$')).join('|')})(?![\\w$])`,
  );
  const found = queriesIn(body, answer)
    .filter((call) => isSent(call, body) && !isList(call.arguments) && member.test(call.arguments))
    .map(({ start, end }) => evidenceAt(place(start, end), 'a query for each member'));
  if (RECEIVED.test(iterable)) return found;
  for (const match of body.matchAll(
    /(?<![\w$.])(?:self\.|this\.|await )?([A-Za-z_$][\w$]*)\(([^()]{0,200})\)/g,
  )) {
    const [whole, name = '', args = ''] = match;
    if (queriers.has(name) && member.test(args))
      found.push(
        evidenceAt(
          place(match.index, match.index + whole.length),
          'a function that queries, for each member',
        ),
      );
  }
  return found.slice(0, 3);
}

/** A query for many keys at once, even if it stands in a loop. */
const isList = (args: string): boolean => /\bany\s*\(\s*(?:\$|:|%)|\bin\s*\(\s*\?|\bin_\(/i.test(args);

/** Fields of a GraphQL type that ask the database for their parent's key. */
function lonelyResolvers(answer: Answer): Evidence[] {
  return routinesIn(answer).flatMap((routine): Evidence[] => {
    const { own, language } = routine;
    const calls = queriesOf(routine).filter(({ kind }) => kind !== 'write');
    if (calls.length === 0) return [];
    if (language === 'python') {
      const isField =
        /^\s*@\s*(?:strawberry|graphene)?\.?field\b/.test(own) && /\bdef \w+\(\s*self\b/.test(own);
      const asks = calls.some(({ arguments: args }) => /\bself\.\w+/.test(args));
      return isField && asks ? [evidenceAtHead(routine, 'a field that queries for each parent')] : [];
    }
    const parent = /^\s*(?:async\s*)?\w*\s*(?:[:=(]\s*)*(?:async\s*)?\(?\s*(parent|root|source|obj)\b/.exec(
      own,
    )?.[1];
    const asks =
      parent !== undefined &&
      calls.some(({ arguments: args }) => new RegExp(`\\b${parent}\\.\\w+`).test(args));
    return asks ? [evidenceAtHead(routine, 'a resolver that queries for each parent')] : [];
  });
}
