import { endRemarks } from '../../reports/usage-words.ts';
import type { Page } from '../page.ts';
import { percent, plural } from '../parts/numbers.ts';
import { linkTo } from '../router.ts';
import type { ViewProps } from '../views.ts';
import { EffortTable } from './effort-table.tsx';
import { Latencies } from './latencies.tsx';
import { ScorerTable } from './scorer-table.tsx';
import './trust.css';

/** How far the numbers can be believed, and what they took. */
export function TrustView({ page }: ViewProps) {
  const { report, effort } = page.data;
  const hasCalls = report.run.usage.tokens.output > 0 || effort.some(({ latencies }) => latencies.length > 0);
  return (
    <div class="trust-view">
      <section aria-labelledby="scorers-title">
        <h2 id="scorers-title">How far the scorers can be believed</h2>
        <p class="lead">
          Each scorer was held against labels that people and models gave to recorded transcripts. A scorer
          that agrees with few labels tells little, however narrow its intervals.
        </p>
        <ScorerTable promises={report.promises} />
      </section>
      <section aria-labelledby="trouble-title">
        <h2 id="trouble-title">What went wrong on the way</h2>
        <Trouble page={page} />
      </section>
      <section aria-labelledby="effort-title">
        <h2 id="effort-title">What the answers took</h2>
        {hasCalls ? (
          <>
            <EffortTable page={page} />
            <Latencies page={page} />
          </>
        ) : (
          <p class="lead">
            {report.run.provider === 'replay'
              ? 'These are recorded answers: no call was made, so there is no cost, token or latency to show.'
              : 'The model told neither tokens nor latency.'}
          </p>
        )}
        <Judging page={page} />
      </section>
    </div>
  );
}

function Trouble({ page }: { page: Page }) {
  const { run, errors, unjudged } = page.data.report;
  const { trials } = run;
  const remarks = [
    ...endRemarks(page.data.report),
    trials.truncated > 0 &&
      `${plural(trials.truncated, 'answer')} ended at the token limit before they were whole.`,
  ].filter((remark) => remark !== false);
  if (errors.length + unjudged.length + remarks.length === 0)
    return (
      <p class="lead">
        Nothing: all {plural(trials.finished, 'trial')} have whole answers, and every scorer gave its
        verdicts.
      </p>
    );
  return (
    <>
      {remarks.map((remark) => (
        <p key={remark}>{remark}</p>
      ))}
      {errors.length > 0 && (
        <div class="scroll" role="region" aria-label="Errors" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">No answer because</th>
                <th scope="col" class="number">
                  Trials
                </th>
                <th scope="col">First message</th>
              </tr>
            </thead>
            <tbody>
              {errors.map(({ kind, count, message }) => (
                <tr key={kind}>
                  <th scope="row">{kind}</th>
                  <td class="number">{count}</td>
                  <td class="message-cell">{message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {unjudged.length > 0 && (
        <div class="scroll" role="region" aria-label="Not judged" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Not judged</th>
                <th scope="col">Cause</th>
                <th scope="col" class="number">
                  Trials
                </th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {unjudged.map(({ promise, cause, trials: count, why }) => (
                <tr key={`${promise} ${cause}`}>
                  <th scope="row">
                    <a href={linkTo('trials', [], { promise, verdict: 'unscored' })}>{promise}</a>
                  </th>
                  <td>{cause}</td>
                  <td class="number">{count}</td>
                  <td class="message-cell">{why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Judging({ page }: { page: Page }) {
  const { judging } = page.data.report;
  if (judging.verdicts === 0) return null;
  const priced = judging.verdicts - judging.unpricedVerdicts;
  return (
    <p>
      A judge model gave {plural(judging.verdicts, 'verdict')} for {plural(judging.inputTokens, 'token')} in
      and {plural(judging.outputTokens, 'token')} out
      {priced > 0 && `, $${judging.cost.toFixed(4)}`}
      {judging.unpricedVerdicts > 0 &&
        `; the price of ${percent(judging.unpricedVerdicts / judging.verdicts)} is not known`}
      .
    </p>
  );
}
