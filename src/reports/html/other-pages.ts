import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Comparison } from '../../compare/comparison.ts';
import type { GateDecision } from '../../compare/gate.ts';
import type { GateDocument } from '../gate-document.ts';
import type { History } from '../history/history.ts';
import type { PageData } from './page-data.ts';

/** What the page of a comparison or a gate shows. Plain JSON. */
export interface ComparisonPageData {
  readonly format: 1;
  readonly kind: 'comparison';
  readonly title: string;
  /** What a gate decided; null for a comparison alone. */
  readonly gate: (GateDecision & { readonly notes: readonly string[] }) | null;
  readonly parts: readonly { readonly heading: string | null; readonly comparison: Comparison }[];
  /** Run folder -> address of its page, where it has one. */
  readonly pages: Readonly<Record<string, string>>;
}

/** What the page of a history shows. Plain JSON. */
export interface HistoryPageData {
  readonly format: 1;
  readonly kind: 'history';
  readonly history: History;
}

/** Whatever a page may hold. */
export type AnyPageData = PageData | ComparisonPageData | HistoryPageData;

/** The page of one comparison. */
export function comparisonPage(comparison: Comparison): ComparisonPageData {
  return {
    format: 1,
    kind: 'comparison',
    title: `${comparison.a.label} → ${comparison.b.label}`,
    gate: null,
    parts: [{ heading: null, comparison }],
    pages: pagesOf([comparison]),
  };
}

/** The page of a gate with all its comparisons. */
export function gatePage({
  suite,
  verdict,
  failures,
  open,
  warnings,
  notes,
  agents,
}: GateDocument): ComparisonPageData {
  const parts = agents.flatMap(({ agent, gate, watched }) => [
    ...(gate ? [{ heading: `${agent}: promises that block`, comparison: gate }] : []),
    ...(watched ? [{ heading: `${agent}: promises that do not block`, comparison: watched }] : []),
  ]);
  return {
    format: 1,
    kind: 'comparison',
    title: suite,
    gate: { verdict, failures, open, warnings, notes },
    parts,
    pages: pagesOf(parts.map(({ comparison }) => comparison)),
  };
}

function pagesOf(comparisons: readonly Comparison[]): Record<string, string> {
  const folders = comparisons.flatMap(({ promises }) =>
    promises.flatMap(({ flipped }) => flipped.flatMap(({ a, b }) => [a.folder, b.folder])),
  );
  const pages = new Map<string, string>();
  for (const folder of folders) {
    if (folder === undefined) continue;
    const page = resolve(join(folder, 'report.html'));
    if (!pages.has(folder) && existsSync(page)) pages.set(folder, pathToFileURL(page).href);
  }
  return Object.fromEntries(pages);
}
