import { allMatches, matches } from '../answers/prefilter/match.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { offeredBlocks } from '../answers/offered.ts';
import { sqlOf } from '../answers/sql.ts';
import { withoutComments } from './shared/signs.ts';
import type { Answer } from '../answers/answer.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { servesNoResource } from '../answers/http/endpoints.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { codeMentions } from '../answers/mentions.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept, listed, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the answer says what is cached, for how long or how much of it, and what makes an entry go or how stale it may be;
 * the three may stand in different sentences or in code. A reasoned decision not to cache is a strategy, too. Broken if it
 * serves reads or keeps a cache without. Not applicable if it serves no reads (only writes, webhooks, jobs, sign-in, a schema)
 * and holds no cache.
 */
export const cachingStrategy: Scorer = {
  id: 'caching-strategy',
  version: 2,
  score(answer) {
    const statements = cacheStatements(answer);
    const inCode = cachesIn(answer);
    const isMeant = statements.some((statement) => isUnder(statement, HEADING));
    const copies = codeMentions(answer, RENEWED, ['implementation']).map(({ span }) =>
      evidenceAt(span, 'a copy that is read anew every so often'),
    );
    if (!isMeant && inCode.length + statements.length + copies.length === 0)
      return servesReads(answer)
        ? broken('Nothing is said about caching.')
        : notApplicable('The answer serves no reads and holds no cache.');
    const decision = statements.find(({ text }) => matches(NO_CACHE, text) && matches(REASON, text));
    const lifetimes = [
      ...copies,
      ...evidenceIn(statements, LIFETIME, 'for how long'),
      ...codeMentions(answer, LIFETIME_CODE, ['implementation']).map(({ span }) =>
        evidenceAt(span, 'for how long'),
      ),
    ];
    const invalidations = [
      ...copies,
      ...evidenceIn(statements, INVALIDATION, 'what makes an entry invalid'),
      ...(inCode.length > 0 ? evidenceIn(statementsOf(answer), TAKES_EFFECT, 'how stale it may be') : []),
      ...codeMentions(answer, INVALIDATION_CODE, ['implementation']).map(({ span }) =>
        evidenceAt(span, 'an entry is removed'),
      ),
    ];
    const cached = statements.filter(
      (statement) =>
        !matches(NO_CACHE, statement.text) && (matches(CACHE, statement.text) || isUnder(statement, HEADING)),
    );
    const what = [...evidenceIn(cached, /\w/, 'what is cached'), ...inCode, ...copies];
    const found = [...what, ...lifetimes, ...invalidations];
    const missing = [
      what.length === 0 ? 'what is cached' : '',
      lifetimes.length === 0 ? 'for how long' : '',
      invalidations.length === 0 ? 'what makes an entry invalid' : '',
    ].filter((part) => part !== '');
    if (missing.length === 0)
      return kept('It says what is cached, for how long, and what makes an entry invalid.', found);
    if (decision !== undefined)
      return kept('It decides against a cache and says why.', [
        evidenceAt(decision.span, 'no cache, for a reason'),
      ]);
    if (!isMeant && inCode.length === 0 && !servesReads(answer))
      return notApplicable('The answer serves no reads and holds no cache.');
    return broken(`Caching is spoken of, but not ${listed(missing)}.`, found);
  },
};

const CACHE =
  /\bcach(?:e|es|ed|ing|able)\b|\bCDN\b|\bin[- ]memory\b.{0,60}\b(?:reload|refresh)\w*|\b(?:reload|refresh)\w*\b.{0,60}\bin[- ]memory\b|\bmemo(?:ize|ise)\w*|\bLRU\b|\bCache-Control\b|\bmax-age\b|\bmaterialized view\b|\bzwischenspeicher\w*|\bgecacht\w*|кэш\w*|缓存|キャッシュ/i;
/** Caches of tools, and what a database or loader keeps for itself. */
const NOT_A_CACHE =
  /\b(?:plan[_ ]cache\w*|page cache|os cache|cold cache|statement[_ ]cache\w*|prepared statements?|no-cache-dir|cached? (?:statement|plan)s?|(?:build|npm|pip|layer) cache|eviction policy|maxmemory\w*|evicts? (?:queue|jobs?)|data ?loaders?|policy result|permission cache)\b/i;
const HEADING = /\bcach\w*/i;
const NO_CACHE =
  /\b(?:no cach(?:e|ing)|not? cached?|cache nothing|nothing (?:is|gets|needs to be) cached|cach(?:e|ing):?\**\s*(?:none|nothing|no\b|skip)|don['’]t cache|do not cache|without (?:a )?cache|never cached?|no-store|isn['’]t cached|skip (?:it|the cache|caching)|needs? no cache|none (?:on|at|for))\b/i;
const REASON =
  /\b(?:because|since|as|so that|so|otherwise|would|too|vary|varies|stale|already|rarely|cheap|fast enough|first|until|each|every|personal|secret|fresh|worth|need)\b|[;:—–]/i;
const LIFETIME =
  /\bTTLs?\b|\b\d[\d,.]*\s*-?\s*(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|weeks?|sekunden|minuten|stunden|tage)\b|\bmax-age\s*=?\s*\d|\bmax_?(?:size|entries)\s*[=:]\s*\d|\bat most [\d,.]+k? (?:entries|keys|items)\b|\b(?:for ever|forever|immutable|indefinitely|no expiry|a minute|one minute|an hour|a day|per request|(?:within|for|of) (?:one|a|each|the same) request|overnight|nightly)\b/i;
const INVALIDATION =
  /\binvalidat\w*|\bevict\w*|\bpurg(?:e|es|ed|ing)\b|\b(?:drop|delet|clear|bust|flush|remov|refresh|replac|overwrit|reload|rebuil[dt]|discard|forg[eo]t|updat)\w*\b.{0,60}\b(?:on|when|after|once|whenever|upon|with|by|entry|entries|key|keys|cache|change[ds]?|commit|write|deploy)\b|\b(?:on|after|upon) (?:a |an |every |each |any )?(?:write|update|change|commit|edit|delete|deploy\w*|release)\b.{0,60}|\bwrite-through\b|\bkeyed by\b|\bversion(?:ed)? (?:in the )?keys?\b|\bnever changes?\b|\bimmutable\b|\bstale(?:ness)?\b|\b(?:show|shows|visible|take[s]? effect|dies|die|lag|noticed)\b.{0,40}\bwithin\b|\b(?:up to|at most|no more than|as long as|for)\b[^.;]{0,30}\b(?:old|stale|behind|late|outdated|out of date)\b|\b(?:old|behind|late|outdated|out of date)\b[^.;]{0,10}\b(?:by|up to|at most|for)\b|\blags?\b|\b(?:surviv\w+|remain\w*|stays?|lives?|keeps?)\b[^.;]{0,40}\b(?:for up to|up to|at most|until)\b|\b(?:takes?|needs?|lasts?)\b[^.;]{0,20}\b(?:up to|at most|until)\b|\bungültig\w*|\bverfäll\w*/i;
const CACHE_CODE =
  /\b(?!plan_cache|statement_cache|cacheKeyFn|CacheControl|cache_?control|cached_property)(?<!no-)\w*[cC]ache\w*\b(?!-)|@(?:lru_)?cache\b|\blru_cache\b|\bLRU\b|\bTTLCache\b|\bexpirable\.NewLRU\b|\bsetex\(|\bmax-age=/g;
/** A copy in memory that a loop of its own replaces: what is kept, how long, and what makes it go. */
const RENEWED =
  /\b(?:def|function|func|fn|fun|void|Task)\s+(?:\([^)\n]{0,40}\)\s*)?_?(?:refresh|reload|Refresh|Reload)(?!_?(?:[tT]oken|[aA]ccess|[sS]ession))\w*\([\s\S]{0,300}?\b(?:sleep|setInterval|setTimeout|NewTicker|Tick|wait_for|delay|Delay)\(|\bsetInterval\(\s*(?:\(\)\s*=>\s*)?(?:void\s+)?(?:\w+\.)?(?:refresh|reload)\w*/;
/** A change that shows late: what a cache costs, even where the sentence does not name it. */
const TAKES_EFFECT =
  /\b(?:chang\w+|upgrad\w+|downgrad\w+|updat\w+|edit\w*|revo[ck]\w+|delet\w+)\b[^.;]{0,60}\b(?:takes?|shows?|visible|appl(?:y|ies)|noticed|effect(?:ive)?|seen|lags?)\b[^.;]{0,30}\b(?:up to|at most|within|after|no more than)\b/i;
const LIFETIME_CODE =
  /\bmax_?[sS]ize\s*[=:]\s*\d|\bttl\s*[=:]\s*[\d"'\w]|\bTTL\w*\s*=\s*\d|\bex\s*=\s*[\w\d]|\bsetex\(|\b(?:EX|PX)["']?\s*,\s*\w|\bmax-age=\d|\bmax_age\s*=\s*\d|\bNewLRU\[[^\n]{0,120}(?:Second|Minute|Hour)|\bTTLCache\(|\bexpire(?:s|_in|In|At)?\s*[=:(]\s*\w|\bstaleTime\b|\bexpires_in:\s*\d+\.\w|\bexpireAfter(?:Write|Access)\(|\b(?:Absolute|Sliding)Expiration\w*\s*=|\bCache::(?:remember|put)\([^\n]{0,80},\s*(?:\d|now\()|\bentryTtl\(|\btimeout\s*=\s*\d+\s*\)?\s*#?\s*cache/;
const INVALIDATION_CODE =
  /\b(?:invalidate|evict|purge|bust|expire)\w*\(|\b(?:cache|Cache|redis|Redis|client|rdb|lru|_cache)\w*\.(?:delete|del|Del|Delete|clear|Clear|remove|Remove|pop|unlink|flush\w*|reset)\(|\bcache_clear\(|\bCache::(?:forget|flush)\(|@Cache(?:Evict|Put)\b|\brevalidate(?:Tag|Path)\(/;

/** Of settings, clients and the like there is one for ever; that is no cache of data. */
const ONE_FOR_EVER =
  /^@?(?:functools\.)?(?:lru_)?cache\b(?:\([^)\n]*\))?\s*\n\s*(?:async\s+)?def\s+_?(?:get_|load_|make_|create_)?\w*(?:settings|config|engine|pool|client|logger|tracer|session|env|secrets?|keys?)\w*\(/i;
const IMPORT = /^\s*(?:import|from|use|using|require|const\s+\w+\s*=\s*require)\b|^\s*["'][\w./@-]+["']\s*$/;

const MEMO = /^@?(?:functools\.)?(?:lru_)?cache\b/;

/** Caches that the code keeps; their imports are none, and neither is what a module without callers outside memoizes. */
function cachesIn(answer: Answer): Evidence[] {
  const isModule = httpInterface(answer).kind === 'none';
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block): Evidence[] => {
      if (block.role !== 'implementation') return [];
      const code = withoutComments(block);
      for (const match of allMatches(CACHE_CODE, code)) {
        const start = code.lastIndexOf('\n', match.index) + 1;
        const end = code.indexOf('\n', match.index);
        const line = code.slice(start, end === -1 ? code.length : end);
        const ahead = code.slice(match.index, match.index + 200);
        if (IMPORT.test(line) || ONE_FOR_EVER.test(ahead) || (isModule && MEMO.test(ahead))) continue;
        return [
          evidenceAt(spanInBlock(block, match.index, match.index + match[0].length), 'a cache in code'),
        ];
      }
      return [];
    }),
  );
}

/** Requests that ask for something, though they are sent by POST. */
const ASKING =
  /\/(?:search|quer(?:y|ies)|predict\w*|recommend\w*|rank\w*|scor(?:e|es|ing)|suggest\w*|graphql)\b/i;

/** True if somebody reads something through what the answer offers. */
function servesReads(answer: Answer): boolean {
  const { endpoints, isGraphql } = httpInterface(answer);
  if (isGraphql) return true;
  if (
    endpoints.some(({ method, path }) => (method === 'GET' && !servesNoResource(path)) || ASKING.test(path))
  )
    return true;
  const statements = sqlOf(answer);
  if (
    statements.some(({ table }) => table !== undefined) &&
    statements.some(({ text }) => matches(READ_POLICY, text))
  )
    return true;
  // A function for somebody else's handler: it lists rows, and nothing in the answer writes.
  return (
    endpoints.length === 0 &&
    statements.some(
      ({ source, kind, text }) => source === 'code' && kind === 'select' && matches(LISTS, text),
    ) &&
    !statements.some(({ source, kind }) => source === 'code' && /^(?:insert|update|delete|merge)$/.test(kind))
  );
}

const READ_POLICY = /\bcreate\s+policy\b[^;]{0,200}\bfor\s+(?:select|all)\b/i;
const LISTS = /\border\s+by\b[^;]{0,300}\blimit\s+(?!1\b)/i;

function cacheStatements(answer: Answer): Statement[] {
  const all = statementsOf(answer);
  return all.filter((statement, at) => {
    const speaks = (one: Statement | undefined): boolean =>
      one !== undefined && matches(CACHE, one.text) && !matches(NOT_A_CACHE, one.text);
    if (speaks(statement) || isUnder(statement, HEADING)) return true;
    // The next sentence of the same paragraph or item goes on about it.
    const before = all[at - 1];
    return (
      before !== undefined &&
      speaks(before) &&
      before.turn === statement.turn &&
      statement.span.start - before.span.end < 3
    );
  });
}

const evidenceIn = (statements: readonly Statement[], pattern: RegExp, why: string): Evidence[] =>
  statements.filter(({ text }) => matches(pattern, text)).map(({ span }) => evidenceAt(span, why));
