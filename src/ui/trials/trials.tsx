import type { ViewProps } from '../views.ts';

export function TrialsView({ page }: ViewProps) {
  return <h2>{page.data.report.run.id}</h2>;
}
