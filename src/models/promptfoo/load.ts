import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Promptfoo from 'promptfoo';
import { UserError } from '../../input/user-error.ts';

/**
 * Set before promptfoo is loaded: it must not call home, look for updates, upload, write logs, or give a stored answer for a
 * new one.
 */
const SWITCHES: Readonly<Record<string, string>> = {
  PROMPTFOO_DISABLE_TELEMETRY: 'true',
  PROMPTFOO_DISABLE_UPDATE: 'true',
  PROMPTFOO_DISABLE_SHARING: 'true',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: 'true',
  PROMPTFOO_DISABLE_DEBUG_LOG: 'true',
  PROMPTFOO_DISABLE_ERROR_LOG: 'true',
  PROMPTFOO_CACHE_ENABLED: 'false',
};

/** @throws {UserError} if promptfoo is not installed; `what` is what needs it. */
export function requirePromptfoo(what: string): void {
  try {
    import.meta.resolve('promptfoo');
  } catch (error) {
    throw new UserError(
      `${what} needs promptfoo, which is not installed; run \`npm install --save-dev promptfoo\``,
      { cause: error },
    );
  }
}

let loading: Promise<typeof Promptfoo> | undefined;

/** promptfoo, silent and for itself. Loading it takes seconds. */
export function loadPromptfoo(): Promise<typeof Promptfoo> {
  return (loading ??= load());
}

async function load(): Promise<typeof Promptfoo> {
  for (const [name, value] of Object.entries(SWITCHES)) process.env[name] ??= value;
  process.env['PROMPTFOO_CONFIG_DIR'] ??= passingFolder();
  const level = process.env['LOG_LEVEL'];
  // It would print what servers say, to stdout, where results go; no level of its own is silent.
  process.env['LOG_LEVEL'] = 'none';
  try {
    return await import('promptfoo');
  } finally {
    if (level === undefined) delete process.env['LOG_LEVEL'];
    else process.env['LOG_LEVEL'] = level;
  }
}

/** It writes a file with an id of its user wherever its folder is. */
function passingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-promptfoo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
