import type { Answer } from '../answers/answer.ts';
import type { Loop } from '../answers/loops/loop.ts';
import { loopsIn } from '../answers/loops/loops.ts';
import { routinesIn } from '../answers/routines.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { queriesOf, queryCalls } from './shared/queries.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Broken if the code reads from the database once for each member of a list: a query in a loop, a comprehension or a
 * `map` that depends on the member, or a GraphQL field that queries for its parent without a loader. Batches, retries and
 * streams are no such lists. Kept if it reads and does not do so, or guards against it by loader or eager loading. Not
 * applicable if nothing is read from a database.
 */
export const nPlusOne: Scorer = {
  id: 'n-plus-one',
  version: 2,
  score(answer) {
    const routines = routinesIn(answer);
    const readers = new Set(
      routines
        .filter((routine) => routine.name !== '' && queriesOf(routine).some(({ kind }) => kind === 'read'))
        .map(({ name }) => name),
    );
    const repeated = [
      ...loopsIn(answer).flatMap((loop) => readsIn(loop, readers)),
      ...lonelyResolvers(answer),
    ];
    const guards = signsOf(answer, GUARD);
    const [first] = repeated;
    if (first !== undefined) return broken('The database is asked once for each member of a list.', repeated);
    if (guards.length > 0) return kept('Related rows are loaded together.', guards);
    const reading = routines.filter((routine) => queriesOf(routine).some(({ kind }) => kind === 'read'));
    if (reading.length > 0)
      return kept(
        'No query stands in a loop.',
        reading.map(({ span }) =>
          evidenceAt({ ...span, end: Math.min(span.end, span.start + 200) }, 'reads at once'),
        ),
      );
    return notApplicable('The answer reads nothing from a database in code.');
  },
};

const GUARD = {
  why: 'loads related rows together',
  code: /\b(?:DataLoader|dataloader|selectinload|joinedload|subqueryload|contains_eager|select_related|prefetch_related|JOIN FETCH|@EntityGraph|@BatchSize|@BatchMapping|\.Include\(|\.with\(\[|includes\(|leftJoinAndSelect|Preload\()/,
  roles: ['implementation', 'data', 'illustration'] as const,
  text: /\bn ?\+ ?1\b|\bdata ?loaders?\b|\beager(?:ly)?[- ]load\w*|\bin one (?:query|round[- ]?trip|batch)\b|\bone query (?:per|for) (?:batch|level|all|the whole)\b|\bbatch(?:es|ed)? (?:the )?(?:queries|lookups|reads|loads)\b/i,
};

/** Parts of one list, tries and streams of messages: each is a unit of work by itself. */
const UNIT =
  /\brange\(\s*(?:\d|max|retr|attempts?|[A-Z_]+\s*\))|attempt|retr(?:y|ies)|chunk|batch|shard|partition|slices?\b|consumer|subscribe|listen|poll|stream|queue|channel|pubsub|pages\b|backoff|migrations?\b|\.rows\b(?!\()|schedule/i;

function readsIn(loop: Loop, readers: ReadonlySet<string>): Evidence[] {
  const { variables, iterable, body, place } = loop;
  const names = variables.filter((name) => name !== '_' && !/^(?:async|await|const|let)$/.test(name));
  if (
    names.length === 0 ||
    UNIT.test(iterable) ||
    names.some((name) => /^(?:chunk|batch|page|attempt)/i.test(name))
  )
    return [];
  const member = new RegExp(
    `(?<![\\w$.])(?:${names.map((name) => name.replace(/\$/g, '\\$')).join('|')})(?![\\w$])`,
  );
  const calls = queryCalls(body).filter(
    ({ kind, arguments: args }) => kind !== 'write' && !isList(args) && member.test(args),
  );
  const found = calls
    .filter(({ kind, arguments: args }) => kind === 'read' || /\bselect\b/i.test(args))
    .map(({ start, end }) => evidenceAt(place(start, end), 'a query for each member'));
  for (const match of body.matchAll(
    /(?<![\w$.])(?:self\.|this\.|await )?([A-Za-z_$][\w$]*)\(([^()\n]{0,200})\)/g,
  )) {
    const [whole, name = '', args = ''] = match;
    if (readers.has(name) && member.test(args))
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
    const { own, language, span } = routine;
    const calls = queriesOf(routine).filter(({ kind }) => kind !== 'write');
    if (calls.length === 0) return [];
    if (language === 'python') {
      const isField =
        /^\s*@\s*(?:strawberry|graphene)?\.?field\b/.test(own) && /\bdef \w+\(\s*self\b/.test(own);
      const asks = calls.some(({ arguments: args }) => /\bself\.\w+/.test(args));
      return isField && asks
        ? [
            evidenceAt(
              { ...span, end: Math.min(span.end, span.start + 300) },
              'a field that queries for each parent',
            ),
          ]
        : [];
    }
    const parent = /^\s*(?:async\s*)?\w*\s*(?:[:=(]\s*)*(?:async\s*)?\(?\s*(parent|root|source|obj)\b/.exec(
      own,
    )?.[1];
    const asks =
      parent !== undefined &&
      calls.some(({ arguments: args }) => new RegExp(`\\b${parent}\\.\\w+`).test(args));
    return asks
      ? [
          evidenceAt(
            { ...span, end: Math.min(span.end, span.start + 300) },
            'a resolver that queries for each parent',
          ),
        ]
      : [];
  });
}
