import { useMemo } from 'preact/hooks';
import type { Report } from '../../reports/report.ts';
import { Choice, SearchField } from '../parts/controls.tsx';
import { plural } from '../parts/numbers.ts';
import { IntervalMark, Rate } from '../parts/rate.tsx';
import { ScrollTable, SortHead, sortingOf } from '../parts/table.tsx';
import { go, linkTo } from '../router.ts';
import type { Page } from '../page.ts';
import type { ViewProps } from '../views.ts';
import { MatrixCell } from './cell.tsx';
import { type PromiseRow, rowsOf, SEVERITIES, SHOWN } from './rows.ts';
import './matrix.css';

/** Variants × promises: how often each keeps what it promises. */
export function MatrixView({ page, route }: ViewProps) {
  const { report } = page.data;
  const sorting = sortingOf(route.params.get('sort'), 'catalogue');
  const shown = route.params.get('show') ?? 'all';
  const text = route.params.get('q') ?? '';
  const rows = useMemo(
    () => rowsOf(page, { sorting, shown, text }),
    [page, sorting.by, sorting.down, shown, text],
  );
  const sortBy = (sort: string): void => go({ sort });
  const groups = SEVERITIES.map((severity) => ({
    ...severity,
    rows: rows.filter(({ promise }) => promise.severity === severity.id),
  })).filter((group) => group.rows.length > 0);
  return (
    <section aria-labelledby="matrix-title">
      <h2 id="matrix-title">Who keeps which promise</h2>
      <p class="lead">
        A promise is a behaviour that a variant's own prompt commits to. Each cell tells how often it was kept
        where it applied, with the 95 % interval as a bar, and opens its trials.
      </p>
      <div class="controls">
        <SearchField label="Find a promise" value={text} onSearch={(q) => go({ q })} />
        <Choice label="Show" value={shown} options={SHOWN} onChoose={(show) => go({ show })} />
        {sorting.by !== 'catalogue' && (
          <button type="button" class="button" onClick={() => go({ sort: undefined })}>
            Catalogue order
          </button>
        )}
        <p class="count soft" role="status">
          {rows.length} of {plural(report.promises.length, 'promise')}
        </p>
      </div>
      <ScrollTable label="Promises of each variant" class="matrix" columns={report.agents.length}>
        <thead>
          <tr>
            <SortHead by="name" sorting={sorting} onSort={sortBy}>
              Promise
            </SortHead>
            {report.agents.map((agent) => (
              <SortHead key={agent.id} by={agent.id} sorting={sorting} onSort={sortBy}>
                {agent.id}
              </SortHead>
            ))}
          </tr>
          <TotalRow report={report} />
        </thead>
        {groups.map((group) => (
          <tbody key={group.id}>
            <tr class="group">
              <th scope="rowgroup" colSpan={report.agents.length + 1}>
                <span>{group.title}</span>
              </th>
            </tr>
            {group.rows.map((row) => (
              <Row key={row.promise.id} row={row} page={page} />
            ))}
          </tbody>
        ))}
      </ScrollTable>
      {rows.length === 0 && <p class="empty">No promise fits. Clear the search, or show all.</p>}
      <Legend />
    </section>
  );
}

function TotalRow({ report }: { report: Report }) {
  return (
    <tr class="total">
      <th scope="row">All promises</th>
      {report.agents.map(({ id, kept, judged, path }) => (
        <td key={id}>
          <a href={linkTo('coverage', [id])} title={`The prompt of ${path}, line by line`}>
            {judged === 0 ? '–' : <Rate rate={kept / judged} kept={kept} of={judged} />}
            {judged > 0 && (
              <svg class="share" width="100%" height="6" aria-hidden="true">
                <rect width="100%" height="6" rx="3" class="share-of" />
                <rect width={`${(100 * kept) / judged}%`} height="6" rx="3" class="share-part" />
              </svg>
            )}
          </a>
        </td>
      ))}
    </tr>
  );
}

function Row({ row: { promise, cells }, page }: { row: PromiseRow; page: Page }) {
  return (
    <tr>
      <th scope="row">
        <a class="promise" href={linkTo('trials', [], { promise: promise.id })}>
          {promise.title}
        </a>
        <span class="promise-id">
          <code>{promise.id}</code>
          {promise.trust && (
            <span title={`The scorer agrees with ${promise.trust.labels} labels`}>
              {promise.trust.kappa === null
                ? `trust ${Math.round(promise.trust.agreement * 100)} %`
                : `κ ${promise.trust.kappa.toFixed(2)}`}
            </span>
          )}
        </span>
      </th>
      {page.data.report.agents.map(({ id }, index) => (
        <td key={id}>
          <MatrixCell
            agent={id}
            promise={promise.id}
            cell={cells[index]}
            lacksVerdicts={page.lacksVerdicts(id, promise.id)}
          />
        </td>
      ))}
    </tr>
  );
}

function Legend() {
  return (
    <dl class="legend">
      <div>
        <dt>
          <span class="legend-mark">
            <IntervalMark rate={0.75} interval={{ low: 0.47, high: 0.91 }} />
          </span>
        </dt>
        <dd>the rate on a line from 0 to 100 %, and its interval</dd>
      </div>
      <div>
        <dt class="cell-none">–</dt>
        <dd>its prompt does not promise this</dd>
      </div>
      <div>
        <dt class="cell-na">n/a</dt>
        <dd>promised, but no task called for it</dd>
      </div>
      <div>
        <dt class="cell-unscored">? 3</dt>
        <dd>could not be judged in 3 trials; without a number, no trial has a verdict yet</dd>
      </div>
      <div>
        <dt>κ</dt>
        <dd>how far the scorer agrees with labels (Cohen's kappa)</dd>
      </div>
    </dl>
  );
}
