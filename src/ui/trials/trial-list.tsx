import { useMemo, useState } from 'preact/hooks';
import type { Page } from '../page.ts';
import { verdictOf } from '../page.ts';
import { Choice, SearchField } from '../parts/controls.tsx';
import { plural, whole } from '../parts/numbers.ts';
import { ScrollTable, SortHead, sortingOf } from '../parts/table.tsx';
import { VerdictSign } from '../parts/verdict.tsx';
import { go, linkTo } from '../router.ts';
import type { ViewProps } from '../views.ts';
import { filterOf, type ListedTrial, listTrials } from './filters.ts';

const STEP = 100;
const FEW = 4;
const VERDICTS = [
  ['', 'any verdict'],
  ['broken', 'broken'],
  ['kept', 'kept'],
  ['not-applicable', 'not applicable'],
  ['unscored', 'unscored'],
] as const;

/** Every trial of the run, filtered by what stands in the address. */
export function TrialList({ page, route }: ViewProps) {
  const { data } = page;
  const filter = filterOf(route.params);
  const sorting = sortingOf(route.params.get('sort'), 'run');
  const query = route.params.toString();
  const trials = useMemo(() => listTrials(page, filter, sorting), [page, query]);
  const [shown, setShown] = useState(STEP);
  const kinds = [...new Set(data.tasks.map(({ kind }) => kind))].filter(Boolean).sort();
  const scored = data.promises.filter(({ scored }) => scored);
  const sortBy = (sort: string): void => go({ sort });
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <section aria-labelledby="trials-title">
      <h2 id="trials-title">Trials</h2>
      <p class="lead">
        One conversation for each variant, task and repeat. A verdict stands with its evidence, marked where
        it was found.
      </p>
      <div class="controls">
        <SearchField label="Find in tasks and answers" value={filter.text} onSearch={(q) => go({ q })} />
        <Choice
          label="Variant"
          value={filter.variant}
          options={[['', 'all variants'], ...data.report.agents.map(({ id }) => [id, id] as const)]}
          onChoose={(variant) => go({ variant })}
        />
        <Choice
          label="Promise"
          value={filter.promise}
          options={[['', 'all promises'], ...scored.map(({ id, title }) => [id, title] as const)]}
          onChoose={(promise) => go({ promise })}
        />
        <Choice
          label="Verdict"
          value={filter.verdict}
          options={VERDICTS}
          onChoose={(verdict) => go({ verdict })}
        />
        <Choice
          label="Kind of task"
          value={filter.kind}
          options={[['', 'all kinds'], ...kinds.map((kind) => [kind, kind] as const)]}
          onChoose={(kind) => go({ kind })}
        />
        {isFiltered && (
          <a class="button button-link" href={linkTo('trials')}>
            Clear
          </a>
        )}
        <p class="count soft" role="status">
          {whole(trials.length)} of {plural(data.trials.length, 'trial')}
        </p>
      </div>
      {trials.length === 0 ? (
        <p class="empty">No trial fits these filters.</p>
      ) : (
        <ScrollTable label="Trials" class="trial-table">
          <thead>
            <tr>
              <SortHead by="task" sorting={sorting} onSort={sortBy}>
                Task
              </SortHead>
              <SortHead by="variant" sorting={sorting} onSort={sortBy}>
                Variant
              </SortHead>
              {filter.promise && <th scope="col">Verdict</th>}
              <SortHead by="kept" sorting={sorting} onSort={sortBy} class="number">
                Kept
              </SortHead>
              <th scope="col">Broken promises</th>
              <SortHead by="turns" sorting={sorting} onSort={sortBy} class="number">
                Turns
              </SortHead>
            </tr>
          </thead>
          <tbody>
            {trials.slice(0, shown).map((listed) => (
              <TrialRow key={listed.index} page={page} listed={listed} promise={filter.promise} />
            ))}
          </tbody>
        </ScrollTable>
      )}
      {trials.length > shown && (
        <p class="more">
          <button type="button" class="button" onClick={() => setShown(shown + 10 * STEP)}>
            Show more of {plural(trials.length - shown, 'further trial')}
          </button>
        </p>
      )}
      {data.embedded < data.trials.length && filter.text !== '' && (
        <p class="soft note">
          The text was looked for in every task, and in the answers that this page has:{' '}
          {whole(data.trials.filter((_, index) => page.embedded(index)).length)} of{' '}
          {plural(data.trials.length, 'transcript')}.
        </p>
      )}
      {data.embedded < data.trials.length && data.mode === 'file' && (
        <p class="soft note">
          This page holds {whole(data.embedded)} of {plural(data.trials.length, 'transcript')}, those with
          broken promises and with differences first. <code>vouch view {data.report.run.id}</code> shows all.
        </p>
      )}
    </section>
  );
}

function TrialRow({ page, listed, promise }: { page: Page; listed: ListedTrial; promise: string }) {
  const { data } = page;
  const { trial, kept, judged, broken } = listed;
  const task = data.tasks[trial.task];
  const agent = data.report.agents[trial.agent]?.id ?? '';
  const index = page.promises.get(promise)?.index ?? -1;
  return (
    <tr>
      <th scope="row">
        <a href={linkTo('trials', [agent, task?.id ?? '', trial.repeat], { promise })}>
          {task?.title || task?.id}
        </a>
        <span class="task-facts">
          {task?.kind}
          {task?.clarity && `, ${task.clarity}`}
          {data.report.run.repeats > 1 && `, repeat ${trial.repeat}`}
        </span>
      </th>
      <td>{agent}</td>
      {promise && (
        <td>
          <VerdictSign code={verdictOf(trial, index)} worded />
        </td>
      )}
      <td class="number">{trial.error ? <span class="warning">{trial.error}</span> : `${kept}/${judged}`}</td>
      <td class="broken-list">
        {broken.slice(0, FEW).map((id) => (
          <a
            key={id}
            class="tag"
            href={linkTo('trials', [agent, task?.id ?? '', trial.repeat], { promise: id })}
          >
            {id}
          </a>
        ))}
        {broken.length > FEW && <span class="soft"> +{broken.length - FEW}</span>}
      </td>
      <td class="number">{trial.turns}</td>
    </tr>
  );
}
