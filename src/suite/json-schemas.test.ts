import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { globSync } from 'tinyglobby';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from './json-schemas.ts';

const projectFile = (path: string): URL => new URL(`../../${path}`, import.meta.url);

describe('the JSON Schemas for editors', () => {
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    it(`are committed as generated: ${name} (else run \`npm run schemas\`)`, async () => {
      expect(JSON.parse(await readFile(projectFile(`evals/schema/${name}`), 'utf8'))).toEqual(
        JSON.parse(JSON.stringify(schema)),
      );
    });
  }

  const files = globSync('evals/**/*.yaml', { cwd: fileURLToPath(projectFile('')) })
    // promptfoo's own schema is on the web.
    .filter((path) => !path.endsWith('promptfooconfig.yaml'));

  it.each(files)('accept %s, whose first line names one of them, and refuse an unknown key', async (path) => {
    const text = await readFile(projectFile(path), 'utf8');
    const [, named = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    const schema = await readFile(new URL(named, projectFile(path)), 'utf8');
    const accepts = new Ajv({ strict: false }).compile(JSON.parse(schema) as object);
    const value = parse(text) as object;
    expect(accepts(value), JSON.stringify(accepts.errors)).toBe(true);
    expect(accepts({ ...value, unknownKey: 2 })).toBe(false);
  });
});
