import { type Context, createContext, Script } from 'node:vm';

/** Made on first use: few catalogues have patterns that need a clock. */
let stage: { readonly call: Script; readonly context: Context } | undefined;

/** Most time that one pattern or schema of a catalogue gets for one answer, in milliseconds. */
const LIMIT_MS = 1000;

/**
 * Calls a synchronous function and stops it when its time is up, even within one regular expression: what users write
 * meets text that models write, and the two together may take for ever.
 * @throws {Error} if it took too long; whatever the function throws.
 */
export function withinTime<T>(call: () => T, limitMs: number = LIMIT_MS): T {
  stage ??= { call: new Script('call()'), context: createContext({ call: undefined }) };
  const { context } = stage;
  context['call'] = call;
  try {
    return stage.call.runInContext(context, { timeout: limitMs }) as T;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new Error(`it took longer than ${limitMs} ms on this answer; make its repetitions shorter`, {
      cause: error,
    });
  } finally {
    context['call'] = undefined;
  }
}

/**
 * Searches with a pattern that a user wrote: under the clock, unless it is so plain that no text can hold it up. The clock
 * is a thread of its own each time, and costs ten times what a plain search does.
 * @throws as `withinTime` does.
 */
export function searchWithinTime<T>({ source }: RegExp, search: () => T): T {
  return isPlain(source) ? search() : withinTime(search);
}

/** 2 to the power of this is the most ways in which a plain pattern can be tried at one place of a text. */
const MOST_CHOICES = 6;
const ESCAPES_AND_CLASSES = /\\(?:[pPu]\{[^}]*\}|[^])|\[(?:\\[^]|[^\]\\])*\]/g;

/** True if it repeats nothing and has few alternatives. */
export function isPlain(source: string): boolean {
  const bare = source.replace(ESCAPES_AND_CLASSES, 'x').replaceAll('(?', '(');
  return !/[*+{]/.test(bare) && (bare.match(/[|?]/g) ?? []).length <= MOST_CHOICES;
}

/** The error comes from the other context, whose `Error` is not ours. */
function isTimeout(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
