const CANONICAL: Readonly<Record<string, readonly string[]>> = {
  python: [
    'python',
    'py',
    'python3',
    'py3',
    'python2',
    'pyi',
    'ipython',
    'pycon',
    'fastapi',
    'django',
    'flask',
    'sqlalchemy',
  ],
  typescript: ['typescript', 'ts', 'tsx', 'mts', 'cts', 'nestjs'],
  javascript: ['javascript', 'js', 'jsx', 'mjs', 'cjs', 'node', 'nodejs', 'es6', 'express'],
  go: ['go', 'golang'],
  sql: [
    'sql',
    'pgsql',
    'postgres',
    'postgresql',
    'plpgsql',
    'psql',
    'mysql',
    'mariadb',
    'sqlite',
    'sqlite3',
    'tsql',
    'ddl',
    'plsql',
  ],
  shell: [
    'shell',
    'sh',
    'bash',
    'zsh',
    'fish',
    'console',
    'terminal',
    'shell-session',
    'shellsession',
    'sh-session',
    'bash-session',
    'powershell',
    'ps1',
    'pwsh',
    'cmd',
    'bat',
    'batch',
    'curl',
    'cli',
    'shellscript',
    'redis-cli',
  ],
  json: ['json', 'jsonc', 'json5', 'jsonl', 'ndjson', 'jsonlines'],
  yaml: ['yaml', 'yml'],
  openapi: ['openapi', 'swagger'],
  toml: ['toml'],
  ini: ['ini', 'cfg', 'conf', 'properties', 'editorconfig', 'systemd', 'service'],
  env: ['env', 'dotenv', '.env'],
  xml: ['xml', 'xsd', 'pom', 'svg'],
  html: ['html', 'htm', 'jinja', 'jinja2', 'vue', 'svelte'],
  css: ['css', 'scss', 'less'],
  csv: ['csv', 'tsv'],
  http: ['http', 'https', 'rest', 'httprequest'],
  graphql: ['graphql', 'gql', 'graphqls', 'sdl'],
  protobuf: ['protobuf', 'proto', 'proto3'],
  mermaid: ['mermaid', 'mmd'],
  plantuml: ['plantuml', 'puml', 'uml'],
  dot: ['dot', 'graphviz'],
  d2: ['d2'],
  dbml: ['dbml'],
  ascii: ['ascii', 'asciiart', 'diagram', 'ascii-art'],
  dockerfile: ['dockerfile', 'docker', 'containerfile'],
  nginx: ['nginx', 'nginxconf'],
  hcl: ['hcl', 'terraform', 'tf'],
  lua: ['lua', 'redis'],
  java: ['java'],
  kotlin: ['kotlin', 'kt', 'kts'],
  csharp: ['csharp', 'cs', 'c#', 'dotnet'],
  rust: ['rust', 'rs'],
  ruby: ['ruby', 'rb', 'rails'],
  php: ['php', 'laravel'],
  scala: ['scala'],
  swift: ['swift'],
  elixir: ['elixir', 'ex', 'exs'],
  c: ['c', 'h'],
  cpp: ['cpp', 'c++', 'cc', 'hpp'],
  prisma: ['prisma'],
  makefile: ['makefile', 'make', 'justfile'],
  diff: ['diff', 'patch', 'udiff'],
  markdown: ['markdown', 'md', 'mdx'],
  pseudocode: ['pseudocode', 'pseudo', 'pseudo-code', 'algorithm'],
  regex: ['regex', 'regexp'],
  promql: ['promql'],
  cron: ['cron', 'crontab'],
  log: ['log', 'logs', 'output', 'stdout'],
};

const BY_TAG = new Map(
  Object.entries(CANONICAL).flatMap(([name, tags]) => tags.map((tag) => [tag, name] as const)),
);

/** Tags that say nothing about the content. */
const MUTE = new Set([
  '',
  'text',
  'txt',
  'plain',
  'plaintext',
  'code',
  'none',
  'nohighlight',
  'raw',
  'file',
  'tree',
  'example',
]);

/**
 * Canonical language of a fence's tag: `py`, `{.python}`, `python:app/main.py` and `app/main.py` are `python`.
 * Undefined if the tag says nothing; an unknown word comes back in lower case.
 */
export function languageOfTag(tag: string): string | undefined {
  const word = tag
    .trim()
    .toLowerCase()
    .replace(/^[{.]+|[},;]+$/g, '')
    .replace(/^(?:language|lang)-/, '');
  if (MUTE.has(word)) return undefined;
  const first = word.split(/[:{,;=\s|]/, 1)[0] ?? '';
  const extension = /\.([a-z0-9]+)$/.exec(first)?.[1] ?? '';
  const named = BY_TAG.get(word) ?? BY_TAG.get(first) ?? BY_TAG.get(extension);
  if (named !== undefined) return named;
  if (/(^|\/)dockerfile/.test(word)) return 'dockerfile';
  return MUTE.has(first) || /[^a-z0-9+#_-]/.test(first) ? undefined : first;
}
