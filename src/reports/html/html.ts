import type { ReportedRun } from '../reporters.ts';
import { buildPageData, type Page } from './build-page-data.ts';
import type { ComparisonPageData, HistoryPageData } from './other-pages.ts';
import { inBlocks, jsonBlocks, listed } from './json-blocks.ts';
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
  const pairs = listed(transcripts, ['[', ']'], ([at, transcript]) => [`[${at},${transcript}]`]);
  yield* filledTemplate([
    ['vouch-data', jsonBlocks(data)],
    ['vouch-transcripts', inBlocks(pairs)],
  ]);
}

/** The page of a comparison, a gate or a history. */
export function renderOtherPage(data: ComparisonPageData | HistoryPageData): AsyncGenerator<string> {
  return filledTemplate([['vouch-data', jsonBlocks(data)]]);
}

async function* filledTemplate(
  parts: readonly (readonly [id: string, json: Iterable<string>])[],
): AsyncGenerator<string> {
  const [before = '', after = ''] = (await loadTemplate()).split(DATA_PLACE);
  yield before;
  for (const [id, json] of parts) yield* dataScript(id, json);
  yield after;
}

/** JSON that no text in it can end or leave: `<` never stands there as itself. */
function* dataScript(id: string, json: Iterable<string>): Generator<string> {
  yield `<script type="application/json" id="${id}">`;
  for (const block of json) yield block.replaceAll('<', String.raw`\u003c`);
  yield '</script>\n';
}
