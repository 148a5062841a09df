import type { ComponentChildren } from 'preact';

const MOST_THAT_FIT = 5;

/** A table that scrolls inside itself on narrow screens, and that the keyboard can scroll. */
export function ScrollTable({
  label,
  children,
  class: name = '',
  columns,
}: {
  label: string;
  children: ComponentChildren;
  class?: string;
  /** Columns of equal importance after the first: few fit on wide screens, where the head then stays in sight. */
  columns?: number;
}) {
  const fits = columns !== undefined && columns <= MOST_THAT_FIT;
  return (
    <div class={fits ? 'scroll scroll-fits' : 'scroll'} role="region" aria-label={label} tabIndex={0}>
      <table
        class={name}
        style={columns === undefined ? undefined : { minWidth: `${17 + 8.5 * columns}rem` }}
      >
        {children}
      </table>
    </div>
  );
}

/** How a table is sorted: a column and a direction. */
export interface Sorting {
  readonly by: string;
  readonly down: boolean;
}

/** Reads `column` or `-column`. */
export function sortingOf(text: string | null, by: string): Sorting {
  if (!text) return { by, down: false };
  return text.startsWith('-') ? { by: text.slice(1), down: true } : { by: text, down: false };
}

/** A column head that sorts by a press, and back by another. */
export function SortHead({
  by,
  sorting,
  onSort,
  children,
  class: name = '',
}: {
  by: string;
  sorting: Sorting;
  onSort: (sort: string) => void;
  children: ComponentChildren;
  class?: string;
}) {
  const isIt = sorting.by === by;
  const direction = sorting.down ? 'descending' : 'ascending';
  return (
    <th scope="col" class={name} aria-sort={isIt ? direction : 'none'}>
      <button type="button" class="sort" onClick={() => onSort(isIt && !sorting.down ? `-${by}` : by)}>
        {children}
        <span aria-hidden="true" class="sort-sign">
          {isIt ? (sorting.down ? '↓' : '↑') : ''}
        </span>
      </button>
    </th>
  );
}
