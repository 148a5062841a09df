import type { Page } from '../page.ts';
import { verdictOf } from '../page.ts';
import { VerdictSign } from '../parts/verdict.tsx';
import { linkTo } from '../router.ts';

const MOST = 48;
const ORDER = 'bukn';

/** The trials of an agent that a promise was judged in, broken ones first, each a link. */
export function TrialLinks({ page, agent, promise }: { page: Page; agent: string; promise: string }) {
  const { data } = page;
  const index = page.promises.get(promise)?.index ?? -1;
  const own = data.report.agents.findIndex(({ id }) => id === agent);
  const trials = data.trials
    .filter((trial) => trial.agent === own)
    .map((trial) => ({ trial, code: verdictOf(trial, index) }))
    .filter(({ code }) => code !== '-')
    .sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
  return (
    <ul class="trial-links">
      {trials.slice(0, MOST).map(({ trial, code }) => {
        const task = data.tasks[trial.task];
        return (
          <li key={`${trial.task} ${trial.repeat}`}>
            <a
              href={linkTo('trials', [agent, task?.id ?? '', trial.repeat], { promise })}
              title={task?.title}
            >
              <VerdictSign code={code} /> {task?.id}
              {trial.repeat > 1 && ` ·${trial.repeat}`}
            </a>
          </li>
        );
      })}
      {trials.length > MOST && (
        <li>
          <a href={linkTo('trials', [], { variant: agent, promise })}>all {trials.length}</a>
        </li>
      )}
    </ul>
  );
}
