#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

try {
  // The user's own folder: who can write the cache decides what runs, and the temporary folder is everybody's.
  enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'vouch'));
} catch {
  // A user without a home starts slower, no more.
}
// Only what is loaded from here on comes from the cache.
const { main } = await import('./commands/main.ts');
const { EXIT } = await import('./commands/io.ts');
const { keepMemorySmall } = await import('./commands/memory.ts');

keepMemorySmall();

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `vouch … | head` closes the pipe: that is the reader's choice, not an error.
  if (error.code === 'EPIPE') process.exit(EXIT.good);
  throw error;
});
process.exitCode = await main(process.argv.slice(2), process);
