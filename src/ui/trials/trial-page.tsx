import { useEffect, useRef, useState } from 'preact/hooks';
import { isPromised } from '../../reports/promised.ts';
import type { PageTranscript } from '../../reports/html/page-data.ts';
import type { Page } from '../page.ts';
import { Choice } from '../parts/controls.tsx';
import { shown, visible } from '../parts/visible.tsx';
import { go, linkTo, type Params, paramsOf, type Route } from '../router.ts';
import { BothVerdicts, verdictsOfBoth } from './both-verdicts.tsx';
import { Conversation } from './conversation.tsx';
import { counted } from './filters.ts';
import { inReadingOrder, VerdictList } from './verdict-list.tsx';

/** One trial in full, alone or beside another variant's answer to the same task. */
export function TrialPage({
  page,
  route,
  variant,
  task: taskId,
  repeat,
}: {
  page: Page;
  route: Route;
  variant: string;
  task: string;
  repeat: number;
}) {
  const { data } = page;
  const index = page.find(variant, taskId, repeat);
  const task = data.tasks.find(({ id }) => id === taskId);
  const beside = route.params.get('beside') ?? '';
  const all = route.params.get('evidence') === 'all';
  const other = beside ? page.find(beside, taskId, repeat) : -1;
  const own = useTranscript(page, index);
  const others = useTranscript(page, other);
  const verdicts = own === undefined || own === null ? [] : own.verdicts;
  const chosen =
    route.params.get('promise') ??
    (other === -1
      ? inReadingOrder(verdicts)[0]?.promise
      : verdictsOfBoth(page, [index, other])[0]?.promise.id);
  const linkOf = (promise: string): string =>
    linkTo('trials', [variant, taskId, repeat], { ...paramsOf(route), promise });
  const reading = useRef<HTMLDivElement>(null);
  const show = (mark: string): void =>
    reading.current?.querySelector(mark)?.scrollIntoView({ block: 'center' });
  const asked = route.params.get('promise');
  useEffect(() => {
    if (asked === null || !own) return;
    show('.evidence-active');
  }, [asked, own, index]);
  if (index === -1 || !task)
    return (
      <p class="empty">
        No trial of {shown(variant)} on {shown(taskId)} in this run. <a href={linkTo('trials')}>All trials</a>
      </p>
    );
  return (
    <section aria-labelledby="trial-title">
      <p class="back">
        <a href={linkTo('trials', [], { variant })}>Trials of {variant}</a>
      </p>
      <h2 id="trial-title">{task.title || task.id}</h2>
      <p class="facts">
        <span>{variant}</span>
        {[task.kind, task.stack, task.clarity].filter(Boolean).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {data.report.run.repeats > 1 && <span>repeat {repeat}</span>}
      </p>
      <SameTask page={page} task={taskId} variant={variant} repeat={repeat} params={paramsOf(route)} />
      <div class="controls">
        <Choice
          label="Beside it"
          value={beside}
          options={[
            ['', 'nothing'],
            ...data.report.agents
              .filter(({ id }) => id !== variant && page.find(id, taskId, repeat) !== -1)
              .map(({ id }) => [id, id] as const),
          ]}
          onChoose={(agent) => go({ beside: agent })}
        />
        <Choice
          label="Marked evidence"
          value={all ? 'all' : ''}
          options={[
            ['', 'of the chosen promise'],
            ['all', 'of all promises'],
          ]}
          onChoose={(evidence) => go({ evidence })}
        />
      </div>
      {other === -1 ? (
        <div class="reading">
          <aside aria-label="Verdicts">
            <VerdictList
              page={page}
              verdicts={verdicts}
              chosen={chosen}
              linkOf={linkOf}
              onPlace={(place) => show(`[data-place="${place}"]`)}
            />
          </aside>
          <div ref={reading}>
            <Answers page={page} transcript={own} agent={variant} promise={chosen} all={all} />
          </div>
        </div>
      ) : (
        <>
          <BothVerdicts
            page={page}
            trials={[index, other]}
            agents={[variant, beside]}
            chosen={chosen}
            linkOf={linkOf}
          />
          <div class="beside" ref={reading}>
            {[
              { agent: variant, transcript: own },
              { agent: beside, transcript: others },
            ].map(({ agent, transcript }) => (
              <div key={agent}>
                <h3>{agent}</h3>
                <WhyOf page={page} agent={agent} transcript={transcript} promise={chosen} />
                <Answers page={page} transcript={transcript} agent={agent} promise={chosen} all={all} />
              </div>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

/** `undefined` while it is fetched, null if it is not to be had. */
function useTranscript(page: Page, index: number): PageTranscript | null | undefined {
  const here = index === -1 ? undefined : page.embedded(index);
  const [fetched, setFetched] = useState<{ index: number; transcript: PageTranscript | null }>();
  useEffect(() => {
    if (here || index === -1) return;
    let isWanted = true;
    const keep = (transcript: PageTranscript | null): void => {
      if (isWanted) setFetched({ index, transcript });
    };
    page.transcript(index).then(
      (transcript) => keep(transcript ?? null),
      () => keep(null),
    );
    return () => {
      isWanted = false;
    };
  }, [page, index, here]);
  return here ?? (fetched?.index === index ? fetched.transcript : undefined);
}

function Answers({
  page,
  transcript,
  ...shown
}: {
  page: Page;
  transcript: PageTranscript | null | undefined;
  agent: string;
  promise: string | undefined;
  all: boolean;
}) {
  if (transcript === undefined) return <p class="empty">Reading the transcript…</p>;
  if (transcript === null)
    return (
      <p class="empty">
        This transcript is not in the page. <code>vouch view {page.data.report.run.id}</code> shows all of
        them.
      </p>
    );
  return <Conversation transcript={transcript} {...shown} />;
}

function SameTask({
  page,
  task,
  variant,
  repeat,
  params,
}: {
  page: Page;
  task: string;
  variant: string;
  repeat: number;
  params: Params;
}) {
  return (
    <nav aria-label="The same task by">
      <ul class="variants same-task">
        {page.data.report.agents.map(({ id }) => {
          const index = page.find(id, task, repeat);
          const trial = page.data.trials[index];
          if (!trial) return null;
          const { kept, judged } = counted(page, trial, index);
          const href = linkTo('trials', [id, task, repeat], { promise: params['promise'] });
          return (
            <li key={id}>
              <a href={href} aria-current={id === variant ? 'true' : undefined}>
                {id}{' '}
                <small>
                  {kept}/{judged}
                </small>
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function WhyOf({
  page,
  agent,
  transcript,
  promise = '',
}: {
  page: Page;
  agent: string;
  transcript: PageTranscript | null | undefined;
  promise: string | undefined;
}) {
  const found = transcript?.verdicts.find((verdict) => verdict.promise === promise);
  if (found) return <p class="soft why">{visible(found.why)}</p>;
  return <p class="soft why">{!isPromised(page.data.report, agent, promise) && 'Does not promise this.'}</p>;
}
