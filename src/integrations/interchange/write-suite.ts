import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { stringify } from 'yaml';
import { PACKAGE } from '../../own-package.ts';
import { plain } from '../../reports/plain.ts';
import type { ImportedPromise, ImportedSuite } from './imported.ts';
import { writeFiles } from './write-files.ts';

/** The file of an imported suite, in its folder. */
export const SUITE_FILE = 'suite.yaml';

/** The heading of what a suite cannot say. */
export const NOT_IMPORTED = 'Not imported, or not as it was';

/**
 * Writes an imported suite into a folder: `suite.yaml`, `promises.yaml`, `tasks.yaml` and `agents/`. What could not be
 * imported stands at the top of the suite as comments. Without promises of its own it gets the catalogue of Vouch.
 * @returns the paths that were written, the suite first.
 * @throws {UserError} if a file exists already.
 */
export async function writeSuite(folder: string, suite: ImportedSuite): Promise<string[]> {
  const files = new Map([
    [SUITE_FILE, suiteText(folder, suite)],
    ['promises.yaml', suite.promises.length > 0 ? promisesText(folder, suite) : await ownCatalogue()],
    ['tasks.yaml', yaml(suite.tasks.map(({ metadata, ...task }) => ({ ...task, ...metadata })))],
    ...suite.agents.map(({ id, text }): [string, string] => [`agents/${id}.md`, text]),
  ]);
  return writeFiles(folder, files);
}

/** A suite without promises judges nothing; prompts may make some of those that Vouch knows. */
async function ownCatalogue(): Promise<string> {
  const text = await readFile(new URL('evals/promises.yaml', PACKAGE), 'utf8');
  return text.replace(/^# yaml-language-server: .*\n/, '');
}

function suiteText(folder: string, suite: ImportedSuite): string {
  const { name, source, agentPaths, agents, promises, model, repeats, params, unmapped } = suite;
  const inPlace = agentPaths.map((path) => relative(resolve(folder), resolve(path)));
  const ids = [
    ...agentPaths.map((path) => path.replace(/^.*[\\/]/, '').replace(/\.md$/i, '')),
    ...agents.map(({ id }) => id),
  ];
  const named = [...inPlace, ...agents.map(({ id }) => `agents/${id}.md`)];
  const everything = promises.map(({ id }) => id);
  return (
    comment(`Imported from ${source}`) +
    (unmapped.length === 0
      ? ''
      : comment(`${NOT_IMPORTED}:`) + unmapped.map((line) => comment(`  ${line}`)).join('')) +
    yaml({
      name,
      agents: named.length > 0 ? named : 'agents/*.md',
      datasets: 'tasks.yaml',
      promises: 'promises.yaml',
      ...(model === undefined ? {} : { model }),
      ...(params === undefined ? {} : { params }),
      ...(repeats === undefined ? {} : { repeats }),
      // The other tools ask once, and nobody answers.
      conversation: { maxTurns: 1 },
      ...(everything.length === 0
        ? {}
        : { perAgent: Object.fromEntries(ids.map((id) => [id, { add: everything }])) }),
    })
  );
}

function promisesText(folder: string, { source, promises }: ImportedSuite): string {
  return (
    comment(`Imported from ${source}`) +
    comment('`stated` finds a promise in a prompt that says its title word for word;') +
    comment('the suite holds its agents to all of them in any case (perAgent).') +
    yaml({ promises: promises.map((promise) => promiseOf(folder, promise)) })
  );
}

function promiseOf(folder: string, { id, title, scorer, tasks }: ImportedPromise): object {
  return {
    id,
    title,
    stated: [title.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)],
    ...(tasks === undefined ? {} : { applies: { id: tasks } }),
    scorer: seenFrom(folder, scorer),
  };
}

/** The file of a promptfoo assertion is named from the folder of the catalogue, so that both can move together. */
function seenFrom(folder: string, scorer: ImportedPromise['scorer']): object {
  const assertion = scorer['promptfoo'] as { readonly value?: unknown } | undefined;
  const { value } = assertion ?? {};
  if (typeof value !== 'string' || !value.startsWith('file://')) return scorer;
  const place = relative(resolve(folder), value.slice('file://'.length)).split(sep).join('/');
  return { promptfoo: { ...assertion, value: `file://${place}` } };
}

const comment = (text: string): string => `# ${plain(text)}\n`;

const yaml = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
