import type { PageEffort } from '../../reports/html/page-data.ts';
import type { Page } from '../page.ts';
import { dollars, duration, percent, whole } from '../parts/numbers.ts';
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
            'Cost',
            'a turn',
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
        {report.agents.map(({ id }, index) => {
          const taken = effort[index];
          return taken && <EffortRow key={id} agent={id} taken={taken} />;
        })}
      </tbody>
    </ScrollTable>
  );
}

function EffortRow({ agent, taken }: { agent: string; taken: PageEffort }) {
  const { turns, tokens, cost, attempts, waitedMs, reused } = taken;
  const input = tokens.input + tokens.cacheRead + tokens.cacheWrite;
  const priced = turns - cost.unknownTurns;
  const retried = attempts.slice(1).reduce((sum, count) => sum + count, 0);
  const calls = attempts.reduce((sum, count) => sum + count, 0);
  return (
    <tr>
      <th scope="row">{agent}</th>
      <td class="number">{whole(turns)}</td>
      <td class="number">{whole(input)}</td>
      <td class="number">{input === 0 ? '–' : percent(tokens.cacheRead / input)}</td>
      <td class="number">{whole(tokens.output)}</td>
      <td class="number">
        {priced === 0 ? 'unknown' : dollars(cost.known)}
        {priced > 0 && cost.unknownTurns > 0 && (
          <span class="task-facts">without {whole(cost.unknownTurns)} turns of unknown price</span>
        )}
      </td>
      <td class="number">{priced === 0 ? '–' : dollars(cost.known / priced)}</td>
      <td class="number">{calls === 0 ? '–' : `${whole(retried)} of ${whole(calls)}`}</td>
      <td class="number">{calls === 0 ? '–' : duration(waitedMs)}</td>
      <td class="number">{whole(reused)}</td>
    </tr>
  );
}
