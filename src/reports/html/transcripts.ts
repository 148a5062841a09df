import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { lineAt } from '../../runs/checked-lines.ts';
import { RUN_FILE } from '../../runs/journal.ts';
import { lineHeads } from '../../runs/line-heads.ts';
import { NamedTrialPlaces } from '../../runs/trial-places.ts';
import type { Page } from './build-page-data.ts';
import type { PageTranscript } from './page-data.ts';

/** The transcripts of a stored run, each read from disk when it is asked for. */
export interface Transcripts extends AsyncDisposable {
  /**
   * By the index of the trial; undefined if there is no such trial.
   * @throws {UserError} if the run file was damaged.
   */
  read(trial: number): Promise<PageTranscript | undefined>;
}

/** Remembers where each trial and its verdicts stand in the run file: a few bytes a trial. */
export async function openTranscripts(
  folder: string,
  { placeOf, counted }: Pick<Page, 'placeOf' | 'counted'>,
): Promise<Transcripts> {
  const path = join(folder, RUN_FILE);
  let places: NamedTrialPlaces | undefined;
  let scoring = -1;
  for await (const head of lineHeads(path)) {
    if (head.type === 'run') places = new NamedTrialPlaces(head.line);
    if (head.type === 'run' || head.type === 'scoring') scoring++;
    else if (head.type === 'trial' || (head.type === 'scored' && scoring === counted))
      places?.set(head.type, head.place, head);
  }
  const file = await open(path);
  return {
    async read(trial) {
      const asked = placeOf(trial);
      const place = asked && places?.get('trial', asked);
      if (!place) return undefined;
      const { turns, error } = await lineAt(file, 'trial', place, path);
      const judged = places?.get('scored', asked);
      const scored = judged && (await lineAt(file, 'scored', judged, path));
      return { turns, ...(error ? { error } : {}), verdicts: scored?.verdicts ?? [] };
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
