import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buildPage } from './build-page.ts';

/** `npm run build`: the page that is published beside the compiled sources. */
const target = 'dist/reports/html/page.html';
await mkdir(dirname(target), { recursive: true });
await writeFile(target, await buildPage());
