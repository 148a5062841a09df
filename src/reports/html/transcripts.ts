import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunLine, lineChecks } from '../../runs/format.ts';
import { RUN_FILE } from '../../runs/journal.ts';
import { trialId } from '../../runs/trial-grid.ts';
import { type LinePlace, linePlaces, readPlace } from '../../runs/line-places.ts';
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
  const trials = new Map<string, LinePlace>();
  const verdicts = new Map<string, LinePlace>();
  let scoring = -1;
  for await (const { text, start, length } of linePlaces(path)) {
    const line = JSON.parse(text) as Pick<RunLine, 'type'>;
    if (line.type === 'run' || line.type === 'scoring') scoring++;
    else if (line.type === 'trial') trials.set(trialId(line as never), { start, length });
    else if (line.type === 'scored' && scoring === counted)
      verdicts.set(trialId(line as never), { start, length });
  }
  const file = await open(path);
  return {
    async read(trial) {
      const asked = placeOf(trial);
      if (!asked) return undefined;
      const id = trialId(asked);
      const place = trials.get(id);
      if (!place) return undefined;
      const played = await lineAt(file, place);
      if (played.type !== 'trial') return undefined;
      const scored = verdicts.has(id) ? await lineAt(file, verdicts.get(id)!) : undefined;
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
