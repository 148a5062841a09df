import type { ComponentType } from 'preact';
import { CoverageView } from './coverage/coverage.tsx';
import { MatrixView } from './matrix/matrix.tsx';
import type { Page } from './page.ts';
import type { Route } from './router.ts';
import { TrialsView } from './trials/trials.tsx';
import { TrustView } from './trust/trust.tsx';

/** What every view gets. */
export interface ViewProps {
  readonly page: Page;
  readonly route: Route;
}

/** One tab of the page. */
export interface View {
  /** First part of its address. */
  readonly id: string;
  readonly title: string;
  readonly component: ComponentType<ViewProps>;
  /** False where the data has nothing for it: no tab then. */
  readonly isThere?: (page: Page) => boolean;
}

/** In the order of the tabs; the first one opens. */
export const VIEWS: readonly View[] = [
  { id: 'matrix', title: 'Matrix', component: MatrixView },
  { id: 'coverage', title: 'Prompt coverage', component: CoverageView },
  { id: 'trials', title: 'Trials', component: TrialsView },
  { id: 'trust', title: 'Trust', component: TrustView },
];
