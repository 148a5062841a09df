#!/usr/bin/env node
// Whole, since older versions of Node have not all of it.
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** As `engines` in package.json, which npm only warns of. */
const OLDEST_NODE = { major: 24, minor: 12 };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)) {
  const needed = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
  process.stderr.write(
    `vouch: this is Node ${process.versions.node}, and Vouch needs Node ${needed} or later; install it from https://nodejs.org or by your version manager\n`,
  );
  // EXIT.couldNotRun, which stands in a file that is loaded later.
  process.exit(2);
}

// V8's last compiler waits until code has run thirteen times as often as by default, and what runs once is made less neat: most
// runs are over before either has paid. 60 recorded answers take 12 % less CPU, 5,000 live ones 7 %, and 50,000 no more. Nor does
// V8 guess which objects will live long: it guessed wrong, and scoring thousands of answers takes 3 to 5 % less CPU and 50 MB
// less without. All are set before the compile cache is opened, which keeps code by the flags it was compiled with.
setFlagsFromString('--invocation-count-for-turbofan=40000');
setFlagsFromString('--no-regexp-peephole-optimization');
setFlagsFromString('--no-allocation-site-pretenuring');

try {
  // The user's own folder: who can write the cache decides what runs, and the temporary folder is everybody's.
  module.enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'vouch'));
} catch {
  // A user without a home starts slower, no more.
}
// Only what is loaded from here on comes from the cache.
const { main } = await import('./commands/main.ts');
const { tellFailure } = await import('./commands/failure.ts');
const { keepMemorySmall } = await import('./commands/memory.ts');
const { outliveReaders } = await import('./commands/streams.ts');

keepMemorySmall();
outliveReaders(process);
// Node's own exit code would be that of a regression.
process.on('uncaughtException', (error) => process.exit(tellFailure(error, process)));
process.exitCode = await main(process.argv.slice(2), process);
