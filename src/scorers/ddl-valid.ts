import type { Answer, CodeBlock } from '../answers/answer.ts';
import { loadSqlParser, sqlError } from '../answers/sql-parse.ts';
import { sqlOf, type SqlStatement } from '../answers/sql.ts';
import type { Scorer, Verdict } from './scorer.ts';
import { isAntiExample } from '../answers/anti-example.ts';
import { broken, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if all DDL of the answer (scripts that create or change something, constant DDL in migrations) parses as PostgreSQL; an
 * ellipsis and the placeholders of drivers may stand in it. DDL of another database is not judged. Not applicable without DDL
 * to judge.
 */
export const ddlValid: Scorer = {
  id: 'ddl-valid',
  version: 2,
  async score(answer): Promise<Verdict> {
    const statements = ddlOf(answer);
    if (statements.length === 0) return notApplicable('The answer has no PostgreSQL DDL.');
    await loadSqlParser();
    const wrong = statements.flatMap(({ span, text }) => {
      const error = sqlError(text);
      return error === undefined ? [] : [{ ...span, why: `PostgreSQL: ${error.replace(/\.$/, '')}.` }];
    });
    const [first] = wrong;
    if (first === undefined)
      return kept(
        'All DDL parses as PostgreSQL.',
        statements.map(({ span }) => ({ ...span, why: 'Parses.' })),
      );
    return broken(first.why, wrong);
  },
};

const DDL = /^(?:create|alter|drop)\b/;
const OTHER_DATABASE =
  /\bauto_?increment\b|\bengine\s*=|`\w+`|\bidentity\s*\(\s*1|\bnvarchar\b|\bvarchar2\b|\bnumber\s*\(|^[ \t]*go[ \t]*$|^[ \t]*delimiter\b|\bclustering\b|\bkeyspace\b|primary\s+key\s*\(\s*\(|\bmergetree\b|\bdistkey\b|\bwithout\s+rowid\b|\bunsigned\b|\bdatetime2?\b|\btinyint\b|\bstring\s+(?:not|primary|options)\b|\[\w+\]\s+\w+/im;
const OTHER_TAG = /^(?:mysql|mariadb|sqlite3?|tsql|plsql|cql)$/i;

/** The statements of scripts with DDL, and constant DDL in code. */
function ddlOf(answer: Answer): SqlStatement[] {
  const statements = sqlOf(answer);
  if (!statements.some(({ kind }) => DDL.test(kind))) return [];
  const blocks = new Set(
    answer.turns.flatMap((turn) =>
      turn.blocks.filter(
        (block) => block.role !== 'test' && isPostgres(block) && !isAntiExample(block, turn),
      ),
    ),
  );
  const judged = statements.filter(({ block }) => blocks.has(block));
  const scripts = new Set(
    judged.filter(({ kind, source }) => source === 'script' && DDL.test(kind)).map(({ block }) => block),
  );
  return judged.filter(({ source, block, kind, isBuilt }) =>
    source === 'script' ? scripts.has(block) : DDL.test(kind) && !isBuilt,
  );
}

const isPostgres = ({ tag, code, language }: CodeBlock): boolean =>
  !OTHER_TAG.test(tag) && !(language === 'sql' && OTHER_DATABASE.test(code));
