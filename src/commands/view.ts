import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { servePage } from '../reports/html/serve.ts';
import { readReported } from '../reports/report-of.ts';
import { findRun } from '../runs/find-run.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The flags of `vouch view`. */
export interface ViewFlags {
  readonly port?: number;
  readonly open?: boolean;
  readonly output: string;
}

/** `vouch view`: serves a stored run until Ctrl-C. */
export async function viewCommand(named: string | undefined, flags: ViewFlags, io: Io): Promise<ExitCode> {
  const folder = await findRun(named, flags.output);
  const server = await servePage(folder, await readReported(folder), { port: flags.port ?? 0 });
  io.stdout.write(`${server.url}\n`);
  io.stderr.write('Ctrl-C ends it.\n');
  if (flags.open) openBrowser(server.url, io);
  const stop = new AbortController();
  try {
    await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal, { signal: stop.signal })));
  } finally {
    stop.abort();
    await server.close();
  }
  return EXIT.good;
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

function openBrowser(url: string, io: Io): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () =>
    io.stderr.write(`vouch: ${command} could not be started; open the address yourself\n`),
  );
  opener.unref();
}
