import { useRef } from 'preact/hooks';
import { lastNightSentences, quietText, spanText } from '../../reports/history/history-words.ts';
import type { History } from '../../reports/history/history.ts';
import { Frame } from '../frame.tsx';
import { Choice, SearchField } from '../parts/controls.tsx';
import { plural } from '../parts/numbers.ts';
import { go, useRoute } from '../router.ts';
import { Breaks } from './breaks.tsx';
import { SeriesTable } from './series-table.tsx';
import './trends.css';

const WORDS = { alarm: '▼ Alarm', drop: '▽ Drop', change: '◆ Change' } as const;

/** Each promise of each variant over the nights; what changed since the night before stands first. */
export function TrendsPage({ history }: { history: History }) {
  const main = useRef<HTMLElement>(null);
  const route = useRoute();
  const { nights, agents, sentinel, remarks } = history;
  const sentences = lastNightSentences(history);
  const variant = route.params.get('variant') ?? '';
  const query = route.params.get('q') ?? '';
  return (
    <Frame
      main={main}
      title={
        <div class="run">
          <h1>{history.suite} over time</h1>
          <p class="facts">
            <span>{spanText(history)}</span>
            <span>{plural(agents.length, 'variant')}</span>
            {sentinel !== null && <span>sentinel {sentinel}</span>}
          </p>
        </div>
      }
      footer="A night is a day of UTC. Intervals are 95 %. An alarm compares the last 1, 3 or 7 nights with the 14 before, within tasks, and only with nights of the same prompt, model, tasks and scorer."
    >
      <section aria-label="Since the night before" class="last-night">
        <h2>{nights.at(-1)?.date}, since the night before</h2>
        {sentences.length === 0 ? (
          <p>{quietText(history)}</p>
        ) : (
          <ul>
            {sentences.map(({ kind, text }, index) => (
              <li key={index}>
                <b class={`kind kind-${kind}`}>{WORDS[kind]}</b> {text}
              </li>
            ))}
          </ul>
        )}
        {remarks.length > 0 && (
          <ul class="soft">
            {remarks.map((remark, index) => (
              <li key={index}>{remark}</li>
            ))}
          </ul>
        )}
      </section>
      <div class="controls">
        <Choice
          label="Variant"
          value={variant}
          options={[['', 'all'], ...agents.map((agent) => [agent, agent] as const)]}
          onChoose={(chosen) => go({ variant: chosen })}
        />
        <SearchField label="Find a promise" value={query} onSearch={(q) => go({ q })} />
      </div>
      {agents
        .filter((agent) => variant === '' || agent === variant)
        .map((agent) => (
          <SeriesTable key={agent} agent={agent} history={history} query={query} />
        ))}
      <Breaks history={history} variant={variant} />
    </Frame>
  );
}
