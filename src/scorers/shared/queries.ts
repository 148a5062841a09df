import { oncePer } from '../../answers/once.ts';
import { allMatches } from '../../answers/prefilter/match.ts';
import type { Routine } from '../../answers/routines.ts';

/** A call that reads from or writes to a database. */
export interface QueryCall {
  readonly start: number;
  readonly end: number;
  /** Between the brackets. */
  readonly arguments: string;
  readonly kind: 'read' | 'write' | 'open';
}

const OWNER = String.raw`(?:[\w$]*(?:db|DB|Db|conn|Conn|connection|cur|cursor|session|Session|pool|Pool|prisma|tx|Tx|trx|knex|pg|sql|supabase|[rR]epo|[rR]epository|repositories|objects|em|entityManager|collection|mongo|dao|Dao|jdbcTemplate|jdbc|queries|store|client|database|Model|engine|dataSource|manager|executor|q|ctx))`;
const METHOD = String.raw`(?:execute\w*|query\w*|Query\w*|Exec\w*|exec|fetch\w*|select\w*|Select\w*|scalars?|get_or_404|get|Get\w*|find\w*|Find\w*|First|Take|one|oneOrNone|none|any|many|aggregate|count|filter|raw|insert\w*|Insert\w*|update\w*|Update\w*|delete\w*|Delete\w*|save\w*|Save|create\w*|Create\w*|upsert|add|remove|destroy|merge|persist|bulk_\w+|from|copy(?:_\w+)?|CopyFrom)`;
const CALL = new RegExp(
  String.raw`(?<![\w.])((?:[A-Za-z_$][\w$]*(?:\(\))?(?:\?|!)?\.)*?)(${OWNER})((?:\.[A-Za-z_$][\w$]*){0,2})\.(${METHOD})\s*(?:<[^<>()\n]{0,60}>)?\s*\(`,
  'g',
);
/** What no call lacks, told sooner. */
const METHOD_CALL = new RegExp(String.raw`\.${METHOD}\s*[<(]`);
const ODM =
  /(?<![\w.])([A-Z]\w+)\.(?:objects\.)?(find\w*|query\w*|create\w*|update\w*|delete\w*|destroy|insert\w*|get|filter|save)\s*\(/g;

/** What follows a filter and makes it a change: `.filter(…).update(…)`. */
const CHANGES = /^\)\s*\.(?:update|delete|set|insert|upsert)\(/;
const READS =
  /^(?:fetch|query|Query|select|Select|scalar|get|Get|find|Find|First|Take|one|aggregate|count|filter|many)/;
const WRITES =
  /^(?:insert|Insert|update|Update|delete|Delete|save|Save|create|Create|upsert|add|remove|destroy|merge|persist|bulk_|none)/;
/** Of these owners only the calls that can be nothing else count: HTTP clients and caches have a `get`, too. */
const AMBIGUOUS = /(?:client|ctx|q|store|session|Session|manager|executor|engine)$/;
const LIBRARY_CLASS =
  /^(?:Object|Array|Map|Set|Promise|JSON|Math|Number|String|Date|Cache|Redis|Http\w*|Url|Path|Files?|Response|Request|Optional|List|Collections?|Stream|Jwt|Logger|Registry|Context|Config|Env|Session|UUID|Uuid|Decimal)$/;

/** Database calls of a routine but those of the routines within it, in the order of the text. */
export const queriesOf = oncePer(({ own }: Routine) => queryCalls(own));

/** Database calls in code whose comments are blank, in the order of the text. */
export function queryCalls(code: string): QueryCall[] {
  const found: QueryCall[] = [];
  for (const match of METHOD_CALL.test(code) ? allMatches(CALL, code) : []) {
    const [whole, , owner = '', , method = ''] = match;
    const args = argumentsFrom(code, match.index + whole.length);
    const rest = code.slice(
      match.index + whole.length + args.length,
      match.index + whole.length + args.length + 60,
    );
    const kind = CHANGES.test(rest) ? 'write' : kindOf(owner, method, args);
    if (kind !== undefined)
      found.push({
        start: match.index,
        end: match.index + whole.length + args.length + 1,
        arguments: args,
        kind,
      });
  }
  for (const match of allMatches(ODM, code)) {
    const [whole, model = '', method = ''] = match;
    if (
      LIBRARY_CLASS.test(model) ||
      found.some(({ start, end }) => match.index >= start && match.index < end)
    )
      continue;
    const args = argumentsFrom(code, match.index + whole.length);
    const kind = WRITES.test(method) ? 'write' : 'read';
    found.push({
      start: match.index,
      end: match.index + whole.length + args.length + 1,
      arguments: args,
      kind,
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

function kindOf(owner: string, method: string, args: string): QueryCall['kind'] | undefined {
  const sql = /\b(?:insert\s+into|update\s+[\w".]+\s+set|delete\s+from|merge\s+into)\b/i.exec(
    args.slice(0, 600),
  );
  const selects = /\bselect\b/i.test(args.slice(0, 600));
  if (/^(?:copy|Copy)/.test(method))
    return /^\s*["'`]+\s*copy\b[^;"'`]*\bfrom\b/i.test(args.slice(0, 600)) ||
      /^(?:CopyFrom|copy_(?:records_to_table|from|to_table))$/.test(method)
      ? 'write'
      : undefined;
  if (sql !== null || /\b(?:insert|update|delete)\(/.test(args.slice(0, 200))) return 'write';
  if (selects) return 'read';
  const isSure = /^(?:execute\w*|query\w*|Query\w*|fetch\w*|scalars?)$/.test(method);
  if (AMBIGUOUS.test(owner)) {
    if (/^[sS]ession$/.test(owner) && method === 'get')
      return /^\s*[A-Z]\w+\s*,/.test(args) ? 'read' : undefined;
    if (/[sS]ession$/.test(owner) && /^(?:add|delete|merge|save|persist)$/.test(method)) return 'write';
    if (!isSure) return undefined;
  }
  if (method === 'from') return /^\s*["'`]/.test(args) ? 'open' : undefined;
  if (/^(?:add|remove|any|many|filter)$/.test(method) && !/objects$|[sS]ession$|[rR]epo/.test(owner))
    return undefined;
  if (WRITES.test(method)) return 'write';
  if (READS.test(method)) return 'read';
  return isSure || /^(?:Exec\w*|exec|raw)$/.test(method) ? 'open' : undefined;
}

const LONGEST = 3000;

/** The text up to the bracket that closes; at most 3000 characters. */
function argumentsFrom(code: string, from: number): string {
  let depth = 1;
  const until = Math.min(code.length, from + LONGEST);
  for (let at = from; at < until; at++) {
    const unit = code[at];
    if (unit === '(') depth++;
    else if (unit === ')' && --depth === 0) return code.slice(from, at);
  }
  return code.slice(from, until);
}
