import { isAsciiDiagram } from './diagrams.ts';

interface Sign {
  readonly language: string;
  /** Tested on each line, trimmed at the end. */
  readonly line: RegExp;
  readonly weight: number;
}

const MAX_LINES = 400;
const ENOUGH = 2;

const SIGNS: readonly Sign[] = [
  { language: 'python', line: /^\s*(async )?def \w+\s*\(.*/, weight: 3 },
  { language: 'python', line: /^\s*class \w+(\(.*\))?:\s*(#.*)?$/, weight: 3 },
  { language: 'python', line: /^(from [\w.]+ import [\w(*]|import [\w.]+( as \w+)?(, \w+)*$)/, weight: 3 },
  {
    language: 'python',
    line: /^\s*(if|elif|for|while|with|try|except|else|finally|async for|async with|match|case)\b[^{;]*:\s*(#.*)?$/,
    weight: 1.5,
  },
  { language: 'python', line: /^\s*(return|await|raise|yield|pass|assert)\b[^;{]*$/, weight: 0.6 },
  { language: 'python', line: /^\s*@[\w.]+(\(.*)?$/, weight: 1 },
  { language: 'python', line: /^\s*(self\.|print\(|>>> )/, weight: 1.5 },
  { language: 'python', line: /^\w[\w.]*(: [\w[\], |.]+)? = (await )?[\w.]+[([].*[^;{]$/, weight: 1 },
  {
    language: 'typescript',
    line: /^\s*(export )?(interface|type|enum|namespace) \w+(<.*>)?\s*[={]/,
    weight: 3,
  },
  {
    language: 'typescript',
    line: /^\s*(export )?(async )?function \w+.*\)\s*:\s*[\w<>[\]| ]+ \{/,
    weight: 3,
  },
  { language: 'typescript', line: /^\s*(export )?(const|let) \w+\s*:\s*[\w<>[\]| .]+ =/, weight: 2.5 },
  { language: 'typescript', line: /^\s*(private|public|protected|readonly) [\w ]+[(:;?]/, weight: 2 },
  { language: 'typescript', line: /^import type /, weight: 3 },
  { language: 'javascript', line: /^import .* from ['"]/, weight: 2.5 },
  { language: 'javascript', line: /\brequire\(['"]/, weight: 2.5 },
  { language: 'javascript', line: /^\s*(export )?(async )?function \*?\w*\(/, weight: 2.2 },
  { language: 'javascript', line: /^\s*(export )?(const|let|var) [\w{[].*[=]/, weight: 1.5 },
  { language: 'javascript', line: /=>\s*[{(]?\s*$|\) => /, weight: 1 },
  {
    language: 'javascript',
    line: /^\s*(app|router|fastify|server)\.(get|post|put|patch|delete|use|listen)\(/,
    weight: 1.5,
  },
  { language: 'go', line: /^package \w+$/, weight: 3 },
  { language: 'go', line: /^func (\(\w+ \*?\w+\) )?\w+\(/, weight: 3 },
  { language: 'go', line: /^type \w+ (struct|interface|func)\b/, weight: 3 },
  { language: 'go', line: /:= |\bif err != nil\b/, weight: 1.5 },
  {
    language: 'sql',
    line: /^\s*(CREATE (OR REPLACE )?(UNIQUE |TEMP |TEMPORARY |UNLOGGED |MATERIALIZED )?(TABLE|INDEX|VIEW|FUNCTION|TRIGGER|TYPE|EXTENSION|POLICY|SCHEMA|SEQUENCE|ROLE)|ALTER TABLE|DROP (TABLE|INDEX)|INSERT INTO|DELETE FROM|EXPLAIN\b|GRANT |REVOKE )/i,
    weight: 3,
  },
  { language: 'sql', line: /^\s*(SELECT|UPDATE|WITH) [\w*(".,$ ]+/i, weight: 1.2 },
  {
    language: 'sql',
    line: /^\s*(FROM|WHERE|JOIN|LEFT JOIN|INNER JOIN|CROSS JOIN|ORDER BY|GROUP BY|LIMIT|SET|VALUES|ON CONFLICT|RETURNING) ?[\w(*".$]/,
    weight: 1,
  },
  { language: 'shell', line: /^\s*\$ \w/, weight: 3 },
  { language: 'shell', line: /^#!\/(usr\/)?bin\/(env )?(ba|z)?sh/, weight: 4 },
  {
    language: 'shell',
    line: /^\s*(sudo |RUN )?(pip3?|npm|npx|pnpm|yarn|bun|uv|poetry|docker|docker-compose|kubectl|helm|curl|wget|git|psql|pg_dump|alembic|uvicorn|gunicorn|celery|python3?|pytest|go (run|test|build|get|mod)|make|apt(-get)?|brew|export|cd|mkdir|redis-cli|aws|gcloud|supabase|terraform|openssl|k6|wrk|hey|systemctl|cat|echo|chmod|source)( [-\w./"'@$:{[]|$)/,
    weight: 2,
  },
  {
    language: 'dockerfile',
    line: /^(FROM [\w./:-]+( AS \w+)?|RUN |COPY |ENTRYPOINT |CMD |WORKDIR |EXPOSE |HEALTHCHECK )/,
    weight: 1.5,
  },
  {
    language: 'http',
    line: /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/|https?:)\S*( HTTP\/[\d.]+)?$/,
    weight: 2,
  },
  { language: 'http', line: /^HTTP\/[\d.]+ \d{3}/, weight: 3 },
  {
    language: 'http',
    line: /^(Content-Type|Authorization|Location|Retry-After|X-[\w-]+|Accept|Host|Cache-Control|Idempotency-Key): \S/i,
    weight: 1,
  },
  {
    language: 'mermaid',
    line: /^\s*(graph (TD|TB|LR|RL|BT)|flowchart (TD|TB|LR|RL|BT)|sequenceDiagram|erDiagram|classDiagram|stateDiagram(-v2)?|gantt|C4Context|C4Container|journey|mindmap)\s*;?$/,
    weight: 5,
  },
  { language: 'plantuml', line: /^@startuml/, weight: 6 },
  {
    language: 'graphql',
    line: /^\s*(extend )?(type|input|interface|union|scalar|enum) [A-Z]\w*( implements [\w &]+)?( @\w+.*)?( \{|$| =)/,
    weight: 1.6,
  },
  { language: 'graphql', line: /^\s*(query|mutation|subscription|fragment)\b[^:=;]*\{\s*$/, weight: 2 },
  { language: 'graphql', line: /^\s+\w+(\([^)]*\))?: \[?[A-Z]\w*!?\]?!?\s*$/, weight: 0.7 },
  {
    language: 'protobuf',
    line: /^(syntax = "proto|message \w+ \{|service \w+ \{|\s+rpc \w+\()/,
    weight: 2.5,
  },
  {
    language: 'yaml',
    line: /^(apiVersion|kind|services|version|openapi|paths|on|jobs|steps|replicas|spec|metadata|components):/,
    weight: 1.8,
  },
  { language: 'yaml', line: /^\s*(- )?[\w.-]+:( [^{;]*)?$/, weight: 0.45 },
  { language: 'env', line: /^(export )?[A-Z][A-Z0-9_]+=\S*/, weight: 1.2 },
  { language: 'toml', line: /^\[[\w.-]+\]$/, weight: 1 },
  { language: 'toml', line: /^[\w-]+ = (".*"|\[.*\]|\d+|true|false|\{.*\})$/, weight: 0.8 },
  {
    language: 'java',
    line: /^\s*(public|private|protected) (static |final |abstract )*(class|interface|enum|void|[A-Z]\w*(<.*>)?) \w+.*\{?$/,
    weight: 2.2,
  },
  { language: 'java', line: /^(package|import( static)?) [a-z][\w.]+(\.\*)?;$/, weight: 3 },
  { language: 'csharp', line: /^(using [A-Z][\w.]*;|namespace [\w.]+)/, weight: 3 },
  { language: 'rust', line: /^\s*(pub )?(async )?fn \w+|^use [\w:]+(::\{.*\})?;$|^\s*let mut /, weight: 2.5 },
  { language: 'php', line: /^<\?php/, weight: 6 },
  { language: 'ruby', line: /^\s*(def \w+[?!]?(\(.*\))?|end|class \w+ < \w+|require '.*')$/, weight: 1.4 },
  { language: 'lua', line: /\bredis\.call\(|^local \w+\s*=/, weight: 2 },
  {
    language: 'nginx',
    line: /^\s*(location|upstream|server) [^{;]*\{$|^\s*(proxy_pass|limit_req(_zone)?|listen) .*;$/,
    weight: 2,
  },
  { language: 'hcl', line: /^(resource|variable|provider|module|data|output) "[\w-]+"/, weight: 3 },
  { language: 'prisma', line: /^(model \w+ \{|generator \w+ \{|datasource \w+ \{)/, weight: 2 },
  { language: 'diff', line: /^(@@ .* @@|diff --git |--- a\/|\+\+\+ b\/)/, weight: 4 },
  { language: 'html', line: /^\s*<(!DOCTYPE html|html|head|body|div|form|script)\b/i, weight: 2.5 },
  { language: 'xml', line: /^<\?xml/, weight: 5 },
];

/** Language of untagged code by its content, canonical and lower case; `''` if it cannot be told. */
export function guessLanguage(code: string): string {
  const text = code.trim();
  if (text === '') return '';
  if (isJson(text)) return 'json';
  if (isAsciiDiagram(text)) return 'ascii';
  const scores = new Map<string, number>();
  const lines = text.split('\n', MAX_LINES);
  for (const line of lines) {
    if (line.length > 500) continue;
    const filled = line.trimEnd();
    for (const { language, line: pattern, weight } of SIGNS) {
      if (pattern.test(filled)) scores.set(language, (scores.get(language) ?? 0) + weight);
    }
  }
  const script = (scores.get('typescript') ?? 0) + (scores.get('javascript') ?? 0);
  if (script > 0) scores.set((scores.get('typescript') ?? 0) > 0 ? 'typescript' : 'javascript', script);
  const [best, score] = [...scores].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  const density = score / lines.filter((line) => line.trim() !== '').length;
  return score >= ENOUGH || (score >= 1.2 && density >= 0.4) ? best : '';
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text) || !/[\]}]$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return /^\{\s*("|\.\.\.|…|\/\/)/.test(text) || /^\[\s*\{\s*"/.test(text);
  }
}
