import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';
import own from './package.json' with { type: 'json' };
import { CODE_HASH_FILE } from './src/own-code.ts';

/** Its types stand in our declarations, so it is installed; its hundred files load faster from one. */
const BUNDLED_THOUGH_INSTALLED = new Set(['zod']);

/** Modules that are bundled into one file with all that they import, as far as no earlier one has it. */
const PARTS = {
  'part-start': ['commands/main'],
  'part-report': ['commands/report', 'reports/terminal'],
  'part-plan': ['suite/plan'],
  'part-run': ['commands/run'],
};

const installed = [...Object.keys(own.dependencies), ...Object.keys(own.peerDependencies)].filter(
  (name) => !BUNDLED_THOUGH_INSTALLED.has(name),
);

/**
 * What is published: our sources and the packages that are plain JavaScript, in few files, because most of a start is
 * finding and reading files. Native code, WebAssembly, threads and files that a package reads beside itself come from packages
 * that are installed.
 */
export default defineConfig({
  platform: 'node',
  input: {
    cli: 'src/cli.ts',
    index: 'src/index.ts',
    'integrations/vitest/index': 'src/integrations/vitest/index.ts',
    'integrations/promptfoo/provider': 'src/integrations/promptfoo/provider.ts',
    'integrations/promptfoo/tests': 'src/integrations/promptfoo/tests.ts',
    'integrations/promptfoo/assertion': 'src/integrations/promptfoo/assertion.ts',
    'scorers/workers/worker': 'src/scorers/workers/worker.ts',
  },
  external: (id) => installed.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [lean(), licences(), codeHash()],
  output: {
    dir: 'dist',
    // All beside each other: `own-package.ts` finds what stands beside the code. No hashes: a new version takes the old
    // one's place in the compile cache.
    chunkFileNames: '[name].js',
    // Explanations stand in the declarations; the licences in a file of their own.
    comments: false,
    // What common commands load at their start comes in few files: finding and linking sixty took a tenth of a small run.
    codeSplitting: {
      groups: Object.entries(PARTS).map(([name, modules], at, { length }) => ({
        name,
        test: (id) => modules.some((module) => id.replaceAll('\\', '/').endsWith(`/src/${module}.ts`)),
        priority: length - at,
      })),
    },
  },
});

/** Leaves out what common commands would load and never use. */
function lean(): Plugin {
  const instead: Readonly<Record<string, string>> = {
    // The package as a whole brings fetch, web sockets, mocks and caches: a megabyte.
    undici: `
      export { default as Agent } from 'undici/lib/dispatcher/agent.js';
      export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';`,
    // Never used, as `allowH2` is false.
    './client-h2.js': `
      module.exports = () => { throw new Error('HTTP/2 is not in the bundle'); };`,
    // gray-matter asks for it though it is told to read front matter by another; it brings a parser of JavaScript.
    'js-yaml': `
      const none = () => { throw new Error('front matter is read by yaml'); };
      export { none as safeLoad, none as safeDump };`,
  };
  return {
    name: 'lean',
    resolveId: (id) => (Object.hasOwn(instead, id) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith('\0') ? instead[id.slice(1)] : undefined),
    transform: {
      filter: { id: /node_modules\/fdir\// },
      handler(code) {
        // A glob library that it looks for among the user's packages, and that only calls of ours could need.
        const probe = /try \{\s*__require\.resolve\("picomatch"\);[^}]*\} catch \{\}/;
        if (!probe.test(code))
          this.error('fdir no longer looks for picomatch in the way that is left out here');
        return code.replace(probe, '');
      },
    },
  };
}

/** Writes the licences of all packages that are in the bundle, as they ask for. */
function licences(): Plugin {
  return {
    name: 'licences',
    async generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      const folders = new Set(
        modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []),
      );
      const texts = await Promise.all([...folders].sort().map(licenceOf));
      this.emitFile({
        type: 'asset',
        fileName: 'LICENSES.txt',
        source: texts.join(`\n${'-'.repeat(80)}\n\n`),
      });
    },
  };
}

/** Writes what tells this code apart from any other, so that nothing has to read all of it when it runs. */
function codeHash(): Plugin {
  return {
    name: 'code-hash',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const code = Object.values(bundle).flatMap((file) =>
          file.type === 'chunk' ? `${file.fileName}\n${file.code}` : [],
        );
        this.emitFile({
          type: 'asset',
          fileName: CODE_HASH_FILE,
          source: hash('sha256', code.sort().join('\n')).slice(0, 16),
        });
      },
    },
  };
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
  };
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
}
