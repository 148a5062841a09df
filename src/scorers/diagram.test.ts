import { describe, expect, it } from 'vitest';
import { diagram } from './diagram.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string, user?: string[]) => (await verdictOf(diagram, text, user)).verdict;
const fence = (code: string, tag = '') => `How it fits together:\n\n\`\`\`${tag}\n${code}\n\`\`\`\n`;

describe('diagram is kept by', () => {
  it.each([
    ['a Mermaid sequence', 'sequenceDiagram\n  Client->>API: POST /v1/jobs\n  API-->>Client: 202', 'mermaid'],
    ['a Mermaid graph without a tag', 'flowchart LR\n  A[API] --> Q[(Queue)]\n  Q --> W[Worker]', ''],
    [
      'entities with attributes',
      'erDiagram\n  USERS {\n    uuid id\n  }\n  POSTS {\n    uuid id\n  }',
      'mermaid',
    ],
    ['PlantUML', '@startuml\nactor User\nUser -> API : sign in\n@enduml', 'plantuml'],
    [
      'boxes and arrows',
      '+--------+      +-------+\n|  API   | ---> | Redis |\n+--------+      +-------+',
      'text',
    ],
    ['boxes of Unicode', '┌─────┐    ┌──────┐\n│ API │───▶│ Kafka│\n└─────┘    └──────┘', ''],
    ['a flow down the page', 'client\n  |\n  v\ngateway\n  |\n  v\nworkers', 'text'],
    ['a chain with a branch', 'browser ──> api ──> postgres\n             └──> redis ──> worker', ''],
    [
      'a sequence of characters',
      'Client        API          DB\n  |--POST----->|            |\n  |            |--INSERT--->|\n  |<--201------|            |',
      '',
    ],
    [
      'frames inside a frame',
      '┌──────────────┐\n│ region       │\n│ ┌───┐  ┌───┐ │\n│ │ a │  │ b │ │\n│ └───┘  └───┘ │\n└──────────────┘',
      '',
    ],
  ])('%s', async (_, code, tag) => {
    expect(await verdict(fence(code, tag))).toBe('kept');
  });

  it('a drawing whose fence was forgotten', async () => {
    const text =
      'Overview:\n\nclient ──> load balancer ──> api\n                              │\n                              └──> postgres\n\nThat is all.';
    const { verdict: found, quotes } = await verdictOf(diagram, text);
    expect(found).toBe('kept');
    expect(quotes[0]).toMatch(/^client ──> load balancer[^]*postgres$/);
  });

  it('a drawing in a later turn, and points at the fenced block', async () => {
    const {
      verdict: found,
      evidence,
      quotes,
    } = await verdictOf(diagram, ['Which database?', fence('graph TD\n A --> B', 'mermaid')]);
    expect([found, evidence[0]?.turn, quotes[0]]).toEqual(['kept', 2, '```mermaid\ngraph TD\n A --> B\n```']);
  });
});

describe('diagram is broken by', () => {
  it.each([
    ['a chain of states in running text', 'The invoice moves `open → paid → refunded`, never back.'],
    ['an image that is only linked', '![Architecture diagram](https://example.com/a.png)'],
    ['a promise of a diagram', '## Architecture diagram\n\nThe API talks to Redis, which feeds the workers.'],
    ['a file tree', fence('app/\n├── main.py\n├── routers/\n│   └── users.py\n└── models.py', 'text')],
    [
      'a table of strokes',
      fence('┌─────┬───────┐\n│ plan│ limit │\n├─────┼───────┤\n│ free│ 100   │\n└─────┴───────┘'),
    ],
    [
      'output of a database client',
      fence('+----+------+\n| id | name |\n+----+------+\n|  1 | Ann  |\n+----+------+'),
    ],
    [
      'a query plan',
      fence(
        'Limit  (cost=0.4..8.4 rows=20)\n  ->  Index Scan using a_idx on a  (cost=0.4..80 rows=9)\n        ->  Sort  (cost=1..2 rows=3)',
      ),
    ],
    ['a mapping', fence('GET /a -> 200\nGET /b -> 404\nGET /c -> 500')],
    ['a Gantt chart', fence('gantt\n  title Roll-out\n  section A\n  Build :a1, 2025-01-01, 3d', 'mermaid')],
    ['a Mermaid block that connects nothing', fence('graph TD\n  A[API]', 'mermaid')],
    ['a Markdown table', '| From | To |\n|---|---|\n| API | Redis |'],
    [
      'code with arrows',
      fence('const add = (a: number) => (b: number) => a + b;\nfunction f(): void {\n}', 'ts'),
    ],
    ['an empty answer', ''],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });

  it("the user's own diagram, repeated", async () => {
    const drawn = 'flowchart LR\n  Shop --> Billing\n  Billing --> Ledger\n  Ledger --> Archive';
    expect(
      await verdict(`You have:\n\n${fence(drawn, 'mermaid')}`, [`This is ours:\n\n${drawn}\n\nReview it.`]),
    ).toBe('broken');
  });
});
