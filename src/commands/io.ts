/** The process as the commands see it: handed in, so that a test needs no other process. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** What a finished command says to the shell; DESIGN: 0 good, 1 worse, 2 could not run, 3 undecided, 130 interrupted. */
export const EXIT = { good: 0, worse: 1, couldNotRun: 2, undecided: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Columns to fit text to; a pipe or file gets a fixed width, so that the same run prints the same text. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? Math.max(40, stream.columns || 80) : 160;
}

/** Whether lines may be redrawn in place. */
export function isLive(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && !env['CI'] && env['TERM'] !== 'dumb';
}
