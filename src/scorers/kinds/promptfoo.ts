import { dirname, resolve } from 'node:path';
import type * as Promptfoo from 'promptfoo';
import { loadPromptfoo, requirePromptfoo } from '../../models/promptfoo/load.ts';
import type { KindOf } from '../../promises/scorer-kinds.ts';
import type { Scorer, Verdict } from '../scorer.ts';
import { broken, kept } from '../shared/verdicts.ts';
import { fileSource } from './file.ts';

/**
 * One promptfoo assertion, run on the assistant's turns as one text. promptfoo is loaded when the first such promise is
 * scored, since that takes seconds.
 * @throws {UserError} if promptfoo is not installed.
 */
export function promptfooScorer(id: string, definition: KindOf<'promptfoo'>, cataloguePath: string): Scorer {
  requirePromptfoo('a promptfoo assertion');
  const assertion = {
    ...definition,
    value: fromCatalogue(definition['value'], cataloguePath),
  } as Promptfoo.Assertion;
  return {
    id,
    version: 3,
    inMainThread: true,
    async score({ turns }, { task }) {
      const { assertions } = await loadPromptfoo();
      const { metadata, source: _source, ...fields } = task;
      const vars = { ...metadata, ...fields };
      const output = turns.map((turn) => turn.text).join('\n\n');
      const result = await assertions.runAssertion({
        assertion,
        prompt: task.task,
        vars,
        test: { vars, assert: [assertion], metadata: { ...task.metadata, id: task.id } },
        providerResponse: { output },
      });
      return readResult(result, assertion.type);
    },
  };
}

/** The text of the file that an assertion names as its value, which its verdicts hang on; nothing if it names none. */
export async function assertionSource(
  { value }: KindOf<'promptfoo'>,
  cataloguePath: string,
): Promise<readonly string[]> {
  // A path with a variable is another file for each task.
  if (typeof value !== 'string' || !value.startsWith('file://') || value.includes('{{')) return [];
  return [await fileSource(value.replace(NAMED_FUNCTION, '$1'), cataloguePath)];
}

/** `check.js:isShort` names a function in a file. */
const NAMED_FUNCTION = /(\.(?:[cm]?[jt]s|py|rb)):\w+$/;

/** `file://check.js` stands beside the catalogue; promptfoo would look in the working folder. */
function fromCatalogue(value: unknown, cataloguePath: string): unknown {
  if (typeof value !== 'string') return value;
  const path = /^file:\/\/(?!\/)(.+)$/.exec(value)?.[1];
  return path === undefined ? value : `file://${resolve(dirname(cataloguePath), path)}`;
}

/** promptfoo calls an assertion failed when it could not be made, too. */
const COULD_NOT_RUN =
  /^(?:Custom function threw error|Invalid regex pattern|(?:Python|Ruby) code execution failed|Expected assertion value)/;

function readResult({ pass, reason, metadata }: Promptfoo.GradingResult, type: string): Verdict {
  const said = reason.split('\n', 1)[0] ?? '';
  if (metadata?.graderError === true) {
    return {
      verdict: 'unscored',
      cause: 'judge-failed',
      why: `The grader of promptfoo's ${type} failed: ${said}`,
      evidence: [],
    };
  }
  if (!pass && COULD_NOT_RUN.test(reason)) throw new Error(`promptfoo's ${type} could not run: ${said}`);
  return pass
    ? kept(`promptfoo's ${type} passes: ${said}`, [])
    : broken(`promptfoo's ${type} fails: ${said}`);
}
