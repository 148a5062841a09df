import { describe, expect, it } from 'vitest';
import { envAndConfig } from './env-and-config.ts';
import { noSecrets } from './no-secrets.ts';
import { parameterizedQueries } from './parameterized-queries.ts';
import { planBeforeCode } from './plan-before-code.ts';
import { schemaWithIndexes } from './schema-with-indexes.ts';
import type { Scorer, Verdict } from './scorer.ts';
import { verdictOf } from './shared/testing.ts';
import { testsIncluded } from './tests-included.ts';
import { validatedInput } from './validated-input.ts';
import { versionedApi } from './versioned-api.ts';

type Case = readonly [Verdict['verdict'], language: string, code: string, before?: string];

const judges = (scorer: Scorer, cases: readonly Case[]): void => {
  describe(`${scorer.id}, in other stacks`, () => {
    it.each(
      cases.map(([expected, language, code, before = '']) => [expected, language, code, before] as const),
    )('is %s in %s: %s', async (expected, language, code, before) => {
      const turn = language === 'prose' ? code : `${before}\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;
      expect((await verdictOf(scorer, turn)).verdict).toBe(expected);
    });
  });
};

judges(parameterizedQueries, [
  [
    'broken',
    'kotlin',
    'fun slug(mail: String): String? {\n  val domain = mail.substringAfter("@").lowercase()\n  return jdbc.queryForList("SELECT slug FROM idps WHERE \'$domain\' = ANY(domains)").firstOrNull()\n}',
  ],
  [
    'kept',
    'kotlin',
    'fun slug(mail: String): String? {\n  return jdbc.queryForList("SELECT slug FROM idps WHERE domain = ?", mail).firstOrNull()\n}',
  ],
  [
    'broken',
    'python',
    'def load(day: date) -> pd.DataFrame:\n    query = f"SELECT * FROM `acme.features` WHERE snapshot_day = \'{day}\'"\n    return client.query(query).to_dataframe()',
  ],
  [
    'broken',
    'csharp',
    'public Task<List<Order>> Of(DateTime day)\n{\n    var sql = $"SELECT * FROM orders WHERE day = \'{day:yyyy-MM-dd}\'";\n    return db.QueryAsync<Order>(sql);\n}',
  ],
  [
    'broken',
    'php',
    '<?php\nfunction find(PDO $db, string $name): array\n{\n    $rows = $db->query("SELECT id FROM users WHERE name = \'$name\'");\n    return $rows->fetchAll();\n}',
  ],
  [
    'broken',
    'php',
    '<?php\nfunction find(string $name)\n{\n    $sql = "SELECT id FROM users WHERE name = \'" . $name . "\'";\n    return DB::select($sql);\n}',
  ],
  [
    'kept',
    'php',
    "<?php\nfunction find(string $name)\n{\n    $sql = 'SELECT id FROM users WHERE name = ?';\n    return DB::select($sql, [$name]);\n}",
  ],
  [
    'broken',
    'ruby',
    'class Find\n  def call(ids)\n    rows = User.connection.select_values("SELECT id FROM users WHERE id IN (#{ids.join(\',\')})")\n    rows.to_a\n  end\nend',
  ],
  [
    'broken',
    'rust',
    'async fn find(pool: &PgPool, name: &str) -> Result<Vec<Row>> {\n    let sql = format!("SELECT id FROM users WHERE name = \'{name}\'");\n    let rows = sqlx::query(&sql).fetch_all(pool).await?;\n    Ok(rows)\n}',
  ],
  [
    'broken',
    'java',
    'List<User> find(String name) {\n    String sql = "SELECT id FROM users WHERE name = \'" + name + "\'";\n    var rows = jdbc.query(sql, mapper);\n    return rows;\n}',
  ],
  [
    'kept',
    'go',
    'func find(db *sql.DB, name string) (*sql.Rows, error) {\n\tq := "SELECT id FROM users WHERE name = $1"\n\trows, err := db.Query(q, name)\n\treturn rows, err\n}',
  ],
]);

judges(noSecrets, [
  [
    'broken',
    'python',
    'def send(mail: str) -> None:\n    token = secrets.token_urlsafe(32)\n    link = f"{BASE}/verify?t={token}"\n    log.info("login link for %s: %s", mail, link)\n    deliver(mail, link)',
  ],
  [
    'kept',
    'python',
    'def send(mail: str) -> None:\n    token = secrets.token_urlsafe(32)\n    link = f"{BASE}/verify?t={token}"\n    log.info("login link sent to user %s", user_id)\n    deliver(mail, link)',
  ],
  [
    'broken',
    'typescript',
    'function send(mail: string) {\n  const resetToken = randomBytes(32).toString("hex");\n  const url = `${BASE}/reset?token=${resetToken}`;\n  console.log(`mail to ${mail}: ${url}`);\n  return deliver(mail, url);\n}',
  ],
  [
    'kept',
    'typescript',
    'function key(req: Request): string {\n  const sum = createHash("sha256").update(req.body).digest("hex");\n  const name = `k:${sum}`;\n  return name;\n}',
  ],
  [
    'broken',
    'kotlin',
    'fun invite(mail: String) {\n  val token = UUID.randomUUID().toString()\n  val link = "https://app.example/invite?t=$token"\n  logger.info("invited $mail with $link")\n}',
  ],
  [
    'broken',
    'ruby',
    'class Mailer\n  def setup\n    ActionMailer::Base.smtp_settings = { password: ENV["SMTP_PASSWORD"] || "k7-4f1e09c2" }\n    nil\n  end\nend',
  ],
  [
    'kept',
    'go',
    'func key() string {\n\tsecret := os.Getenv("SIGNING_SECRET")\n\tmac := hmac.New(sha256.New, []byte(secret))\n\treturn hex.EncodeToString(mac.Sum(nil))\n}',
  ],
  [
    'broken',
    'php',
    '<?php\nfunction send(User $user): void\n{\n    $token = Str::random(40);\n    $link = "https://app.example/reset/{$token}";\n    Log::info("reset link $link");\n}',
  ],
  [
    'kept',
    'python',
    'def send(mail: str) -> None:\n    token = secrets.token_urlsafe(32)\n    digest = hashlib.sha256(token.encode()).hexdigest()\n    log.info("stored %s", digest)\n    deliver(mail, token)',
  ],
]);

judges(noSecrets, [
  [
    'broken',
    'typescript',
    "function guard(req: Request) {\n  if (bad(req)) {\n    console.warn('wrong key', req.headers.get('authorization'));\n    return 401;\n  }\n  return 200;\n}",
  ],
  [
    'kept',
    'typescript',
    "function guard(req: Request) {\n  if (bad(req)) {\n    console.warn('wrong key', req.headers.get('x-request-id'));\n    return 401;\n  }\n  return 200;\n}",
  ],
]);

judges(envAndConfig, [
  [
    'broken',
    'toml',
    '[dependencies]\nserde = "1"\n\n[dev-dependencies]\nproptest = "1"\n```\n\n```rust\nfn main() {\n    let a = 1;\n    let b = a + 1;\n    println!("{b}");\n}',
  ],
  [
    'kept',
    'toml',
    '[server]\nport = 8080\nworkers = 4\n```\n\n```rust\nfn main() {\n    let a = 1;\n    let b = a + 1;\n    run(b);\n}',
  ],
  [
    'broken',
    'python',
    '@shared_task(acks_late=True, max_retries=5)\ndef remind() -> None:\n    rows = due()\n    for row in rows:\n        send(row)',
  ],
  [
    'kept',
    'php',
    "<?php\nfunction host(): string\n{\n    $host = env('MAIL_HOST', 'localhost');\n    return $host;\n}",
  ],
  [
    'kept',
    'php',
    "<?php\nfunction host(): string\n{\n    $host = config('services.mailgun.domain');\n    return $host;\n}",
  ],
  [
    'kept',
    'csharp',
    'public string Host(IConfiguration configuration)\n{\n    var host = configuration["Mail:Host"];\n    return host;\n}',
  ],
  [
    'kept',
    'rust',
    'fn url() -> String {\n    let url = std::env::var("DATABASE_URL").unwrap();\n    let trimmed = url.trim();\n    trimmed.to_string()\n}',
  ],
  [
    'kept',
    'properties',
    'spring.datasource.hikari.maximum-pool-size=20\nspring.jpa.open-in-view=false\n```\n\n```java\nclass A {\n  int one() {\n    return 1;\n  }\n}',
  ],
  [
    'broken',
    'xml',
    '<dependency>\n  <groupId>a</groupId>\n</dependency>\n```\n\n```java\nclass A {\n  int one() {\n    return 1;\n  }\n}',
  ],
  [
    'kept',
    'python',
    'def f() -> int:\n    a = 1\n    b = a + 1\n    return b',
    'Redis must run with `noeviction`.',
  ],
]);

judges(validatedInput, [
  [
    'kept',
    'typescript',
    'export function handler(feed: EventEmitter) {\n  return (req: Request, res: Response): void => {\n    const wanted = symbolsOf(req).filter((s) => SYMBOL.test(s)).slice(0, 50);\n    res.json(wanted);\n  };\n}',
  ],
  [
    'broken',
    'typescript',
    'export function handler(feed: EventEmitter) {\n  return (req: Request, res: Response): void => {\n    const wanted = symbolsOf(req);\n    res.json(wanted);\n  };\n}',
  ],
  [
    'kept',
    'typescript',
    'export function cost(node: Field, args: Args) {\n  const first = Number(args.first);\n  if (first > 100) {\n    throw new BadListSize(first);\n  }\n  return first * 2;\n}',
  ],
  [
    'not-applicable',
    'python',
    '@shared_task\ndef remind() -> None:\n    rows = Booking.objects.filter(due=True)\n    for row in rows:\n        send(row)',
  ],
  [
    'kept',
    'php',
    "<?php\npublic function store(Request $request)\n{\n    $data = $request->validate(['name' => 'required']);\n    return Order::create($data);\n}",
  ],
  [
    'broken',
    'php',
    "<?php\npublic function store(Request $request)\n{\n    $name = $request->input('name');\n    return Order::create(['name' => $name]);\n}",
  ],
  [
    'kept',
    'rust',
    'async fn create(Json(body): Json<NewOrder>) -> Result<Json<Order>, ApiError> {\n    if body.items.is_empty() {\n        return Err(ApiError::BadRequest("no items"));\n    }\n    save(body).await\n}',
  ],
  [
    'kept',
    'ruby',
    'class OrdersController < ApplicationController\n  def create\n    order = Order.create!(params.require(:order).permit(:name))\n    render json: order\n  end\nend',
  ],
  [
    'kept',
    'csharp',
    'app.MapPost("/v1/orders", (NewOrder body) =>\n{\n    if (body.Quantity < 1) return Results.ValidationProblem(Errors("quantity"));\n    return Results.Created();\n});',
  ],
]);

const RUST = `use std::fmt;

pub fn split(amount: i64, parts: u32) -> Vec<i64> {
    let n = i64::from(parts);
    let base = amount / n;
    (0..n).map(|_| base).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up() {
        assert_eq!(split(4, 2), [2, 2]);
    }
}`;

judges(planBeforeCode, [
  ['broken', 'rust', RUST, 'Here it is.'],
  [
    'kept',
    'rust',
    RUST,
    '## Approach\n\nDivide towards zero, then hand the remaining cents to the largest remainders, one each, in order.',
  ],
  [
    'broken',
    'typescript',
    'export function a(): number {\n  const b = 1;\n  return b + 1;\n}',
    'Two mistakes work together: the wrapper is anonymous, so `off` never finds it, and `finish` never fires. So even a stream that ends properly leaves its listener behind, and the interval keeps writing pings into a dead socket.',
  ],
  [
    'kept',
    'java',
    'class A {\n  int one() {\n    return 1;\n  }\n}',
    '## Vorgehen\n\n1. Tabelle mit Schlüssel anlegen\n2. Endpunkt schreibt in einer Transaktion\n3. Job räumt alte Zeilen weg',
  ],
  [
    'kept',
    'php',
    '<?php\nfunction one(): int\n{\n    return 1;\n}\nfunction two(): int\n{\n    return 2;\n}',
    '## Plan\n\n1. A form request checks the input\n2. The controller writes the order and its items in one transaction\n3. A queued job sends the mail',
  ],
  [
    'broken',
    'ruby',
    'class A\n  def one\n    1\n  end\n\n  def two\n    2\n  end\nend',
    'Rails 8 with Sidekiq:',
  ],
  [
    'kept',
    'go',
    'func One() int {\n\ta := 1\n\treturn a\n}\nfunc Two() int {\n\treturn 2\n}',
    'The repair: one map from symbol to listeners, filled on subscribe and emptied on `close`; then a single loop over the ticks writes only to those who asked for the symbol.',
  ],
  ['not-applicable', 'prose', 'I would leave the monolith as it is, with a queue for the invoices.'],
]);

judges(testsIncluded, [['kept', 'rust', RUST]]);

judges(versionedApi, [
  ['kept', 'typescript', "app.get('/v1/stream', streamHandler(prices));"],
  ['broken', 'typescript', "app.get('/stream', streamHandler(prices));"],
  [
    'broken',
    'php',
    "<?php\nRoute::post('/orders', [OrderController::class, 'store']);\nRoute::get('/orders', [OrderController::class, 'index']);",
  ],
  [
    'kept',
    'php',
    "<?php\nRoute::prefix('v1')->group(function () {\n    Route::post('/orders', [OrderController::class, 'store']);\n});",
  ],
  ['kept', 'ruby', 'namespace :api do\n  namespace :v2 do\n    resources :orders\n  end\nend'],
  [
    'kept',
    'rust',
    'fn app() -> Router {\n    let r = Router::new()\n        .route("/v1/orders", post(create));\n    r\n}',
  ],
  [
    'kept',
    'csharp',
    'app.MapPost("/api/v1/orders", (NewOrder body) =>\n{\n    var id = Save(body);\n    return Results.Created($"/{id}", null);\n});',
  ],
  [
    'not-applicable',
    'typescript',
    'export function a(): number {\n  const b = 1;\n  const response = 2;\n  return b + response;\n}',
  ],
]);

judges(schemaWithIndexes, [
  [
    'kept',
    'php',
    "<?php\nSchema::create('exports', function (Blueprint $t) {\n    $t->id();\n    $t->foreignId('user_id');\n    $t->index(['user_id', 'created_at']);\n});",
  ],
  [
    'broken',
    'php',
    "<?php\nSchema::create('exports', function (Blueprint $t) {\n    $t->id();\n    $t->string('email')->unique();\n    $t->timestamps();\n});",
  ],
  [
    'broken',
    'python',
    'def feed(user_id: int) -> list[Post]:\n    rows = Post.objects.filter(author_id=user_id)\n    newest = rows.order_by("-created_at")\n    return list(newest[:20])',
  ],
  [
    'kept',
    'sql',
    'CREATE TABLE hits (\n  at DateTime,\n  url String,\n  INDEX url_idx url TYPE bloom_filter GRANULARITY 4\n) ENGINE = MergeTree ORDER BY at;',
  ],
  [
    'kept',
    'csharp',
    '[Index(nameof(Email), IsUnique = true)]\npublic class User\n{\n    public long Id { get; set; }\n    public string Email { get; set; }\n}\npublic class AppDb : DbContext { public DbSet<User> Users { get; set; } }',
  ],
  [
    'kept',
    'java',
    '@Document("orders")\npublic class Order {\n    @Id private String id;\n    @Indexed private String customerId;\n}',
  ],
  [
    'broken',
    'csharp',
    'public class AppDb : DbContext\n{\n    public DbSet<User> Users { get; set; }\n    public DbSet<Order> Orders { get; set; }\n}',
  ],
  [
    'broken',
    'ruby',
    'class Feed\n  def newest(user)\n    Post.where(author: user).order(created_at: :desc).limit(20)\n  end\nend',
  ],
  [
    'kept',
    'javascript',
    'async function setup(db) {\n  const orders = db.collection("orders");\n  await orders.createIndex({ customerId: 1, at: -1 });\n  return orders;\n}',
  ],
  [
    'not-applicable',
    'typescript',
    'export function a(xs: number[]): number {\n  const index = xs.indexOf(1);\n  return xs.filter((x) => x > index).length;\n}',
  ],
]);
