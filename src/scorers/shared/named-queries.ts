import type { Answer } from '../../answers/answer.ts';
import { codeStrings } from '../../answers/code-strings.ts';
import { oncePer } from '../../answers/once.ts';
import { programs } from '../../answers/tokens/program.ts';
import { queryCalls, type QueryCall } from './queries.ts';

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
export function queriesIn(code: string, answer: Answer): QueryCall[] {
  const named = sqlByName(answer);
  return queryCalls(code).map((call) => {
    const name = FIRST_NAME.exec(call.arguments)?.[1] ?? '';
    const sql = call.kind === 'open' || call.kind === 'read' ? named.get(name) : undefined;
    if (sql === undefined) return call;
    const kind = WRITE.test(sql) ? 'write' : 'read';
    return { ...call, kind, arguments: `${sql} ${call.arguments}` };
  });
}

const FIRST_NAME = /^\s*(?:(?:text|sql|ctx)\s*[(,]\s*)?(?:\w+\.)?([A-Za-z_$][\w$]*)/;
const WRITE =
  /\b(?:insert\s+into|update\s+(?:only\s+)?[\w".]+\s+(?:(?:as\s+)?\w+\s+)?set|delete\s+from|merge\s+into)\b/i;
