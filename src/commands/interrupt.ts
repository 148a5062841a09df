import { Stopped } from '../models/stopped.ts';
import { EXIT, type Io } from './io.ts';

/** What Ctrl-C and SIGTERM ask for while a command runs; the process has its own ways again once it is disposed of. */
export interface Interrupt extends Disposable {
  /** Aborts at the first: nothing begins any more, what is in flight is finished. */
  readonly finish: AbortSignal;
  /** Aborts at the second: calls in flight are given up. */
  readonly signal: AbortSignal;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens for Ctrl-C and SIGTERM. A third one ends the process where it stands. */
export function listenForInterrupt({ stderr }: Io): Interrupt {
  const [finish, giveUp] = [new AbortController(), new AbortController()];
  const hear = (): void => {
    if (giveUp.signal.aborted) process.exit(EXIT.interrupted);
    if (finish.signal.aborted) {
      giveUp.abort(new Stopped('interrupted', 'the calls in flight were given up'));
      return;
    }
    stderr.write('\nstopping: calls in flight are finished and kept; once more stops at once\n');
    finish.abort(new Stopped('interrupted', 'no further trial was begun'));
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return {
    finish: finish.signal,
    signal: giveUp.signal,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, hear);
    },
  };
}
