import { type Page, verdictOf } from '../page.ts';
import { VerdictSign } from '../parts/verdict.tsx';

/** Promises that at least one of the trials was judged by; those on which they differ first. */
export function verdictsOfBoth(page: Page, trials: readonly number[]) {
  return page.data.promises
    .map((promise, at) => {
      const codes = trials.map((index) => {
        const trial = page.data.trials[index];
        return trial ? verdictOf(trial, at) : '-';
      });
      return { promise, codes, differs: codes.includes('k') && codes.includes('b') };
    })
    .filter(({ codes }) => codes.some((code) => code === 'k' || code === 'b' || code === 'u'))
    .sort((a, b) => Number(b.differs) - Number(a.differs));
}

/** Both trials' verdicts, promise by promise. */
export function BothVerdicts({
  page,
  trials,
  agents,
  chosen,
  linkOf,
}: {
  page: Page;
  trials: readonly number[];
  agents: readonly string[];
  chosen: string | undefined;
  linkOf: (promise: string) => string;
}) {
  const rows = verdictsOfBoth(page, trials);
  return (
    <div class="scroll both" role="region" aria-label="Verdicts of both" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Promise</th>
            {agents.map((agent) => (
              <th key={agent} scope="col">
                {agent}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ promise, codes, differs }) => (
            <tr key={promise.id} class={promise.id === chosen ? 'chosen' : ''}>
              <th scope="row">
                <a href={linkOf(promise.id)} aria-current={promise.id === chosen ? 'true' : undefined}>
                  {promise.title}
                </a>{' '}
                {differs && <span class="tag">differs</span>}
              </th>
              {codes.map((code, at) => (
                <td key={agents[at]}>
                  <VerdictSign code={code} worded />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
