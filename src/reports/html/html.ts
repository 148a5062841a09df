import type { Page } from './build-page-data.ts';
import { loadTemplate } from './template.ts';

/** Where a template takes the data of a run. */
export const DATA_PLACE = '<!--vouch-data-->';

/** A run as one HTML page that needs nothing but itself. */
export async function renderHtml({ data, transcripts }: Page): Promise<string> {
  const [before = '', after = ''] = (await loadTemplate()).split(DATA_PLACE);
  return [
    before,
    dataScript('vouch-data', JSON.stringify(data)),
    dataScript('vouch-transcripts', JSON.stringify([...transcripts])),
    after,
  ].join('');
}

/** JSON that no text in it can end or leave: `<` never stands there as itself. */
function dataScript(id: string, json: string): string {
  return `<script type="application/json" id="${id}">${json.replaceAll('<', '\\u003c')}</script>`;
}
