import { dateOf } from '../../reports/history/history-words.ts';
import type { ChangeKind, History } from '../../reports/history/history.ts';
import { ScrollTable } from '../parts/table.tsx';

interface Row {
  readonly night: number;
  readonly kind: ChangeKind;
  readonly why: string;
  readonly agents: Set<string>;
  readonly promises: Set<string>;
}

/** Every break of every line and why, newest first; the same reason is told once. */
export function Breaks({ history, variant }: { history: History; variant: string }) {
  const rows = new Map<string, Row>();
  for (const { agent, promise, breaks } of history.series) {
    if (variant !== '' && agent !== variant) continue;
    for (const { night, reasons } of breaks) {
      for (const { kind, why } of reasons) {
        const key = JSON.stringify([night, kind, why]);
        const row = rows.get(key) ?? { night, kind, why, agents: new Set(), promises: new Set() };
        rows.set(key, row);
        row.agents.add(agent);
        row.promises.add(promise);
      }
    }
  }
  if (rows.size === 0) return null;
  return (
    <section class="trend-variant">
      <h2>Where lines break, and why</h2>
      <ScrollTable label="Where lines break, and why">
        <thead>
          <tr>
            <th scope="col">Night</th>
            <th scope="col">What changed</th>
            <th scope="col">Variants</th>
            <th scope="col">Promises</th>
          </tr>
        </thead>
        <tbody>
          {[...rows]
            .sort(([, p], [, q]) => q.night - p.night)
            .map(([key, { night, kind, why, agents, promises }]) => (
              <tr key={key}>
                <th scope="row" class="trend-date">
                  {dateOf(history, night)}
                </th>
                <td>
                  <b>{kind}</b>: {why}
                </td>
                <td>{[...agents].join(', ')}</td>
                <td>{promises.size > 4 ? `${promises.size} promises` : [...promises].join(', ')}</td>
              </tr>
            ))}
        </tbody>
      </ScrollTable>
    </section>
  );
}
