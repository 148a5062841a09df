import type { StoredVerdict } from '../../runs/format.ts';
import type { Page } from '../page.ts';
import { CODES, VerdictSign } from '../parts/verdict.tsx';
import { shown, visible } from '../parts/visible.tsx';

const ORDER = ['broken', 'unscored', 'kept', 'not-applicable'] as const;

/** Verdicts as the reader goes through them: broken ones first. */
export function inReadingOrder(verdicts: readonly StoredVerdict[]): StoredVerdict[] {
  return verdicts.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

/** What a trial's answers came to, promise by promise; the chosen one tells why and where. */
export function VerdictList({
  page,
  verdicts,
  chosen,
  linkOf,
  onPlace,
}: {
  page: Page;
  verdicts: readonly StoredVerdict[];
  chosen: string | undefined;
  linkOf: (promise: string) => string;
  /** Asks to see a piece of the chosen promise's evidence, counted from 1. */
  onPlace: (place: number) => void;
}) {
  return (
    <ul class="verdicts">
      {inReadingOrder(verdicts).map(({ promise, verdict, why, evidence, cause }) => (
        <li key={promise} class={promise === chosen ? 'chosen' : ''}>
          <a href={linkOf(promise)} aria-current={promise === chosen ? 'true' : undefined}>
            <VerdictSign code={CODES[verdict]} /> {page.promises.get(promise)?.title ?? shown(promise)}
          </a>
          {promise === chosen && (
            <div class="verdict-why">
              <p>
                {visible(why)}
                {cause && ` (${cause})`}
              </p>
              {evidence.length > 0 && (
                <ol>
                  {evidence.map((place, index) => (
                    <li key={index}>
                      <button type="button" class="place" onClick={() => onPlace(index + 1)}>
                        Turn {place.turn}, line {place.line}
                      </button>
                      {place.why !== why && <> {visible(place.why)}</>}
                    </li>
                  ))}
                </ol>
              )}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
