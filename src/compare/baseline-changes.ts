import type { Baseline } from './baseline.ts';

/** What a new baseline moves, one line each; empty if nothing but dates and hashes of the run. */
export function baselineChanges(before: Baseline | undefined, after: Baseline): string[] {
  if (!before)
    return after.verdicts.map(({ agent, promise, kept, of }) => `${agent}  ${promise}: new, ${kept}/${of}`);
  const changes: string[] = [];
  const key = ({ agent, promise }: { agent: string; promise: string }): string => `${agent}  ${promise}`;
  const old = new Map(before.verdicts.map((line) => [key(line), line]));
  const present = new Map(after.verdicts.map((line) => [key(line), line]));
  for (const [name, line] of present) {
    const was = old.get(name);
    const now = `${line.kept}/${line.of}`;
    if (!was) changes.push(`${name}: new, ${now}`);
    else if (JSON.stringify(was.tasks) !== JSON.stringify(line.tasks))
      changes.push(`${name}: ${was.kept}/${was.of} → ${now}`);
  }
  for (const [name, line] of old)
    if (!present.has(name)) changes.push(`${name}: gone, was ${line.kept}/${line.of}`);
  const prompts = new Map(before.agents.map(({ id, promptHash }) => [id, promptHash]));
  for (const { id, promptHash } of after.agents) {
    if ((prompts.get(id) ?? promptHash) !== promptHash) changes.push(`${id}: its prompt changed`);
  }
  const hashes = new Map(before.tasks.map(({ id, hash }) => [id, hash]));
  const moved = after.tasks.filter(({ id, hash }) => hashes.get(id) !== hash).map(({ id }) => id);
  const gone = before.tasks
    .filter(({ id }) => !after.tasks.some((task) => task.id === id))
    .map(({ id }) => id);
  if (moved.length > 0) changes.push(`tasks new or changed: ${moved.join(', ')}`);
  if (gone.length > 0) changes.push(`tasks gone: ${gone.join(', ')}`);
  return changes;
}
