import { shown } from '../parts/visible.tsx';
import type { ViewProps } from '../views.ts';
import { TrialList } from './trial-list.tsx';
import { TrialPage } from './trial-page.tsx';
import './trials.css';

/** The trials: a list to filter, or one conversation, `#/trials/<variant>/<task>/<repeat>`. */
export function TrialsView({ page, route }: ViewProps) {
  const [variant, task, repeat] = route.path.map(shown);
  if (variant === undefined || task === undefined) return <TrialList page={page} route={route} />;
  return <TrialPage page={page} route={route} variant={variant} task={task} repeat={Number(repeat ?? 1)} />;
}
