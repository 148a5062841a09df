import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
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

  it('accept the suites and the catalogue of this project, and refuse an unknown key', async () => {
    const ajv = new Ajv({ strict: false });
    const suite = ajv.compile(jsonSchemas()['suite.schema.json'] ?? {});
    const catalogue = ajv.compile(jsonSchemas()['promises.schema.json'] ?? {});
    for (const path of ['evals/backend.yaml', 'evals/live/backend.yaml']) {
      const value: unknown = parse(await readFile(projectFile(path), 'utf8'));
      expect(suite(value), JSON.stringify(suite.errors)).toBe(true);
      expect(suite({ ...(value as object), repeat: 2 })).toBe(false);
    }
    expect(
      catalogue(parse(await readFile(projectFile('evals/promises.yaml'), 'utf8'))),
      JSON.stringify(catalogue.errors),
    ).toBe(true);
  });
});
