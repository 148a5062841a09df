import { useMemo } from 'preact/hooks';
import type { PagePrompt } from '../../reports/html/page-data.ts';
import type { Page } from '../page.ts';
import { percent, plural } from '../parts/numbers.ts';
import { shown } from '../parts/visible.tsx';
import { go, linkTo, type Route } from '../router.ts';
import type { ViewProps } from '../views.ts';
import './coverage.css';
import { LineRows } from './line-rows.tsx';
import { type JudgedLine, judgedLines, STATES } from './lines.ts';

/** An agent's prompt as written, each line with how often its promise was kept, as code coverage shows code. */
export function CoverageView({ page, route }: ViewProps) {
  const { prompts } = page.data;
  const [named = ''] = route.path.map(shown);
  const prompt = prompts.find(({ agent }) => agent === named) ?? prompts[0];
  if (!prompt) return <p class="empty">This run has no agents.</p>;
  return (
    <section aria-labelledby="coverage-title">
      <h2 id="coverage-title">What the prompt says, and what came of it</h2>
      <p class="lead">
        The prompt as written. Beside each line that makes a promise stands how often its answers kept it;
        where a line makes several, the weakest. Press a count for its trials.
      </p>
      <nav aria-label="Variants">
        <ul class="variants">
          {prompts.map(({ agent }) => (
            <li key={agent}>
              <a
                href={linkTo('coverage', [agent])}
                aria-current={agent === prompt.agent ? 'true' : undefined}
              >
                {agent}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Prompt key={prompt.agent} page={page} prompt={prompt} route={route} />
    </section>
  );
}

function Prompt({ page, prompt, route }: { page: Page; prompt: PagePrompt; route: Route }) {
  const lines = useMemo(() => judgedLines(page, prompt), [page, prompt]);
  const only = route.params.get('only');
  const open = Number(route.params.get('line') ?? Number.NaN);
  return (
    <>
      <Figures page={page} prompt={prompt} />
      <Legend lines={lines} only={only} onOnly={(state) => go({ only: state })} />
      <div class={`prompt${only ? ' prompt-filtered' : ''}`}>
        <table>
          <caption class="hidden">The prompt of {prompt.agent}, line by line</caption>
          <colgroup>
            <col class="col-number" />
            <col class="col-count" />
            <col />
            <col class="col-promises" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col" class="line-number">
                Line
              </th>
              <th scope="col">Kept</th>
              <th scope="col">Prompt</th>
              <th scope="col" class="line-promises">
                Promises
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineRows
                key={line.line}
                page={page}
                agent={prompt.agent}
                line={line}
                dimmed={only !== null && line.state !== only}
                open={open === line.line}
                onOpen={() => go({ line: open === line.line ? undefined : String(line.line) })}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Figures({ page, prompt }: { page: Page; prompt: PagePrompt }) {
  const agent = page.data.report.agents.find(({ id }) => id === prompt.agent);
  const { promises, scoredPromises, statements, coveredStatements } = prompt;
  return (
    <dl class="figures">
      <Figure
        share={[scoredPromises, promises]}
        title="of its promises are scored"
        detail={`${scoredPromises} of ${plural(promises, 'promise')}`}
      />
      <Figure
        share={[coveredStatements, statements]}
        title="of stated behaviour is known as a promise"
        detail={`${coveredStatements} of ${plural(statements, 'statement')}`}
      />
      <Figure
        share={[agent?.kept ?? 0, agent?.judged ?? 0]}
        title="of judged promises were kept"
        detail={`${agent?.kept} of ${plural(agent?.judged ?? 0, 'verdict')}`}
      />
    </dl>
  );
}

function Figure({
  share: [part, of],
  title,
  detail,
}: {
  share: readonly [number, number];
  title: string;
  detail: string;
}) {
  return (
    <div>
      <dt>
        {title} <small>{detail}</small>
      </dt>
      <dd>{of === 0 ? '–' : percent(part / of)}</dd>
    </div>
  );
}

function Legend({
  lines,
  only,
  onOnly,
}: {
  lines: readonly JudgedLine[];
  only: string | null;
  onOnly: (state: string | undefined) => void;
}) {
  const counted = STATES.map((entry) => ({
    ...entry,
    count: lines.filter(({ state }) => state === entry.state).length,
  })).filter(({ count }) => count > 0);
  return (
    <div class="key">
      <div class="key-bar" aria-hidden="true">
        {counted.map(({ state, count }) => (
          <span key={state} class={`key-part ${state}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul aria-label="Show only lines that are">
        {counted.map(({ state, name, about, count }) => (
          <li key={state}>
            <button
              type="button"
              class={`key-entry ${state}`}
              title={about}
              aria-pressed={only === state}
              onClick={() => onOnly(only === state ? undefined : state)}
            >
              <span class="swatch" aria-hidden="true" /> {name} <small>{count}</small>
              <span class="hidden"> lines</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
