import { resolve } from 'node:path';
import { type ImportedPromise, namer } from '../../interchange/imported.ts';
import type { ImportContext } from './config.ts';
import type { Assertion } from './expected.ts';

/** Assertions that look at more than the text of one answer. */
const NEEDS_MORE =
  /^(?:not-)?(?:select-best|max-score|human|assert-set|cost|latency|perplexity(?:-score)?|guardrails|finish-reason|skill-used|tool-call-f1|conversation-relevance|trace-.*|trajectory:.*|is-valid-.*-calls?)$/;

/** Assertions that run a program; what they run is the config's own code. */
const RUNS_CODE = /^(?:not-)?(?:javascript|python|ruby|webhook)$/;

/** Collects the assertions of tests as promises: the same assertion of several tests is one promise. */
export interface PromiseCollector {
  /** @param task the only task it is about; undefined for all tasks. */
  add(assertion: Assertion, where: string, task: string | undefined): void;
  promises(): ImportedPromise[];
}

export function collectPromises({ folder, leaveOut }: ImportContext): PromiseCollector {
  const found = new Map<
    string,
    { title: string; scorer: ImportedPromise['scorer']; tasks: string[] | undefined }
  >();
  const told = new Set<string>();
  const tellOnce = (where: string, what: string): void => {
    if (!told.has(what)) leaveOut(where, what);
    told.add(what);
  };
  return {
    add(assertion, where, task) {
      if (NEEDS_MORE.test(assertion.type))
        return leaveOut(where, `${assertion.type} needs more than the text of an answer`);
      if (RUNS_CODE.test(assertion.type))
        tellOnce(where, `imported, but mind: ${assertion.type} runs code of the config when a run is scored`);
      if ('weight' in assertion) tellOnce(where, 'weight has no effect; every promise is counted by itself');
      const scorer = scorerOf(assertion, folder);
      if ('rubric' in scorer)
        tellOnce(
          where,
          'imported, but mind: llm-rubric needs a `judge` in the suite, and is unscored without one',
        );
      const title = assertion.metric ?? titleOf(assertion);
      const key = JSON.stringify([title, scorer, task === undefined]);
      const known = found.get(key);
      if (!known) found.set(key, { title, scorer, tasks: task === undefined ? undefined : [task] });
      else if (task !== undefined && known.tasks?.includes(task) === false) known.tasks.push(task);
    },
    promises() {
      const idOf = namer('assertion');
      return [...found.values()].map((promise) => ({ id: idOf(promise.title), ...promise }));
    },
  };
}

function scorerOf(assertion: Assertion, folder: string): ImportedPromise['scorer'] {
  const { metric: _metric, ...rest } = assertion;
  const definition = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'weight'));
  const { type, value } = assertion;
  // Without options or variables a rubric is the same for Vouch's own judge, which votes and quotes.
  if (
    type === 'llm-rubric' &&
    typeof value === 'string' &&
    Object.keys(definition).length === 2 &&
    !value.includes('{{') &&
    !value.startsWith('file://')
  )
    return { rubric: value };
  // The catalogue will stand in another folder than the config.
  const path = typeof value === 'string' ? /^file:\/\/(?!\/)(.+)$/.exec(value)?.[1] : undefined;
  return {
    promptfoo: { ...definition, ...(path === undefined ? {} : { value: `file://${resolve(folder, path)}` }) },
  };
}

function titleOf({ type, value }: Assertion): string {
  if (value === undefined) return type;
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ').trim();
  return `${type}: ${text.length <= 60 ? text : `${text.slice(0, 59)}…`}`;
}
