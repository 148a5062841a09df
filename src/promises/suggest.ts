import { stringify } from 'yaml';
import type { Agent } from '../agents/agent.ts';
import { catalogueSchema, type PromiseDefinition } from './catalogue.ts';
import { coverPrompt } from './coverage.ts';

/** A promise as a catalogue would write it, for behaviour that a prompt states and no promise covers. */
export interface Suggestion {
  /** Where the behaviour is stated: file and line. */
  readonly place: string;
  readonly promise: {
    readonly id: string;
    readonly title: string;
    readonly stated: readonly Record<string, readonly string[]>[];
    readonly scorer: { readonly rubric: string };
    readonly severity: 'info';
  };
}

/** A promise for each statement of behaviour that none covers; the patterns find the statement they were made from. */
export function suggestPromises(
  agent: Agent,
  uncovered: readonly { readonly text: string; readonly line: number }[],
  taken: Iterable<string> = [],
): Suggestion[] {
  const ids = new Set(taken);
  return uncovered.map(({ text, line }) => {
    const id = freeId(text, ids);
    ids.add(id);
    return {
      place: `${agent.path}:${line}`,
      promise: {
        id,
        title: shortened(text),
        stated: [statedBy(text, line, agent)],
        scorer: { rubric: rubricFor(text) },
        severity: 'info',
      },
    };
  });
}

/** Suggestions as YAML, ready to be pasted under `promises:` of a catalogue. */
export function suggestionsAsYaml(suggestions: readonly Suggestion[]): string {
  return suggestions
    .map(({ place, promise }) => {
      const [first = '', ...rest] = stringify(promise, { lineWidth: 100 }).trimEnd().split('\n');
      const lines = [`# ${place.replaceAll(/\s/g, ' ')}`, `- ${first}`, ...rest.map((line) => `  ${line}`)];
      return lines.map((line) => `  ${line}`.trimEnd()).join('\n');
    })
    .join('\n\n');
}

const STOP = new Set(
  'about after also always and any are been before both but can could each ever every for from has have how into its may more most must never not only other our over shall should that the their them then there they this those through use using very was were what when where which while who will with would you your'.split(
    ' ',
  ),
);
/** Begins and ends with a letter or digit, so that `\b` stands at both ends: in "users' wishes" it is `users`. */
const WORD = /[\p{L}\p{N}_]+(?:['’-]+[\p{L}\p{N}_]+)*/gu;
const ID_WORDS = 4;
const PATTERN_WORDS = 3;

/** The words that carry the meaning, in their order. */
function contentWords(text: string): string[] {
  const words = [...text.matchAll(WORD)].map(([word]) => word);
  const telling = words.filter((word) => word.length > 2 && !STOP.has(word.toLowerCase()));
  return telling.length > 0 ? telling : words;
}

function freeId(text: string, taken: ReadonlySet<string>): string {
  const words = contentWords(text)
    .map((word) =>
      word
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-+|-+$/g, ''),
    )
    .filter((word) => word !== '');
  const id = words.slice(0, ID_WORDS).join('-') || 'promise';
  for (let number = 2; ; number++) {
    const candidate = taken.has(id) ? `${id}-${number}` : id;
    if (!taken.has(candidate) || number > taken.size + 2) return candidate;
  }
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99).replace(/\s+\S*$/, '')}…`;
}

function rubricFor(text: string): string {
  return `The agent's prompt says: "${text.slice(0, 400)}" Kept: the answer does so where the task gives occasion. Broken: the task gives occasion and the answer does not. Not applicable: the task gives no occasion.`;
}

function statedBy(text: string, line: number, agent: Agent): Record<string, readonly string[]> {
  const longest = [...new Set(contentWords(text))].toSorted((a, b) => b.length - a.length);
  const patterns = longest.slice(0, PATTERN_WORDS).map(asPattern);
  const says = { says: patterns };
  // A statement that forbids is not matched by what it says, only by naming it; its own words it always names.
  return finds(says, line, agent) ? says : { either: patterns };
}

function asPattern(word: string): string {
  // Letters, digits, apostrophes and hyphens mean themselves; `\b` knows ASCII words only.
  return /^[\w'-]+$/.test(word) ? String.raw`\b${word}\b` : word;
}

function finds(stated: Record<string, readonly string[]>, line: number, agent: Agent): boolean {
  const parsed = catalogueSchema.safeParse({ promises: [{ id: 'x', title: 'x', stated: [stated] }] });
  if (!parsed.success) return false;
  const promises: readonly PromiseDefinition[] = parsed.data.promises;
  const { promises: made } = coverPrompt(agent, { path: '', promises });
  return made.some((promise) => promise.lines.includes(line));
}
