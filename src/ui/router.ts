/**
 * Where the reader is, told by the part of the address after `#`, so that every state of the page has a permalink that
 * works from disk: `#/trials/api-first/team-chat/1?promise=diagram` is the view `trials`, its path and its parameters.
 *
 * A further view is a folder `src/ui/<view>/` with one component that takes `ViewProps`, and one line in `views.ts`.
 * What it shows comes from `page.data`: extend `PageData` and `buildPageData` in `src/reports/html/`. Filters belong into
 * the parameters (`go`, `linkTo`), never into state of their own, so that a link shares them. Parts to build with: tables
 * `parts/table.tsx`, rates and intervals `parts/rate.tsx`, scales and axes `parts/chart.tsx`; colours only by the
 * variables of `style/base.css`, which know light, dark and print.
 */
import { useLayoutEffect, useState } from 'preact/hooks';

/** A place in the page. */
export interface Route {
  readonly view: string;
  readonly path: readonly string[];
  readonly params: URLSearchParams;
}

/** Parameters of a link; those that are undefined or empty are left out. */
export type Params = Readonly<Record<string, string | undefined>>;

/** The `href` of a place. */
export function linkTo(view: string, path: readonly (string | number)[] = [], params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const text = query.toString();
  return `#/${[view, ...path].map((part) => encodeURIComponent(String(part))).join('/')}${text && `?${text}`}`;
}

/**
 * Goes to the same place with other parameters, without a new entry in the history. The place is the one of the address,
 * not of what is drawn: a link that was just followed may not be drawn yet, and its parameters would come back.
 */
export function go(params: Params): void {
  const route = parseHash(location.hash);
  history.replaceState(null, '', linkTo(route.view, route.path, { ...paramsOf(route), ...params }));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The parameters of a place as an object. */
export function paramsOf({ params }: Route): Params {
  return Object.fromEntries(params);
}

/** The place that the address names, followed as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseHash(location.hash));
  // Before the browser draws: an address that changes between the first drawing and an effect after it went unheard.
  useLayoutEffect(() => {
    const follow = (): void => setRoute(parseHash(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

/** How far down the reader was when a link led away from here; 0 for a place that is new. */
export function leftAt(): number {
  return (history.state as { readonly top?: number } | null)?.top ?? 0;
}

/** Has every link within the page keep how far down the reader is, for the way back. */
export function keepPlaces(): void {
  addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a[href^="#/"]'))
      history.replaceState({ top: scrollY }, '');
  });
}

/** Reads `#/view/path?name=value`. */
export function parseHash(hash: string): Route {
  const [place = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view = '', ...path] = place.split('/').map(decoded);
  return { view, path, params: new URLSearchParams(query) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
