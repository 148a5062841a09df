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

function* pieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null || 'toJSON' in value) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    let before = '[';
    for (const entry of value as readonly unknown[]) {
      yield before;
      yield* pieces(entry, depth - 1);
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  } else {
    let before = '{';
    for (const [key, inner] of Object.entries(value)) {
      // Left out by JSON.stringify as well.
      if (inner === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* pieces(inner, depth - 1);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  }
}
