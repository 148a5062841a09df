import { words } from '../../interchange/words.ts';

/** An assertion of promptfoo. */
export interface Assertion {
  readonly type: string;
  readonly value?: unknown;
  readonly threshold?: number;
  readonly metric?: string;
}

/** Types whose value is a list, parted by commas. */
const LISTS: ReadonlySet<string> = new Set(words('contains-all contains-any icontains-all icontains-any'));

/** Types that have a threshold even where none is written; promptfoo's own defaults. */
const THRESHOLDS: ReadonlyMap<string, number> = new Map(
  words(`
    answer-relevance classifier context-faithfulness context-recall context-relevance levenshtein
    rouge-n starts-with cost latency perplexity perplexity-score similar
  `).map((type) => [type, 0.75]),
);

const WITH_TYPE =
  /^(not-)?([a-z][a-z0-9-]*(?::(?:cosine|dot|euclidean|goal-success|tool-args-match|step-count|tool-sequence|tool-used))?)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/;

/** Names in `type: value`; whatever begins otherwise is a text that the answer must equal. */
const TYPES: ReadonlySet<string> = new Set([
  ...LISTS,
  ...THRESHOLDS.keys(),
  ...words(`
    agent-rubric bleu contains contains-html contains-json contains-sql contains-xml equals
    factuality finish-reason g-eval gleu guardrails icontains is-html is-json is-refusal is-sql
    is-valid-function-call is-valid-openai-function-call is-valid-openai-tools-call is-xml
    javascript llm-rubric pi meteor model-graded-closedqa model-graded-factuality moderation python
    regex ruby similar:cosine similar:dot similar:euclidean webhook word-count
    conversation-relevance search-rubric skill-used tool-call-f1 trajectory:goal-success
    trajectory:tool-args-match trajectory:step-count trajectory:tool-sequence trajectory:tool-used
    trace-error-spans trace-span-count trace-span-duration
  `),
]);

/** A cell of an `__expected` column as the assertion that promptfoo takes it for; undefined if it is empty. */
export function parseExpected(cell: string): Assertion | undefined {
  if (cell.trim() === '') return undefined;
  const prefixed = /^(javascript|fn|eval|python|grade|llm-rubric):([\s\S]*)$/.exec(cell);
  if (prefixed?.[1] !== undefined && prefixed[2] !== undefined) {
    const [, prefix, value] = prefixed;
    if (prefix === 'python') return { type: 'python', value: value.trim() };
    if (prefix === 'grade' || prefix === 'llm-rubric') return { type: 'llm-rubric', value };
    return { type: 'javascript', value: value.trim() };
  }
  if (cell.startsWith('file://')) {
    return { type: /\.py(?::\w+)?$/.test(cell) ? 'python' : 'javascript', value: cell.trim() };
  }
  const match = WITH_TYPE.exec(cell);
  const [, not = '', type = '', threshold, value] = match ?? [];
  if (!TYPES.has(type)) return { type: 'equals', value: cell };
  const limit = threshold === undefined ? THRESHOLDS.get(type) : Number(threshold);
  return {
    type: `${not}${type}`,
    ...(value === undefined ? {} : { value: LISTS.has(type) ? commaList(value) : value.trim() }),
    ...(limit !== undefined && THRESHOLDS.has(type) ? { threshold: limit } : {}),
  };
}

/** `a, "b, c"` -> `a`, `b, c`. */
function commaList(text: string): string[] {
  return [...text.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,"][^,]*)?)/g)]
    .map(([, quoted, plain = '']) => (quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"')))
    .filter((value) => value !== '');
}
