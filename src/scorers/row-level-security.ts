import type { Answer, CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { isAntiExample } from '../answers/anti-example.ts';
import { isProgramming, programOf } from '../answers/tokens/program.ts';
import { textOf } from '../answers/tokens/sql-text.ts';
import { broken, kept, listed, notApplicable } from './shared/verdicts.ts';

/**
 * About answers on Supabase, where browsers reach the tables, and answers that use row-level security elsewhere. Kept if it is
 * enabled on every table that the answer creates, and on every table of its own that has a policy; or if the prose says why a
 * table needs none. Not applicable if Supabase is not in play and no policy is written, or if no table is created or guarded.
 */
export const rowLevelSecurity: Scorer = {
  id: 'row-level-security',
  version: 1,
  score(answer): Verdict {
    const statements = sqlOf(answer).flatMap(statementsIn);
    const created = statements.filter(({ kind }) => kind === 'table');
    const enabled = statements.filter(({ kind }) => kind === 'enable');
    const policies = statements.filter(({ kind }) => kind === 'policy');
    if (enabled.length + policies.length === 0 && !isOnSupabase(answer))
      return notApplicable('The answer is not about Supabase and writes no policies.');
    if (created.length + enabled.length + policies.length === 0)
      return notApplicable('The answer creates no table that could be guarded.');
    const isEnabled = (table: string): boolean =>
      enabled.some((statement) => statement.table === table || statement.table === EVERY_TABLE);
    const open = created.filter(({ table }) => !isEnabled(table));
    const idle = policies.filter(
      ({ table }) => !isEnabled(table) && created.some((statement) => statement.table === table),
    );
    if (idle.length > 0)
      return broken(
        `The policy on \`${idle[0]?.table ?? ''}\` does nothing: row-level security is not enabled there.`,
        idle.map(evidenceOf),
      );
    const reasons = reasonsInProse(answer);
    if (open.length > 0 && reasons.length === 0) {
      const names = listed(open.slice(0, 5).map(({ table }) => `\`${table}\``));
      return broken(`Row-level security is not enabled on ${names}.`, open.map(evidenceOf));
    }
    if (open.length > 0)
      return kept(
        'The prose says how the tables are kept from strangers without row-level security.',
        reasons,
      );
    return kept('Row-level security is enabled on the tables.', [...enabled, ...policies].map(evidenceOf));
  },
};

const EVERY_TABLE = '*';

interface Script {
  readonly block: CodeBlock;
  /** With comments made blank. */
  readonly sql: string;
  readonly start: number;
}

function sqlOf(answer: Answer): Script[] {
  return answer.turns.flatMap((turn) =>
    turn.blocks.flatMap((block): Script[] => {
      if (block.quotesUser || isAntiExample(block, turn) || block.role === 'test') return [];
      if (block.language === 'sql' || block.language === 'diff')
        return [{ block, sql: blanked(block.code), start: 0 }];
      if (!isProgramming(block.language)) return [];
      return programOf(block).strings.map(({ parts, start }) => ({
        block,
        sql: blanked(textOf(parts)),
        start,
      }));
    }),
  );
}

const blanked = (sql: string): string => sql.replace(/--[^\n]*/g, (comment) => ' '.repeat(comment.length));

interface Statement {
  readonly kind: 'table' | 'enable' | 'policy';
  /** Without the schema `public` and without quotes. */
  readonly table: string;
  readonly script: Script;
  readonly start: number;
  readonly end: number;
}

const NAME = '((?:"?\\w+"?\\.)?"?\\w+"?|%I|\\u0000)';
const PATTERNS: readonly (readonly [Statement['kind'], RegExp])[] = [
  [
    'table',
    new RegExp(
      `\\bcreate\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}(?!\\s+partition\\s+of\\b)`,
      'gi',
    ),
  ],
  [
    'enable',
    new RegExp(
      `\\balter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?${NAME}\\s+(?:enable|force)\\s+row\\s+level\\s+security`,
      'gi',
    ),
  ],
  ['policy', new RegExp(`\\bcreate\\s+policy\\s+(?:"[^"\\n]*"|\\w+)\\s+on\\s+${NAME}`, 'gi')],
];
/** Schemas that browsers cannot reach. */
const HIDDEN = /^(?:private|internal|app_private|auth|storage|realtime|extensions|vault|cron)\./;

function statementsIn(script: Script): Statement[] {
  if (!/\b(?:create|alter)\b/i.test(script.sql)) return [];
  return PATTERNS.flatMap(([kind, pattern]) =>
    [...script.sql.matchAll(pattern)].flatMap((match): Statement[] => {
      const name = (match[1] ?? '').replaceAll('"', '').toLowerCase();
      if (kind === 'table' && HIDDEN.test(name)) return [];
      const table = name === '%i' || name === '\u0000' ? EVERY_TABLE : name.replace(/^public\./, '');
      return [{ kind, table, script, start: match.index, end: match.index + match[0].length }];
    }),
  );
}

const evidenceOf = ({ kind, table, script, start, end }: Statement): Evidence => ({
  ...spanInBlock(script.block, script.start + start, script.start + end),
  why:
    kind === 'table'
      ? `Creates \`${table}\`.`
      : kind === 'enable'
        ? `Enables row-level security on \`${table}\`.`
        : `A policy on \`${table}\`.`,
});

const SUPABASE_CODE =
  /\bauth\.(?:uid|jwt|role|users)\b|\bto\s+(?:authenticated|anon|service_role)\b|\bsupabase\b/i;

/** True if the user says so, or the code uses what only Supabase has; that the answer mentions it is not enough. */
function isOnSupabase({ user, turns }: Answer): boolean {
  if (user.some((message) => /\bsupabase\b/i.test(message))) return true;
  return turns.some(({ blocks }) =>
    blocks.some(
      ({ code, role, quotesUser }) => !quotesUser && role === 'implementation' && SUPABASE_CODE.test(code),
    ),
  );
}

const ABOUT_RLS = /\brow[- ]level[- ]security\b|\bRLS\b/i;
const NO_NEED =
  /\b(?:not? (?:needed|necessary|exposed|reachable|apply|policies)|no (?:need|policies|polic(?:y|ies))|only (?:the )?(?:service|server|backend|api|fastapi)|service[- ]role|bypass\w*|private schema|outside the exposed|not expose\w*|never reach\w*|off because|revoke\w*|instead of|rather than)\b/i;

/** Sentences that decide about row-level security for tables that have none. */
const reasonsInProse = (answer: Answer): Evidence[] =>
  answer.turns.flatMap(({ prose }) =>
    prose
      .filter(({ text, kind }) => kind !== 'heading' && ABOUT_RLS.test(text) && NO_NEED.test(text))
      .map(({ span }) => ({ ...span, why: 'Says why row-level security is not used.' })),
  );
