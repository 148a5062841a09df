import { mkdir, writeFile } from 'node:fs/promises';
import { jsonSchemas } from '../suite/json-schemas.ts';

// Run by `npm run schemas` after a change of the suite or catalogue schema.
await mkdir('evals/schema', { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  await writeFile(`evals/schema/${name}`, `${JSON.stringify(schema, null, 2)}\n`);
}
