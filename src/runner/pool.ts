/**
 * Does work for each item, so many at a time, taking the next item only when a place is free: neither items nor promises
 * pile up. When one throws, no further item is taken, those at work are finished, and the first error is thrown.
 */
export async function eachInParallel<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let isOver = false;
  const take = (): IteratorYieldResult<T> | undefined => {
    if (isOver) return undefined;
    const next = iterator.next();
    if (!next.done) return next;
    isOver = true;
    return undefined;
  };
  const worker = async (first: IteratorYieldResult<T>): Promise<void> => {
    try {
      for (let next: typeof first | undefined = first; next; next = take()) await work(next.value);
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
  const workers: Promise<void>[] = [];
  while (workers.length < atOnce) {
    const first = take();
    if (!first) break;
    workers.push(worker(first));
  }
  const ended = await Promise.allSettled(workers);
  iterator.return?.();
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
