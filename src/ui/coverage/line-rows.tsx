import type { Page } from '../page.ts';
import { percent } from '../parts/numbers.ts';
import { IntervalMark, bandOf } from '../parts/rate.tsx';
import { visible } from '../parts/visible.tsx';
import { linkTo } from '../router.ts';
import type { JudgedLine } from './lines.ts';
import { TrialLinks } from './trial-links.tsx';

/** One line of a prompt, and under it, once opened, its promises and their trials. */
export function LineRows({
  page,
  agent,
  line,
  dimmed,
  open,
  onOpen,
}: {
  page: Page;
  agent: string;
  line: JudgedLine;
  dimmed: boolean;
  open: boolean;
  onOpen: () => void;
}) {
  const detail = `line-${line.line}`;
  const isHeading = /^#{1,6}\s/.test(line.text);
  return (
    <>
      <tr class={`line ${line.state}${dimmed ? ' line-dimmed' : ''}${isHeading ? ' line-heading' : ''}`}>
        <th scope="row" class="line-number">
          {line.line}
        </th>
        <td class="line-count">
          {line.promises.length > 0 ? (
            <button type="button" aria-expanded={open} aria-controls={detail} onClick={onOpen}>
              <Count line={line} />
            </button>
          ) : (
            line.state === 'unchecked' && <span class="line-unchecked">unchecked</span>
          )}
        </td>
        <td class="line-text">
          <code>{visible(line.text)}</code>
        </td>
        <td class="line-promises" title={line.promises.join(', ')}>
          {line.promises.map((id) => (
            <span key={id}>{id}</span>
          ))}
        </td>
      </tr>
      {open && (
        <tr class="line-detail" id={detail}>
          <td colSpan={4}>
            <div class="detail">
              {line.cells.map((cell) => (
                <div key={cell.promise} class="detail-promise">
                  <div class="detail-rate">
                    <h3>
                      <a href={linkTo('trials', [], { variant: agent, promise: cell.promise })}>
                        {page.promises.get(cell.promise)?.title ?? cell.promise}
                      </a>
                    </h3>
                    {cell.rate !== null && cell.interval !== null && (
                      <p class={bandOf(cell.rate)}>
                        <b>{percent(cell.rate)}</b>{' '}
                        <small>
                          {cell.kept}/{cell.kept + cell.broken}, interval {percent(cell.interval.low)} to{' '}
                          {percent(cell.interval.high)}
                        </small>
                        <IntervalMark rate={cell.rate} interval={cell.interval} />
                      </p>
                    )}
                  </div>
                  <TrialLinks page={page} agent={agent} promise={cell.promise} />
                </div>
              ))}
              {line.unscored.map((id) => (
                <div key={id} class="detail-promise">
                  <h3>{page.promises.get(id)?.title ?? id}</h3>
                  <p class="soft">
                    {page.promises.get(id)?.scored
                      ? 'No trial of this run has a verdict on it.'
                      : 'A known promise that no scorer checks yet.'}
                  </p>
                </div>
              ))}
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

function Count({ line: { cells, line, state } }: { line: JudgedLine }) {
  const [weakest, ...others] = cells;
  const more = others.length > 0 && <small class="line-more">+{others.length}</small>;
  if (weakest?.rate == null)
    return (
      <>
        <span class="line-words">{state === 'unscored' ? 'not scored' : 'n/a'}</span>
        {more}
        <span class="hidden">, line {line}</span>
      </>
    );
  return (
    <>
      <span class="line-figures">
        {weakest.kept}
        <i>/{weakest.kept + weakest.broken}</i>
      </span>
      <svg width="28" height="6" aria-hidden="true">
        <rect width="28" height="6" rx="2" class="line-of" />
        <rect width={28 * weakest.rate} height="6" rx="2" class="line-part" />
      </svg>
      {more}
      <span class="hidden"> kept, line {line}</span>
    </>
  );
}
