import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunLine, lineChecks } from '../../runs/format.ts';
import { RUN_FILE } from '../../runs/journal.ts';
import { type LinePlace, linePlaces, readPlace } from '../../runs/line-places.ts';
import { TrialPlaces } from '../../runs/trial-places.ts';
import type { Page } from './build-page-data.ts';
import type { PageTranscript } from './page-data.ts';

/** The transcripts of a stored run, each read from disk when it is asked for. */
export interface Transcripts extends AsyncDisposable {
  /** By the index of the trial; undefined if there is no such trial. */
  read(trial: number): Promise<PageTranscript | undefined>;
}

/** Remembers where each trial and its verdicts stand in the run file: a few bytes a trial. */
export async function openTranscripts(
  folder: string,
  { placeOf, counted }: Pick<Page, 'placeOf' | 'counted'>,
): Promise<Transcripts> {
  const path = join(folder, RUN_FILE);
  let places: TrialPlaces | undefined;
  let scoring = -1;
  for await (const { text, start, length } of linePlaces(path)) {
    const line = JSON.parse(text) as RunLine;
    if (line.type === 'run') places = new TrialPlaces(line);
    if (line.type === 'run' || line.type === 'scoring') scoring++;
    else if (line.type === 'trial' || (line.type === 'scored' && scoring === counted))
      places?.set(line.type, line, { start, length });
  }
  const file = await open(path);
  return {
    async read(trial) {
      const asked = placeOf(trial);
      if (!asked) return undefined;
      const place = places?.get('trial', asked);
      if (!place) return undefined;
      const played = await lineAt(file, place);
      if (played.type !== 'trial') return undefined;
      const judged = places?.get('scored', asked);
      const scored = judged && (await lineAt(file, judged));
      return {
        turns: played.turns,
        ...(played.error ? { error: played.error } : {}),
        verdicts: scored?.type === 'scored' ? scored.verdicts : [],
      };
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function lineAt(file: FileHandle, place: LinePlace): Promise<RunLine> {
  return lineChecks.parse(JSON.parse(await readPlace(file, place)));
}
