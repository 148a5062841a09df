import { createContext, Script } from 'node:vm';

const CALL = new Script('call()');
const CONTEXT = createContext({ call: undefined });

/** Most time that one pattern or schema of a catalogue gets for one answer, in milliseconds. */
const LIMIT_MS = 1000;

/**
 * Calls a synchronous function and stops it when its time is up, even within one regular expression: what users write
 * meets text that models write, and the two together may take for ever.
 * @throws {Error} if it took too long; whatever the function throws.
 */
export function withinTime<T>(call: () => T, limitMs: number = LIMIT_MS): T {
  CONTEXT['call'] = call;
  try {
    return CALL.runInContext(CONTEXT, { timeout: limitMs }) as T;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new Error(`it took longer than ${limitMs} ms on this answer; make its repetitions shorter`, {
      cause: error,
    });
  } finally {
    CONTEXT['call'] = undefined;
  }
}

/** The error comes from the other context, whose `Error` is not ours. */
function isTimeout(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
