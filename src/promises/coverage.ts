import type { Agent } from '../agents/agent.ts';
import type { Catalogue, PromiseDefinition, StatedPattern } from './catalogue.ts';
import { fitting } from './pattern.ts';
import { type Polarity, readPolarity } from './polarity.ts';
import { readStatements, type Statement } from './statements.ts';

/** What one prompt promises, line by line. Plain JSON. */
export interface Coverage {
  readonly agent: string;
  readonly path: string;
  /** In the order of the catalogue. */
  readonly promises: readonly MadePromise[];
  /** What states behaviour, in the order of the prompt. */
  readonly behaviour: readonly CoveredStatement[];
  readonly counts: CoverageCounts;
}

/** A promise that the prompt makes, and where. */
export interface MadePromise {
  readonly promise: Pick<PromiseDefinition, 'id' | 'title' | 'severity' | 'scorer'>;
  readonly statements: readonly StatementPlace[];
  /** Lines of the file, ascending. */
  readonly lines: readonly number[];
}

/** Part of a prompt, with its lines of the file. */
export interface StatementPlace {
  readonly text: string;
  readonly line: number;
  readonly endLine: number;
}

/** A statement of behaviour and the ids of the promises that it makes. */
export interface CoveredStatement extends StatementPlace {
  readonly promises: readonly string[];
}

/** How much of a prompt the catalogue knows, and how much of that is scored. */
export interface CoverageCounts {
  readonly statements: number;
  readonly coveredStatements: number;
  /** Lines that hold a statement of behaviour. */
  readonly lines: number;
  readonly coveredLines: number;
  readonly promises: number;
  /** Promises for which the catalogue names a scorer. */
  readonly scoredPromises: number;
}

/** Finds the promises that an agent's prompt makes, and the behaviour it states that no promise covers. */
export function coverPrompt(agent: Agent, catalogue: Catalogue): Coverage {
  const readings = readStatements(agent.prompt, agent.promptLine).map(reading);
  const fit = fitting(agent.prompt);
  const made = new Map<Statement, string[]>();
  const promises = catalogue.promises.flatMap((promise): MadePromise[] => {
    const stated = promise.stated.map(({ how, all, under, unless }) => ({
      how,
      all: all.map(fit),
      under: under && fit(under),
      unless: unless && fit(unless),
    }));
    const found = new Set(readings.flatMap((read) => stated.flatMap((pattern) => matchedBy(pattern, read))));
    for (const statement of found) made.set(statement, [...(made.get(statement) ?? []), promise.id]);
    if (found.size === 0) return [];
    const statements = [...found].sort((a, b) => a.line - b.line).map(placeOf);
    const { id, title, severity, scorer } = promise;
    return [{ promise: { id, title, severity, scorer }, statements, lines: linesOf(statements) }];
  });
  const behaviour = readings
    .filter(({ statement }) => statement.standing === 'behaviour')
    .map(({ statement }) => ({ ...placeOf(statement), promises: made.get(statement) ?? [] }));
  return { agent: agent.id, path: agent.path, promises, behaviour, counts: count(behaviour, promises) };
}

/** A statement and what is worked out of it once for all patterns. */
interface Reading {
  readonly statement: Statement;
  readonly above: string;
  readonly polarity: Polarity;
}

function reading(statement: Statement): Reading {
  const { text, headings, prohibited } = statement;
  return { statement, above: headings.join(' > '), polarity: readPolarity(text, prohibited) };
}

/** The statements that show the promise by this pattern: none, the one read, or it and the list that it introduces. */
function matchedBy(pattern: StatedPattern, { statement, above, polarity }: Reading): readonly Statement[] {
  const { how, all, under, unless } = pattern;
  if (statement.standing === 'none' && how !== 'lists') return [];
  if ((statement.kind === 'code') !== (how === 'shows')) return [];
  if (under && !under.test(above)) return [];
  if (unless?.test(statement.text)) return [];
  switch (how) {
    case 'says':
      return all.every((part) => places(part, statement.text).some((place) => !polarity.isDenied(...place)))
        ? [statement]
        : [];
    case 'never': {
      const found = all.map((part) => places(part, statement.text));
      const isDenied = found.some((part) => part.some((place) => polarity.beginsDenied(...place)));
      return isDenied && found.every((part) => part.length > 0) ? [statement] : [];
    }
    case 'either':
    case 'shows':
      return all.every((part) => part.test(statement.text)) ? [statement] : [];
    case 'lists':
      return matchedByList(all, statement);
  }
}

const ENOUGH_ITEMS = 0.8;

function matchedByList(all: readonly RegExp[], statement: Statement): readonly Statement[] {
  const items = statement.introduces.filter((item) => item.standing !== 'none');
  const named = all.filter((part) => items.some((item) => part.test(item.text)));
  return named.length >= ENOUGH_ITEMS * all.length ? [statement, ...items] : [];
}

/** Where a pattern is found, as [start, end]. */
function places(pattern: RegExp, text: string): [number, number][] {
  const found: [number, number][] = [];
  for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
    found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

function placeOf({ text, line, endLine }: Statement): StatementPlace {
  return { text, line, endLine };
}

function linesOf(statements: readonly StatementPlace[]): number[] {
  const lines = new Set<number>();
  for (const { line, endLine } of statements) for (let at = line; at <= endLine; at++) lines.add(at);
  return [...lines].sort((a, b) => a - b);
}

function count(behaviour: readonly CoveredStatement[], promises: readonly MadePromise[]): CoverageCounts {
  const covered = behaviour.filter((statement) => statement.promises.length > 0);
  return {
    statements: behaviour.length,
    coveredStatements: covered.length,
    lines: linesOf(behaviour).length,
    coveredLines: linesOf(covered).length,
    promises: promises.length,
    scoredPromises: promises.filter(({ promise }) => promise.scorer !== undefined).length,
  };
}
