import { writeFile } from 'node:fs/promises';
import { buildPage } from './build-page.ts';

/** `npm run build`: the page that is published beside the compiled sources. */
await writeFile('dist/page.html', await buildPage());
