import { useLayoutEffect, useRef } from 'preact/hooks';
import { Frame } from './frame.tsx';
import type { Page } from './page.ts';
import { costText } from '../reports/usage-words.ts';
import { dateText, plural } from './parts/numbers.ts';
import { leftAt, linkTo, useRoute } from './router.ts';
import { VIEWS } from './views.ts';

/** The whole page: what run this is, the tabs, and the view that the address names. */
export function App({ page }: { page: Page }) {
  const route = useRoute();
  const views = VIEWS.filter((view) => view.isThere?.(page) ?? true);
  const view = views.find(({ id }) => id === route.view) ?? views[0];
  const main = useRef<HTMLElement>(null);
  const place = `${view?.id} ${route.path.join('/')}`;
  const before = useRef(place);
  // Before the effects of the view, which may have a better place to show than its top.
  useLayoutEffect(() => {
    if (before.current === place) return;
    before.current = place;
    scrollTo(0, leftAt());
    main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <Frame
      main={main}
      title={<RunTitle page={page} />}
      tabs={
        <nav aria-label="Views">
          <ul class="tabs">
            {views.map(({ id, title }) => (
              <li key={id}>
                <a href={linkTo(id)} aria-current={id === view?.id ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      }
      footer={
        <>
          Run <code>{page.data.report.run.id}</code>. Intervals are 95 %.{' '}
          {page.data.report.run.git
            ? `Commit ${page.data.report.run.git.commit.slice(0, 10)}${page.data.report.run.git.dirty ? ', with changes' : ''}.`
            : 'No commit.'}
        </>
      }
    >
      {view && <view.component page={page} route={route} />}
    </Frame>
  );
}

function RunTitle({ page }: { page: Page }) {
  const { run, agents, judging } = page.data.report;
  const unfinished = run.ended === 'decided' ? 0 : run.trials.planned - run.trials.finished;
  return (
    <div class="run">
      <h1>{run.suite}</h1>
      <p class="facts">
        <span>
          <time dateTime={run.startedAt}>{dateText(run.startedAt)}</time>
        </span>
        <span>{plural(agents.length, 'variant')}</span>
        <span>{plural(run.tasks, 'task')}</span>
        <span>{plural(run.trials.finished, 'trial')}</span>
        <span>{run.provider === 'replay' ? 'recorded answers' : `model ${modelsOf(page)}`}</span>
        {(run.provider !== 'replay' || judging.verdicts > 0) && <span>{costText(page.data.report)}</span>}
        {unfinished > 0 && <strong class="warning">{plural(unfinished, 'trial')} missing</strong>}
        {run.trials.failed > 0 && (
          <strong class="warning">{plural(run.trials.failed, 'trial')} without an answer</strong>
        )}
      </p>
    </div>
  );
}

function modelsOf({ data }: Page): string {
  return [...new Set(data.report.agents.map(({ model }) => model))].join(', ');
}
