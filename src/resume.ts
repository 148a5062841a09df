import { UserError } from './input/user-error.ts';
import type { RunHeader } from './runs/format.ts';
import { type Journal, type OnLine, reopenJournal } from './runs/journal.ts';
import { lockRun } from './runs/lock.ts';
import { dropRetryable, isUnfinished, readRunState, type RunState } from './runs/unfinished.ts';

/** An unfinished run that this process goes on with. */
export interface ReopenedRun {
  readonly state: RunState;
  readonly journal: Journal;
}

/**
 * Opens an unfinished run to go on with it. Trials whose error may be gone at another try are taken out first.
 * @param now what the header would be if the run began now.
 * @throws {UserError} if another process writes to the run, nothing of it is left to do, or what it judges has changed.
 */
export async function reopenRun(folder: string, now: RunHeader, onLine?: OnLine): Promise<ReopenedRun> {
  const lock = lockRun(folder);
  try {
    const found = await readRunState(folder);
    if (!isUnfinished(found)) throw nothingLeft(folder, found);
    const changes = changesSince(found, now);
    if (changes.length > 0) {
      throw UserError.at(
        folder,
        `cannot be gone on with, because this changed since it began: ${changes.join('; ')}. Put it back, or start a new run: answers are used again where nothing changed`,
      );
    }
    if (found.retryable === 0) return { state: found, journal: await reopenJournal(folder, lock, onLine) };
    await dropRetryable(folder);
    return { state: await readRunState(folder), journal: await reopenJournal(folder, lock, onLine) };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function nothingLeft(folder: string, { header, scored }: RunState): UserError {
  return UserError.at(
    folder,
    `nothing to resume: all ${scored} of ${header.trials} trials are answered and scored; print it with \`vouch report ${header.id}\``,
  );
}

/** What would make new trials of the run differ from its old ones, in words. */
export function changesSince(
  { header: then, scoring }: Pick<RunState, 'header' | 'scoring'>,
  now: RunHeader,
): string[] {
  const changes: string[] = [];
  const value = (name: string, before: unknown, after: unknown): void => {
    const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
    if (was !== is) changes.push(`${name} (${was} then, ${is} now)`);
  };
  const list = <T extends { readonly id: string }>(
    name: string,
    before: readonly T[],
    after: readonly T[],
    parts: Readonly<Record<string, (item: T) => unknown>>,
  ): void => {
    const ids = new Set([...before, ...after].map(({ id }) => id));
    for (const id of ids) {
      const [was, is] = [before, after].map((items) => items.find((item) => item.id === id));
      if (!was || !is) changes.push(`${name} ${id} is ${was ? 'gone' : 'new'}`);
      else
        for (const [part, of] of Object.entries(parts))
          if (JSON.stringify(of(was)) !== JSON.stringify(of(is))) changes.push(`${name} ${id}: ${part}`);
    }
    if (changes.length === 0 && before.some(({ id }, index) => after[index]?.id !== id))
      changes.push(`the order of the ${name}s`);
  };
  value('model', then.model.provider, now.model.provider);
  value('params', then.model.params, now.model.params);
  value('repeats', then.repeats, now.repeats);
  value('conversation.maxTurns', then.maxTurns, now.maxTurns);
  value('conversation protocol', then.protocol, now.protocol);
  list('agent', then.agents, now.agents, {
    'its prompt': ({ promptHash }) => promptHash,
    'its model': ({ model }) => model,
  });
  list('task', then.tasks, now.tasks, {
    'its text': ({ hash }) => hash,
    'its columns': ({ kind, stack, clarity, metadata }) => [
      kind,
      stack,
      clarity,
      Object.entries(metadata).toSorted(),
    ],
  });
  list('promise', scoring.promises, now.promises, {
    'its definition': ({ hash }) => hash,
    'its scorer': ({ scorer }) => scorer,
  });
  list('what is judged of agent', scoring.agents, now.agents, {
    promises: ({ promises }) => promises.map(({ id }) => id),
  });
  return changes;
}
