import type { ReportedRun } from '../reporters.ts';
import { buildPageData, type Page } from './build-page-data.ts';
import type { ComparisonPageData, HistoryPageData } from './other-pages.ts';
import { jsonBlocks } from './json-blocks.ts';
import { loadTemplate } from './template.ts';

/** Where a template takes the data of a run. */
export const DATA_PLACE = '<!--vouch-data-->';

/**
 * A run as one HTML page that needs nothing but itself, in parts.
 * @throws {UserError} if the run has no header.
 */
export async function* renderHtml(run: ReportedRun): AsyncGenerator<string> {
  yield* pageParts(await buildPageData(run));
}

/** The page of what is known of a run. */
export async function* pageParts({
  data,
  transcripts,
}: Pick<Page, 'data' | 'transcripts'>): AsyncGenerator<string> {
  yield* filledTemplate([
    ['vouch-data', data],
    ['vouch-transcripts', [...transcripts]],
  ]);
}

/** The page of a comparison, a gate or a history. */
export function renderOtherPage(data: ComparisonPageData | HistoryPageData): AsyncGenerator<string> {
  return filledTemplate([['vouch-data', data]]);
}

async function* filledTemplate(
  parts: readonly (readonly [id: string, value: unknown])[],
): AsyncGenerator<string> {
  const [before = '', after = ''] = (await loadTemplate()).split(DATA_PLACE);
  yield before;
  for (const [id, value] of parts) yield* dataScript(id, value);
  yield after;
}

/** JSON that no text in it can end or leave: `<` never stands there as itself. */
function* dataScript(id: string, value: unknown): Generator<string> {
  yield `<script type="application/json" id="${id}">`;
  for (const block of jsonBlocks(value)) yield block.replaceAll('<', String.raw`\u003c`);
  yield '</script>\n';
}
