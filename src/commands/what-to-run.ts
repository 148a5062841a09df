import { UserError } from '../input/user-error.ts';
import { findRun } from '../runs/find-run.ts';
import { findUnfinished } from '../runs/find-unfinished.ts';
import type { AskedFor } from '../runs/format.ts';
import { readHeader } from '../runs/read.ts';
import { findSuite } from '../suite/find-suite.ts';
import { loadSuite, type Suite } from '../suite/suite.ts';
import type { RunFlags } from './run.ts';

/** A suite, as the command line changes it. */
interface ToRun {
  readonly suite: Suite;
  /** Folder of the run to go on with. */
  readonly resume: string | undefined;
  readonly asked: AskedFor & { readonly allPromises?: boolean | undefined };
  /** Answers that were stored before are not used. */
  readonly since: Date | undefined;
}

/**
 * The suite that is to be run, or the unfinished run that is to be gone on with. A resumed run is asked for what it was asked
 * for when it began; flags that say otherwise are refused later.
 * @throws {UserError} if there is no such suite, or nothing to resume.
 */
export async function whatToRun(named: string | undefined, flags: RunFlags): Promise<ToRun> {
  const { agents, model, batch, filter, firstN: firstTasks, allPromises, resume, fresh, output } = flags;
  const now: ToRun['asked'] = definedOnly({ agents, model, batch, filter, firstTasks, allPromises });
  if (resume === undefined) {
    const suite = await loadSuite(await findSuite(named));
    return { suite, resume, asked: now, since: fresh ? new Date() : undefined };
  }
  if (fresh)
    throw new UserError('--fresh is for a new run; a resumed one uses the answers that it was begun with');
  if (flags.shard !== undefined)
    throw new UserError('--shard is for a new run; a resumed one keeps to the trials that it was begun with');
  const folder =
    resume === true
      ? await findUnfinished(output, await loadSuite(await findSuite(named)))
      : await findRun(resume, output);
  const stored = await readHeader(folder);
  if (stored.comparison) {
    throw UserError.at(
      folder,
      'is the run of a comparison; the same `vouch compare` or `vouch gate` again goes on with its trials',
    );
  }
  const suite = await loadSuite(named === undefined ? stored.suite.path : await findSuite(named));
  const asked = { ...stored.asked, allPromises: stored.allPromises, ...now };
  return { suite, resume: folder, asked, since: stored.fresh ? new Date(stored.startedAt) : undefined };
}

function definedOnly(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
