import type { Answer } from '../../answers/answer.ts';
import { codeStrings } from '../../answers/code-strings.ts';
import { oncePer } from '../../answers/once.ts';
import type { Routine } from '../../answers/routines.ts';
import { programs } from '../../answers/tokens/program.ts';
import { queriesOf, queryCalls, type QueryCall } from './queries.ts';

/** SQL that code keeps under a name: `CLAIM = """UPDATE …"""`. */
const sqlByName = oncePer((answer: Answer): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const program of programs(answer, ({ role }) => role === 'implementation'))
    for (const { start, text } of codeStrings(program)) {
      if (!SQL.test(text)) continue;
      const name = NAMED.exec(program.code.slice(Math.max(0, start - FAR), start))?.[1];
      if (name !== undefined) found.set(name, text.trim());
    }
  return found;
});

const FAR = 100;
const SQL = /^\s*(?:select|with|insert\s+into|update|delete\s+from|merge\s+into)\b/i;
const NAMED =
  /(?<![\w$.])([A-Za-z_$][\w$]*)[ \t]*(?::[^=\n"'`]{1,40})?:?=[ \t]*(?:[\w.]{1,40}\(\s*)?[rRfb]?$/;

/** Database calls in code whose comments are blank; a query that stands under a name counts as if it were written there. */
export const queriesIn = (code: string, answer: Answer): QueryCall[] =>
  queryCalls(code).map((call) => withItsSql(call, answer));

/** The same of a routine but of those within it; read once. */
export function queriesOfRoutine(routine: Routine, answer: Answer): readonly QueryCall[] {
  const read = routineQueries(answer);
  const known = read.get(routine);
  if (known !== undefined) return known;
  const calls = queriesOf(routine).map((call) => withItsSql(call, answer));
  read.set(routine, calls);
  return calls;
}

const routineQueries = oncePer<Answer, Map<Routine, readonly QueryCall[]>>(() => new Map());

function withItsSql(call: QueryCall, answer: Answer): QueryCall {
  if (call.kind === 'write') return call;
  const name = FIRST_NAME.exec(call.arguments)?.[1] ?? '';
  const sql = sqlByName(answer).get(name);
  if (sql === undefined) return call;
  return { ...call, kind: WRITE.test(sql) ? 'write' : 'read', arguments: `${sql} ${call.arguments}` };
}

const FIRST_NAME = /^\s*(?:(?:text|sql|ctx)\s*[(,]\s*)?(?:\w+\.)?([A-Za-z_$][\w$]*)/;
const WRITE =
  /\b(?:insert\s+into|update\s+(?:only\s+)?[\w".]+\s+(?:(?:as\s+)?\w+\s+)?set|delete\s+from|merge\s+into)\b/i;
