import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { StoredVerdict } from '../src/runs/format.ts';
import { type Finished, PROJECT } from './vouch.ts';

const CLI = fileURLToPath(new URL('../node_modules/promptfoo/dist/src/entrypoint.js', import.meta.url));

/** A results file of promptfoo, as far as tests look at it. */
export interface PromptfooResults {
  readonly evalId: string;
  readonly results: {
    readonly version: number;
    readonly prompts: readonly {
      readonly raw: string;
      readonly label: string;
      readonly provider: string;
      readonly metrics: {
        readonly testPassCount: number;
        readonly testFailCount: number;
        readonly testErrorCount: number;
        readonly namedScores: Readonly<Record<string, number>>;
        readonly namedScoresCount: Readonly<Record<string, number>>;
      };
    }[];
    readonly results: readonly PromptfooRow[];
    readonly stats: { readonly successes: number; readonly failures: number; readonly errors: number };
  };
}

interface PromptfooRow {
  readonly provider: { readonly id: string; readonly label: string };
  readonly vars: Readonly<Record<string, string>>;
  readonly success: boolean;
  readonly failureReason: number;
  readonly error?: string | null;
  readonly response?: {
    readonly output?: string;
    readonly prompt?: readonly { readonly role: string; readonly content: string }[];
  };
  readonly namedScores: Readonly<Record<string, number>>;
  readonly gradingResult?: {
    readonly reason: string;
    readonly componentResults?: readonly {
      readonly metadata?: { readonly verdicts?: readonly StoredVerdict[] };
    }[];
  };
}

/**
 * promptfoo's own command line, its state in `state`. It tries to call home even when told not to: a proxy that does not
 * exist keeps it on this machine.
 */
export async function promptfoo(args: readonly string[], state: string, cwd = PROJECT): Promise<Finished> {
  const nowhere = 'http://127.0.0.1:9';
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: state,
      PROMPTFOO_CONFIG_DIR: state,
      PROMPTFOO_DISABLE_TELEMETRY: '1',
      PROMPTFOO_DISABLE_UPDATE: '1',
      PROMPTFOO_DISABLE_SHARING: '1',
      PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return { code, stdout, stderr };
}

export async function readResults(path: string): Promise<PromptfooResults> {
  return JSON.parse(await readFile(path, 'utf8')) as PromptfooResults;
}
