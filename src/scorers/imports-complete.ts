import type { Answer } from '../answers/answer.ts';
import { significantLinesOf } from '../answers/roles.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { announcementOf } from '../answers/anti-example.ts';
import { findingsOf, readPython } from '../answers/python-blocks.ts';
import { isModuleAt, pythonFiles, type PythonFile } from '../answers/python-files.ts';
import { isOfLibraries, isSaidToExist } from './shared/said-to-exist.ts';
import { broken, kept, listed, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if every name that the Python code uses is imported (there or in an earlier block), defined, builtin, or clearly
 * said to exist in the user's code. A name imported from a file that the answer shows must stand in that file. Not
 * applicable without Python code.
 */
export const importsComplete: Scorer = {
  id: 'imports-complete',
  version: 1,
  score(answer): Verdict {
    const files = pythonFiles(answer);
    const judged = files.filter(
      ({ block }) => block.code.trim() !== '' && significantLinesOf(block).length > 1,
    );
    if (judged.length === 0) return notApplicable('The answer has no Python code.');
    const gaps = judged.flatMap((file) => [
      ...undefinedNames(file, files, answer),
      ...missingInShownFiles(file, files, answer),
    ]);
    const names = [...new Set(gaps.map(({ name }) => `\`${name}\``))];
    const evidence = gaps.map(({ evidence: found }) => found);
    if (names.length > 0)
      return broken(
        `${listed(names.slice(0, 5))} ${names.length === 1 ? 'is' : 'are'} used but neither imported, defined nor said to exist.`,
        evidence,
      );
    const imports = judged.flatMap(({ place, imports: [first] }) =>
      first === undefined ? [] : [{ ...place(first.start, first.end), why: 'Imports what the block uses.' }],
    );
    return kept('Every name in the Python code is imported, defined or said to exist.', imports);
  },
};

interface Gap {
  readonly name: string;
  readonly evidence: Evidence;
}

/** No answer is judged by more unbound names of one block; each costs a search through the prose. */
const MOST_NAMES = 100;

function undefinedNames(file: PythonFile, files: readonly PythonFile[], answer: Answer): Gap[] {
  const read = readPython(file.block);
  const position = files.indexOf(file);
  const gaps: Gap[] = [];
  const seen = new Set<string>();
  for (const { rule, message, start, end } of findingsOf(read)) {
    const name = rule === 'undefined-name' ? /`([^`]+)`/.exec(message)?.[1] : undefined;
    if (name === undefined || seen.has(name) || isKnown(name, position, files)) continue;
    seen.add(name);
    if (seen.size > MOST_NAMES) break;
    if (isSaidToExist(name, answer, files) || isInExistingFile(name, file)) continue;
    gaps.push({
      name,
      evidence: { ...read.place(start, end), why: `\`${name}\` is neither imported nor defined.` },
    });
  }
  return gaps;
}

/** Imported by this or an earlier block, or defined by any. */
function isKnown(name: string, position: number, files: readonly PythonFile[]): boolean {
  return files.some(
    ({ definitions, imports }, at) =>
      definitions.has(name) || (at <= position && imports.some((found) => found.name === name)),
  );
}

const EXISTING_FILE =
  /\b(?:existing|(?:your|the rest of the|the rest of your) (?:app|application|main|project|service|settings|router|config\w*|file|module|code(?:base)?))\b/i;

/** In a change to a file of the user's, variables such as `app` exist; classes and functions would need their import all the same. */
function isInExistingFile(name: string, { block, turn, program }: PythonFile): boolean {
  if (!/^[a-z]+$/.test(name) || isOfLibraries(name)) return false;
  if (EXISTING_FILE.test(announcementOf(block, turn))) return true;
  return program.comments.some(({ text, trailing }) => !trailing && EXISTING_FILE.test(text));
}

const PARTIAL =
  /\b(?:extracts?|excerpts?|partial(?:ly)?|additions?|add(?:ed)? to|changes?|changed|append|snippet|only|existing|relevant|rest of|unchanged|omitted|abridged|shortened)\b|\.\.\.|…/i;

/** Names imported from a file that the answer shows in full but that does not hold them. */
function missingInShownFiles(file: PythonFile, files: readonly PythonFile[], answer: Answer): Gap[] {
  return file.imports.flatMap(({ name, original, module, start, end }) => {
    if (original === '' || original === '*') return [];
    const shown = files.filter(
      ({ path, block }) => path !== '' && block !== file.block && isModuleAt(module, path),
    );
    if (shown.length === 0 || shown.some(isPartial)) return [];
    if (
      shown.some(
        ({ definitions, imports }) =>
          definitions.has(original) || imports.some((found) => found.name === original),
      )
    )
      return [];
    if (
      files.some(({ path }) => isModuleAt(`${module}.${original}`, path)) ||
      isSaidToExist(original, answer, files)
    )
      return [];
    const why = `\`${original}\` is imported from ${shown[0]?.path ?? module}, which is shown without it.`;
    return [{ name, evidence: { ...file.place(start, end), why } }];
  });
}

const isPartial = ({ program, block, turn }: PythonFile): boolean =>
  PARTIAL.test(announcementOf(block, turn)) ||
  program.comments.some(({ text, trailing }) => !trailing && PARTIAL.test(text));
