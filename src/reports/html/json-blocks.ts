/** Large enough that few writes are needed, small enough that a page of many trials is never one string. */
const BLOCK_CHARACTERS = 512 * 1024;

/** JSON of a value, in blocks: what stands in an array, at the top or in a property, is written one by one. */
export function jsonBlocks(value: unknown): Generator<string> {
  return inBlocks(pieces(value, 2));
}

/** Text in blocks of a useful size. */
export function* inBlocks(parts: Iterable<string>): Generator<string> {
  let block = '';
  for (const piece of parts) {
    block += piece;
    if (block.length < BLOCK_CHARACTERS) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** JSON of a list: `entry` gives that of each item, in pieces. */
export function* listed<T>(
  items: Iterable<T>,
  [open, close]: readonly [open: string, close: string],
  entry: (item: T) => Iterable<string>,
): Generator<string> {
  let before = open;
  for (const item of items) {
    yield before;
    yield* entry(item);
    before = ',';
  }
  yield before === open ? open + close : close;
}

function* pieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null || 'toJSON' in value) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    yield* listed(value as readonly unknown[], ['[', ']'], (entry) => pieces(entry, depth - 1));
  } else {
    // Left out by JSON.stringify as well.
    const properties = Object.entries(value).filter(([, inner]) => inner !== undefined);
    yield* listed(properties, ['{', '}'], function* ([key, inner]) {
      yield `${JSON.stringify(key)}:`;
      yield* pieces(inner, depth - 1);
    });
  }
}
