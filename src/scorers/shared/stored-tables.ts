import type { Answer, Span } from '../../answers/answer.ts';
import { spanInBlock } from '../../answers/code-blocks.ts';
import { offeredBlocks } from '../../answers/offered.ts';
import { oncePer } from '../../answers/once.ts';
import { allMatches } from '../../answers/prefilter/match.ts';
import { sqlOf } from '../../answers/sql.ts';
import { withoutComments } from './signs.ts';

/** A table, collection or entity that an answer defines or writes to. */
export interface StoredTable {
  /** As written: `payment_events`, `PaymentEvent`. */
  readonly name: string;
  /** Its columns; of an entity the text in which they are declared. */
  readonly columns: readonly string[];
  readonly span: Span;
}

/** What an answer stores, by DDL, INSERT, and the entities of ORMs. */
export const storedTables = oncePer((answer: Answer): readonly StoredTable[] => [
  ...sqlOf(answer).flatMap(({ table, text, kind, span }): StoredTable[] => {
    if (table !== undefined) return [{ ...table, span }];
    const insert = kind === 'insert' ? INSERT.exec(text) : null;
    return insert === null
      ? []
      : [{ name: insert[1] ?? '', columns: (insert[2] ?? '').match(/\w+/g) ?? [], span }];
  }),
  ...entities(answer),
]);

const INSERT = /^\s*insert\s+into\s+(?:[\w"`]+\.)?["`[]?(\w+)["`\]]?\s*(?:\(([^()]{0,800})\))?/i;
const ENTITY =
  /\b__tablename__\s*=\s*["'](\w+)["']|\bclass (\w+)\((?:models\.Model|db\.Model|Document|SQLModel,\s*table\s*=\s*True)\b|^model (\w+) \{|@Table\(\s*name\s*=\s*"(\w+)"|@Entity\b[^{;]{0,200}?\bclass (\w+)|\b(?:pgTable|mysqlTable|sqliteTable|mongoose\.model(?:<\w+>)?|sequelize\.define)\(\s*["'`](\w+)["'`]|\bSchema::create\(\s*["'](\w+)["']|\bcreate_table :(\w+)/gm;
const FAR = 1500;

function entities(answer: Answer): StoredTable[] {
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block): StoredTable[] => {
      if (block.role !== 'implementation' && block.role !== 'data' && block.role !== 'illustration')
        return [];
      const code = withoutComments(block);
      return [...allMatches(ENTITY, code)].map((match) => {
        const body = code.slice(match.index + match[0].length, match.index + FAR);
        const end = /\n(?:class |model |@Entity|export |data class |Schema::|\}\s*\n)/.exec(body)?.index;
        return {
          name: match.slice(1).find((name) => name !== undefined) ?? '',
          columns: declared(body.slice(0, end ?? body.length)),
          span: spanInBlock(block, match.index, match.index + match[0].length),
        };
      });
    }),
  );
}

/** Names at the head of a line, and names in quotes or symbols, as migrations of Laravel and Rails have them. */
const declared = (body: string): string[] =>
  [
    ...body.matchAll(
      /^[ \t]*(?:(?:private|public|protected|final|val|var|let|readonly)[ \t]+)*(?:[A-Z]\w*(?:<\w+>)?[ \t]+)?([a-z]\w*)\b(?=[ \t]*[:;=?]|[ \t]+[A-Z])|\b(?:t|table)(?:\.|->)\w+[ \t(]*[:"']?["']?(\w+)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? '');
