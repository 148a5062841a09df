import type { RunUsage } from '../../reports/usage.ts';
import type { Page } from '../page.ts';
import { dollars, duration, percent, plural, whole } from '../parts/numbers.ts';
import { ScrollTable } from '../parts/table.tsx';

/** Tokens, cost, cache and retries of each variant. */
export function EffortTable({ page }: { page: Page }) {
  const { effort, report } = page.data;
  return (
    <ScrollTable label="Tokens, cost and calls of each variant" class="effort">
      <thead>
        <tr>
          <th scope="col">Variant</th>
          {[
            'Turns',
            'Tokens in',
            'from cache',
            'Tokens out',
            'Spent',
            'a trial',
            'Retried',
            'Waited',
            'Reused',
          ].map((head) => (
            <th key={head} scope="col" class="number">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {report.agents.map(({ id, usage }, index) => (
          <EffortRow key={id} agent={id} usage={usage} counted={effort[index]?.counted ?? 0} />
        ))}
      </tbody>
    </ScrollTable>
  );
}

function EffortRow({ agent, usage, counted }: { agent: string; usage: RunUsage; counted: number }) {
  const { turns, tokens, cacheReadShare, paid, reused, costPerTrial, retries } = usage;
  return (
    <tr>
      <th scope="row">{agent}</th>
      <td class="number">{whole(turns)}</td>
      <td class="number">{whole(tokens.input + tokens.cacheRead + tokens.cacheWrite)}</td>
      <td class="number">{cacheReadShare === null ? '–' : percent(cacheReadShare)}</td>
      <td class="number">{whole(tokens.output)}</td>
      <td class="number">
        {paid.count > 0 && paid.count === paid.unpriced ? 'unknown' : dollars(paid.dollars)}
        {paid.count > paid.unpriced && paid.unpriced > 0 && (
          <span class="task-facts">without {plural(paid.unpriced, 'answer')} of unknown price</span>
        )}
      </td>
      <td class="number">{costPerTrial.mean === null ? '–' : dollars(costPerTrial.mean)}</td>
      <td class="number">{counted === 0 ? '–' : `${whole(retries.turns)} of ${whole(counted)}`}</td>
      <td class="number">{counted === 0 ? '–' : duration(retries.waitedMs)}</td>
      <td class="number">
        {whole(reused.count)}
        {reused.count > reused.unpriced && <span class="task-facts">worth {dollars(reused.dollars)}</span>}
      </td>
    </tr>
  );
}
