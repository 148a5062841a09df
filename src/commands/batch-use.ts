import type { BatchOptions } from '../models/batch/batch-model.ts';
import { batchLine } from './batch-text.ts';
import { BATCHES } from './flags/shared.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

/** What `--batch` means to the model; without progress only what the user has to know is told. */
export function batchUse(
  { batch }: { readonly batch?: boolean | undefined },
  progress: Progress | undefined,
  { stderr }: Pick<Io, 'stderr'>,
): Pick<BatchOptions, 'store' | 'onStatus'> | undefined {
  if (!batch) return undefined;
  return {
    store: BATCHES,
    onStatus: (status) => {
      if (progress) progress.hearOfBatch(status);
      else if (status.state === 'left') stderr.write(`${batchLine(status, Date.now())}\n`);
    },
  };
}
