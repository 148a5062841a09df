import { describe, expect, it } from 'vitest';
import { schemaWithIndexes } from './schema-with-indexes.ts';
import { verdictOf } from './shared/testing.ts';

const fenced = (language: string, code: string): string => `Schema:\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;
const TABLE =
  'CREATE TABLE messages (\n  id uuid PRIMARY KEY,\n  slug text UNIQUE,\n  chat_id uuid NOT NULL\n);';

describe('schema-with-indexes is kept by', () => {
  it('an index beside a table, and points at the statement', async () => {
    const verdict = await verdictOf(
      schemaWithIndexes,
      fenced('sql', `${TABLE}\nCREATE INDEX ON messages (chat_id);`),
    );
    expect(verdict.verdict).toBe('kept');
    expect(verdict.quotes).toEqual(['CREATE INDEX ON messages (chat_id)']);
  });

  it.each([
    [
      'a change that is only an index',
      'sql',
      'create unique index concurrently users_email on users (lower(email));',
    ],
    [
      'an inline index of MySQL',
      'sql',
      'CREATE TABLE m (\n  id int PRIMARY KEY,\n  chat_id int,\n  KEY m_chat (chat_id)\n) ENGINE=InnoDB;',
    ],
    [
      'a flag of a column',
      'python',
      'class Message(Base):\n    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"), index=True)',
    ],
    [
      'table arguments',
      'python',
      'class Message(Base):\n    __tablename__ = "m"\n    __table_args__ = (Index("m_chat", "chat_id"),)',
    ],
    [
      'a Django model',
      'python',
      'class Message(models.Model):\n    class Meta:\n        indexes = [models.Index(fields=["chat"])]',
    ],
    ['a Prisma model', 'prisma', 'model Message {\n  id String @id\n  chatId String\n  @@index([chatId])\n}'],
    [
      'a migration',
      'python',
      'from alembic import op\n\ndef upgrade() -> None:\n    op.create_index("m_chat", "messages", ["chat_id"])',
    ],
    ['a GORM tag', 'go', 'type Message struct {\n\tID uint\n\tChatID uint `gorm:"index"`\n}'],
    [
      'a collection',
      'typescript',
      'const schema = new Schema({ chatId: String });\nschema.index({ chatId: 1 });',
    ],
  ])('%s', async (_, language, code) => {
    expect((await verdictOf(schemaWithIndexes, fenced(language, code))).verdict).toBe('kept');
  });
});

describe('schema-with-indexes is broken by', () => {
  it('keys and unique constraints alone, and points at the table', async () => {
    const verdict = await verdictOf(schemaWithIndexes, fenced('sql', TABLE));
    expect(verdict.verdict).toBe('broken');
    expect(verdict.quotes).toEqual(['CREATE TABLE messages']);
  });

  it.each([
    ['an index in a comment', 'sql', `${TABLE}\n-- later: CREATE INDEX ON messages (chat_id)`],
    ['an index that is dropped', 'sql', `${TABLE}\nDROP INDEX messages_chat;`],
    [
      'queries without a schema',
      'python',
      'async def load(pool, id):\n    row = await pool.fetchrow("SELECT id FROM users WHERE id = $1", id)\n    return row',
    ],
    [
      'an index of a data frame',
      'python',
      'import asyncpg\n\ndef dump(frame):\n    frame.to_csv("x.csv", index=True)\n    return frame',
    ],
  ])('%s', async (_, language, code) => {
    expect((await verdictOf(schemaWithIndexes, fenced(language, code))).verdict).toBe('broken');
  });

  it('a design that rests on a database it does not define', async () => {
    const answer =
      'Links live in DynamoDB.\n\nDynamoDB spans three zones. Clicks go to Kinesis.\n\nIf DynamoDB is slow, the cache answers.';
    expect((await verdictOf(schemaWithIndexes, answer)).verdict).toBe('broken');
  });
});

it('schema-with-indexes does not apply where a database is only mentioned', async () => {
  const answer = `A unique index in PostgreSQL would find duplicates for free.\n\n${fenced('python', 'def read(path: str) -> list[str]:\n    with open(path) as file:\n        return list(file)')}`;
  expect((await verdictOf(schemaWithIndexes, answer)).verdict).toBe('not-applicable');
});
