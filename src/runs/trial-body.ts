import type { ScoredLine, TrialLine } from './format.ts';
import { headOfText } from './line-heads.ts';
import type { TrialPlace } from './trial-grid.ts';

/** What one line of a run file says of its trial, as JSON: its turns and perhaps its error, or its verdicts. */
export interface TrialBody {
  readonly trial: TrialPlace;
  readonly turns?: string;
  readonly error?: string;
  readonly verdicts?: string;
}

export function bodyOf(line: TrialLine | ScoredLine): TrialBody {
  if (line.type === 'scored') return { trial: line, verdicts: JSON.stringify(line.verdicts) };
  const { turns, error } = line;
  return {
    trial: line,
    turns: JSON.stringify(turns),
    ...(error ? { error: JSON.stringify(error) } : {}),
  };
}

/**
 * As `bodyOf`, for the text of a line; it is parsed only where something follows the turns.
 * @throws {SyntaxError} if it is not JSON then.
 */
export function bodyIn(text: string): TrialBody {
  const head = text.endsWith(']}') ? headOfText(text) : undefined;
  if (!head) return bodyOf(JSON.parse(text) as TrialLine | ScoredLine);
  const json = text.slice(head.length, -1);
  return head.type === 'trial' ? { trial: head.place, turns: json } : { trial: head.place, verdicts: json };
}
