import { createHash, hash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';
import { DATA_PLACE } from '../../reports/html/html.ts';

const SOURCES = fileURLToPath(new URL('../../', import.meta.url));
/** Where all that the page is made of stands. */
const MADE_OF = [
  '*.ts',
  'answers/*.ts',
  'answers/markdown/*.ts',
  'reports/**/*.ts',
  'stats/*.ts',
  'ui/**/*.{ts,tsx,css}',
];
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/vouch/', import.meta.url));

/** The page without data, from the cache if no source has changed since it was built. */
export async function cachedPage(): Promise<string> {
  const path = `${CACHE}page-${await sourceHash()}.html`;
  const cached = await readFile(path, 'utf8').catch(() => undefined);
  if (cached !== undefined) return cached;
  const page = await buildPage();
  // A folder that cannot be written costs a build each time, no more.
  await keep(path, page).catch(() => undefined);
  return page;
}

async function keep(path: string, page: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  // Renamed into place: another process may read or build it at the same time.
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, page);
  await rename(unfinished, path);
}

/** Builds the page without data: one HTML text, script and style in it, and nothing else allowed to run or to load. */
export async function buildPage(): Promise<string> {
  const { build } = await import('vite');
  const built = await build({
    configFile: false,
    root: fileURLToPath(new URL('../', import.meta.url)),
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2023',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      modulePreload: false,
      // On a slow machine a build would tell how long its parts took.
      rolldownOptions: { checks: { pluginTimings: false } },
      lib: { entry: 'main.tsx', formats: ['iife'], name: 'vouch', cssFileName: 'page' },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((result) =>
    'output' in result ? result.output : [],
  );
  const script = outputs.find((output) => output.type === 'chunk');
  const style = outputs.find((output) => output.type === 'asset' && output.fileName.endsWith('.css'));
  if (script?.type !== 'chunk' || style?.type !== 'asset' || outputs.length !== 2)
    throw new Error(
      `expected one script and one style, got ${outputs.map((output) => output.fileName).join(', ')}`,
    );
  const known = new Set((await sourceFiles()).map((file) => SOURCES + file));
  const unknown = Object.keys(script.modules).find((path) => path.startsWith(SOURCES) && !known.has(path));
  if (unknown !== undefined)
    throw new Error(`the page is made of ${unknown} too: name its folder, or changes there go unnoticed`);
  return pageOf(scriptText(script.code), String(style.source).trim());
}

function pageOf(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    // `vouch view` gives further transcripts; from a file nothing can be reached.
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Vouch">
<title>Vouch report</title>
<style>${style}</style>
</head>
<body>
<div id="app"><noscript>This report needs JavaScript; report.md beside it does not.</noscript></div>
${DATA_PLACE}
<script>${script}</script>
</body>
</html>
`;
}

/** Script text that cannot end its element: in strings and patterns, where such text can stand, the escapes mean the same. */
function scriptText(code: string): string {
  return code.trim().replace(/<(?=\/script|!--|script)/gi, '\\x3c');
}

function hashOf(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}

async function sourceFiles(): Promise<string[]> {
  return (await glob([...MADE_OF, '!**/*.test.*'], { cwd: SOURCES })).sort();
}

async function sourceHash(): Promise<string> {
  const sources = createHash('sha256');
  const files = await sourceFiles();
  const lock = await readFile(`${SOURCES}../package.json`);
  for (const file of files) sources.update(`${file}\n`).update(await readFile(SOURCES + file));
  return sources.update(lock).digest('hex').slice(0, 16);
}
