import { VERDICT_WORDS, type VerdictCode } from '../page.ts';

const SIGNS = { k: '✓', b: '✕', n: '○', u: '?', '-': '–' } as const satisfies Record<VerdictCode, string>;

/** The codes of the words that run files use. */
export const CODES = { kept: 'k', broken: 'b', 'not-applicable': 'n', unscored: 'u' } as const;

/** A verdict as a sign, with its word for those who cannot see the sign, or for all. */
export function VerdictSign({ code, worded = false }: { code: VerdictCode; worded?: boolean }) {
  return (
    <span class={`verdict verdict-${NAMES[code]}`}>
      <span aria-hidden="true" class="verdict-sign">
        {SIGNS[code]}
      </span>
      <span class={worded ? '' : 'hidden'}>{VERDICT_WORDS[code]}</span>
    </span>
  );
}

/** Names for classes: letters only. */
const NAMES = { k: 'kept', b: 'broken', n: 'na', u: 'unscored', '-': 'none' } as const;
