import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What one process took. */
export interface Took {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  /** Epoch milliseconds at which it was started. */
  readonly startedAt: number;
}

const NOTE = fileURLToPath(new URL('note-usage.js', import.meta.url));

/** How a process is started. */
export interface Started {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs Node in a process of its own until it ends.
 * @throws {Error} with its stderr if it fails.
 */
export async function measure(args: readonly string[], { cwd, env = {} }: Started): Promise<Took> {
  const usage = join(tmpdir(), `vouch-bench-${process.pid}.json`);
  const startedAt = Date.now();
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', NOTE, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], BENCH_USAGE: usage, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${stderr.slice(-2000)}`);
  const used = JSON.parse(await readFile(usage, 'utf8')) as { cpuSeconds: number; peakMb: number };
  await rm(usage);
  return { seconds, startedAt, ...used };
}

/** A running fake API. */
export interface Fake extends Disposable {
  readonly env: Readonly<Record<string, string>>;
  /** Requests since this was last asked, and when the first of them came, in epoch milliseconds. */
  seen(): Promise<{ readonly requests: number; readonly firstAt: number }>;
}

/** How the fake API answers: after how long, and with the texts of which JSON file. */
export interface Answers {
  readonly latencyMs?: number;
  readonly file?: string;
}

/** Starts the fake API in a process of its own. */
export async function startFake({ latencyMs = 0, file }: Answers = {}): Promise<Fake> {
  const path = fileURLToPath(new URL('fake-api.ts', import.meta.url));
  const args = [path, String(latencyMs), ...(file === undefined ? [] : [file])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${port.toString().trim()}`;
  return {
    env: { ANTHROPIC_API_KEY: 'sk-ant-bench', ANTHROPIC_BASE_URL: url },
    seen: async () => (await (await fetch(url)).json()) as { requests: number; firstAt: number },
    [Symbol.dispose]: () => void child.kill(),
  };
}
