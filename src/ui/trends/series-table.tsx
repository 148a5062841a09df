import { countsText, earlierCounts, lastPoint } from '../../reports/history/history-words.ts';
import type { History, Series } from '../../reports/history/history.ts';
import { percent } from '../parts/numbers.ts';
import { ScrollTable } from '../parts/table.tsx';
import { TrendLine } from './trend-line.tsx';

/** One variant: a row a promise with its line over the nights. */
export function SeriesTable({ agent, history, query }: { agent: string; history: History; query: string }) {
  const titles = new Map(history.promises.map(({ id, title }) => [id, title]));
  const wanted = query.trim().toLowerCase();
  const own = history.series.filter(
    (series) =>
      series.agent === agent &&
      `${series.promise} ${titles.get(series.promise) ?? ''}`.toLowerCase().includes(wanted),
  );
  if (own.length === 0) return null;
  return (
    <section class="trend-variant">
      <h2>
        {agent} {agent === history.sentinel && <small class="soft">the sentinel: never edited</small>}
      </h2>
      <ScrollTable label={`${agent} over the nights`} class="trend">
        <thead>
          <tr>
            <th scope="col">Promise</th>
            <th scope="col" class="trend-plot">
              {history.nights[0]?.date} to {history.nights.at(-1)?.date}
            </th>
            <th scope="col">Last night</th>
            <th scope="col">Nights before</th>
          </tr>
        </thead>
        <tbody>
          {own.map((series) => (
            <Row
              key={series.promise}
              series={series}
              history={history}
              title={titles.get(series.promise) ?? series.promise}
            />
          ))}
        </tbody>
      </ScrollTable>
    </section>
  );
}

function Row({ series, history, title }: { series: Series; history: History; title: string }) {
  const last = lastPoint(series, history);
  const alarm = history.last.alarms.find(
    ({ agent, promise }) => agent === series.agent && promise === series.promise,
  );
  return (
    <tr>
      <th scope="row">
        {title}
        <br />
        <code class="soft">{series.promise}</code>
      </th>
      <td class="trend-plot">
        <TrendLine series={series} history={history} />
      </td>
      <td>
        {last?.rate == null ? (
          <span class="soft">{last ? `no verdict (${last.unscored} unscored)` : 'not judged'}</span>
        ) : (
          <>
            <b>{percent(last.rate)}</b>{' '}
            <small>
              {last.kept}/{last.applicable}
            </small>
          </>
        )}
        {alarm && <b class="kind kind-alarm"> ▼ alarm</b>}
      </td>
      <td>{countsText(earlierCounts(series, history))}</td>
    </tr>
  );
}
