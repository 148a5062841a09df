import type { Program } from './tokens/program.ts';
import { oncePer } from './once.ts';

/** A logical line of Python: a simple statement, or the head of a compound one; brackets may spread it over many lines. */
export interface PythonLine {
  /** Index of its first and its last token. */
  readonly first: number;
  readonly last: number;
  /** In characters. */
  readonly indent: number;
  /** Index of the last line that is indented under this one; its own index if there is none. */
  readonly end: number;
}

/** The logical lines of a Python program, read once; lines that are no Python count as well. */
export const pythonLines = oncePer(({ tokens, partner, code }: Program): readonly PythonLine[] => {
  const lines: { first: number; last: number; indent: number; end: number }[] = [];
  const open: number[] = [];
  const close = (upTo: number): void => {
    while (open.length > 0 && (lines[open.at(-1) ?? 0]?.indent ?? 0) >= upTo) {
      const line = lines[open.pop() ?? 0];
      if (line !== undefined) line.end = lines.length - 1;
    }
  };
  let closing = -1;
  for (const [at, { startsLine, start }] of tokens.entries()) {
    if (startsLine && at > closing) {
      const indent = start - (code.lastIndexOf('\n', start - 1) + 1);
      close(indent);
      open.push(lines.length);
      lines.push({ first: at, last: at, indent, end: lines.length });
    }
    const line = lines.at(-1);
    if (line !== undefined) line.last = at;
    closing = Math.max(closing, partner[at] ?? -1);
  }
  close(0);
  return lines;
});
